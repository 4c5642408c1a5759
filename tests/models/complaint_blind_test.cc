// The trained complaint model on sentences in fields and turns of speech that no training seed has. They were written
// before the seeds of many fields, and looked at once, after the last choice.
#include <gtest/gtest.h>

#include <cstdio>
#include <span>

#include "tests/models/trained_models.h"

namespace groundswell {
namespace {

constexpr std::string_view kComplaints[] = {
    "殡仪馆报价单上没写的骨灰寄存费，走的时候非要交齐才给手续",
    "给爷爷配的助听器一戴就啸叫，验配师让我们自己适应",
    "古筝寄来两根弦是断的，琴行说路上的事不归他们",
    "农机站卖的种子出苗不到三成，一亩地白种了",
    "婚庆答应的六台机位只来了两台，成片里连拜堂都没拍到",
    "宠物医院把绝育写成了洗牙，刀口现在还在渗血",
    "学生公寓的热水卡刷一次扣两次水费，宿管让我找厂家",
    "彩票站机器出票号码打错，老板不给重打",
    "鱼缸过滤器装上当晚就把水抽了一地，木地板全泡了",
    "月子中心换了三个护士，宝宝红屁股没人记录",
    "网约护士迟了四十分钟，扎针扎了五次",
    "天文望远镜目镜里有霉斑，店主说不影响看月亮",
    "早教课约不上，九十六节课一年只上了十一节，合同快到期了",
    "儿童手表定位飘到隔壁市，孩子差点找不到",
    "团购的葡萄开箱一半是烂的，只肯赔两块钱",
    "my hearing aid whistles all day and the audiologist says get used to it",
    "the florist sent carnations instead of the peonies I ordered for the funeral",
    "half the seeds in the packet never germinated and the nursery will not talk to me",
    "wedding photographer has not delivered a single picture nine months on",
    "the kennel returned my dog with a cut paw and no explanation",
    "paid for express passport processing, got it the day after our trip",
    "piano arrived with two dead keys, the dealer wants me to pay for the tuner",
    "our daycare bills for days when it is shut",
    "the scooter rental keeps locking mid-ride and still charges by the minute",
    "orthodontist closed without telling patients, I have paid for another year of visits",
    "storage unit flooded and all I got was a form letter",
    "the audio guide died in the second room and they would not swap it",
    "the stairlift stops halfway and mum has been sleeping downstairs for a week",
    "moved house, told the paper three times, they still deliver to the old address",
    "language school swapped the native teacher for a recording after we paid",
};
constexpr std::string_view kOthers[] = {
    "刚把爷爷的助听器电池换了，他听戏可高兴了",
    "今年的葡萄特别甜，给邻居送了两筐",
    "想学古筝，手指短会不会弹不了",
    "陪产假批下来了，下周当爸爸",
    "望远镜里第一次看见土星环，激动得手抖",
    "本市新增三处婚姻登记点，周六照常办理",
    "家里水管冻了，自己拿热毛巾捂了半天",
    "晚高峰的桥上灯真好看，就是冷",
    "我打碎了我妈最爱的花瓶，现在躲在厕所",
    "种子公司股价涨停，分析师看好春播",
    "想问下月子中心一般要提前多久预订",
    "承接各类彩钢瓦翻新，十年老店，免费测量",
    "小时候觉得大人什么都懂，长大了才发现都在硬撑",
    "导演说第二季不拍了，等了个寂寞",
    "考场里空调太足，我抖着写完了作文",
    "my hearing is not what it was but the birds are still loud enough",
    "planted two rows of beans, the pigeons ate one of them",
    "the photographer caught grandpa mid-sneeze and it is our favourite picture",
    "is a stairlift worth it for a house with only one floor of steps?",
    "lost my passport for an hour, it was in the fridge, do not ask",
    "Orrin Foods to close two plants and shift production abroad",
    "rescue dog finally slept through the night, I did not",
    "whole second act was dull but the lead can sing",
    "city council approves plan for new bike lanes on Harbour Road",
    "piano lessons at 40, my fingers have filed for divorce",
    "hand-made candles, three for ten, shipping on us this week",
    "our goalkeeper is made of butter, relegation here we come",
    "rain on the tent all night and we still laughed",
    "what is the polite way to tell a friend his podcast is boring",
    "missed the last train because I was reading a sign about missed trains",
};

// How many are called complaints; those on the wrong side of one half are printed.
int Called(std::span<const std::string_view> texts, bool are_complaints) {
  TrainedModels models;
  if (!models.scorer().ok()) return -1;
  int called = 0;
  for (std::string_view text : texts) {
    const float probability = models.Score(text).complaint;
    called += probability >= 0.5f;
    if ((probability >= 0.5f) != are_complaints)
      std::printf("  %.2f %s\n", static_cast<double>(probability), std::string(text).c_str());
  }
  return called;
}

TEST(ComplaintBlindTest, Complaints) { EXPECT_GE(Called(kComplaints, true), 10); }
TEST(ComplaintBlindTest, Others) { EXPECT_LE(Called(kOthers, false), 6); }

}  // namespace
}  // namespace groundswell
