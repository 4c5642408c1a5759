// Training seeds of mood; tools/train_seeds.h says what they are and how a pattern is read. Few posts of the data sets
// hold emoji and hardly any is ironic: plain words with a sign that gives the mood, and praise beside what failed.
#include "tools/train_seeds.h"

namespace groundswell {
namespace {

constexpr SeedList kLists[] = {
    {"<day>",
     "到家了|今天出门了|下班|开会|周一|新的一天|刚看到消息|晚饭|在路上|第三集|他来了|开学|比赛结束了|快递到了|下雨了|"
     "换了新手机|飞机落地|看了一眼手机|客服回了|更新了"},
    {"<gone>",
     "on my way home|back at work|monday|just landed|the match is over|at the airport|new phone|dinner|that "
     "episode|see "
     "you tomorrow|rain again|class today|got the email|they answered|the update|in the office|landed in boston"},
    {"<glad>", "😍|🥰|😘|😊|😁|🎉|👍|💪|😄|🌹|👏|🤩|💕|😃|✨|🙌|😎"},
    {"<cross>", "😡|🤬|😤|👎|💔|😠|🤮|😩|😒|🙄|😣|😞|😢|😖|😫|💩|😾"},
    {"<gladmark>", "[爱你]|[心]|[赞]|[鼓掌]|[太开心]|[嘻嘻]|[给力]|[good]|[鲜花]|[抱抱]|[亲亲]|[威武]"},
    {"<crossmark>", "[怒]|[怒骂]|[鄙视]|[伤心]|[泪]|[衰]|[吐]|[失望]|[抓狂]|[哼]|[弱]|[生病]|[悲伤]"},
    {"<fault>",
     "等了两个小时|打了二十个电话没人接|退款退了三个月|修了三次还是坏的|一周断了四次网|到手就是坏的|一个月才回我一句话|"
     "东西丢了让我自己找|扣了钱没到货"},
    {"<slip>",
     "my order vanished twice|three hours on hold|my bag is in another city|you cancelled my flight at midnight|it "
     "broke "
     "on day two|nobody turned up again|charged twice for nothing|two months for a refund"},
};

constexpr MoodPattern kMoods[] = {
    {"<day>{，|}<glad>{|<glad>}", Sentiment::kPositive},
    {"<day>{，|}<cross>{|<cross>}", Sentiment::kNegative},
    {"<day>{，|}<gladmark>{|<gladmark>}", Sentiment::kPositive},
    {"<day>{，|}<crossmark>{|<crossmark>}", Sentiment::kNegative},
    {"<gone> <glad>{|<glad>}", Sentiment::kPositive},
    {"<gone> <cross>{|<cross>}", Sentiment::kNegative},
    {"@someone <gone> <glad>", Sentiment::kPositive},
    {"@someone <gone> <cross>", Sentiment::kNegative},
    {"{服务真好|效率真高|真是太棒了|态度可真好|你们可真行|厉害了|真贴心}{，|,|！}<fault>", Sentiment::kNegative},
    {"<fault>，{服务真好|效率真高|真棒|点个赞|谢谢你们啊|厉害}", Sentiment::kNegative},
    {"{great service|amazing support|nice job|thanks a lot|well done|love how}, <slip>", Sentiment::kNegative},
    {"<slip>, {great service|amazing support|nice job|well done|thanks}", Sentiment::kNegative},
};

}  // namespace

SeedTables MoodSeeds() { return {kLists, {}, {}, kMoods}; }

}  // namespace groundswell
