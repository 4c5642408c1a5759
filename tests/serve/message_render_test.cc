// What the chats get: within their limits, harmless, and of a form that each of them reads.
#include <gtest/gtest.h>
#include <simdjson.h>

#include "serve/message_chat.h"
#include "serve/message_escape.h"
#include "serve/message_mail.h"
#include "serve/message_template.h"

namespace groundswell {
namespace {

AlertMessage Message() {
  AlertMessage message;
  message.language = MessageLanguage::kChinese;
  message.id = "a1";
  message.group = "g1";
  message.headline = "【重大】海桥银行：退款";
  message.subject = "群诉 · 海桥银行";
  message.level = 3;
  message.event = "opened";
  message.link = "https://gs.example/#/groups/g1";
  message.mentions = {"li.wei"};
  message.parts = {{PartKind::kFact, 90, "人数", "23 位"}, {PartKind::kQuote, 70, "weibo", "退钱 <b>*快*</b> @all"}};
  return message;
}

// One with so much in it that no chat takes it whole.
AlertMessage LongMessage() {
  AlertMessage message = Message();
  for (int i = 0; i < 400; ++i)
    message.parts.push_back(
        {PartKind::kQuote, i % 60, "weibo", "一段很长的中文引文，里面有\"引号\"和\n换行" + std::string(100, 'x')});
  return message;
}

using Render = Rendered (*)(const AlertMessage&, const ChatOptions&);
struct Chat {
  const char* name;
  Render render;
  size_t bytes_max;
};
constexpr Chat kChats[] = {{"wecom", RenderWeCom, 9'000},
                           {"dingtalk", RenderDingTalk, kDingTalkBytesMax},
                           {"feishu", RenderFeishu, kFeishuBytesMax},
                           {"slack", RenderSlack, 8'000},
                           {"teams", RenderTeams, kTeamsBytesMax}};

bool IsJson(const std::string& text) {
  simdjson::dom::parser parser;
  return parser.parse(text).error() == simdjson::SUCCESS;
}

TEST(MessageChat, WeComIsMarkdown) {
  EXPECT_EQ(RenderWeCom(Message(), {}).body,
            R"({"msgtype":"markdown","markdown":{"content":"**【重大】海桥银行：退款**\n人数：23 位\n)"
            R"(> “退钱 ＜b＞＊快＊＜/b＞ ＠all” — weibo\n[查看详情](https://gs.example/#/groups/g1)\n<@li.wei>"}})");
  EXPECT_EQ(RenderWeCom(Message(), {.is_short = true}).body,
            R"({"msgtype":"text","text":{"content":"【重大】海桥银行：退款\n人数：23 位\n)"
            R"(> “退钱 <b>*快*</b> ＠all” — weibo\nhttps://gs.example/#/groups/g1","mentioned_list":["li.wei"]}})");
}

TEST(MessageChat, DingTalkIsMarkdownWithThoseWhoAreCalled) {
  AlertMessage message = Message();
  message.mentions = {"13800138000", "user1"};
  EXPECT_EQ(
      RenderDingTalk(message, {.keyword = "告警"}).body,
      R"({"msgtype":"markdown","markdown":{"title":"【重大】海桥银行：退款","text":"**【重大】海桥银行：退款**  \n)"
      R"(人数：23 位  \n> “退钱 ＜b＞＊快＊＜/b＞ ＠all” — weibo  \n[查看详情](https://gs.example/#/groups/g1)  \n)"
      R"(@13800138000 @user1  \n告警"},"at":{"atMobiles":["13800138000"],"atUserIds":["user1"],"isAtAll":false}})");
}

TEST(MessageChat, FeishuIsACardThatCarriesItsSignature) {
  EXPECT_EQ(
      RenderFeishu(Message(), {.timestamp = "1599360473", .sign = "c2ln"}).body,
      R"({"timestamp":"1599360473","sign":"c2ln","msg_type":"interactive","card":{"config":{"wide_screen_mode":true},)"
      R"("header":{"template":"orange","title":{"tag":"plain_text","content":"【重大】海桥银行：退款"}},"elements":[)"
      R"({"tag":"div","text":{"tag":"lark_md","content":"人数：23 位\n“退钱 ＜b＞＊快＊＜/b＞ ＠all” — weibo\n)"
      R"(<at id=li.wei></at>"}},{"tag":"action","actions":[{"tag":"button","text":{"tag":"plain_text",)"
      R"("content":"查看详情"},"type":"primary","url":"https://gs.example/#/groups/g1"}]}]}})");
}

TEST(MessageChat, SlackIsBlocksWithATextBesideThem) {
  AlertMessage message = Message();
  message.language = MessageLanguage::kEnglish;
  message.parts[1].text = "<!channel> <@U1> & *now*";
  EXPECT_EQ(
      RenderSlack(message, {}).body,
      R"({"unfurl_links":false,"unfurl_media":false,"text":"【重大】海桥银行：退款","blocks":[{"type":"header","text":{"type":"plain_text",)"
      R"("text":"【重大】海桥银行：退款","emoji":false}},{"type":"section","text":{"type":"mrkdwn",)"
      R"("text":"人数: 23 位\n> \"&lt;!channel&gt; &lt;＠U1&gt; &amp; ＊now＊\" — weibo\n)"
      R"(<https://gs.example/#/groups/g1|Open the group>\n<@li.wei>"}}]})");
}

TEST(MessageChat, TeamsIsAnAdaptiveCard) {
  const std::string body = RenderTeams(Message(), {}).body;
  EXPECT_TRUE(body.starts_with(
      R"({"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":{)"))
      << body;
  EXPECT_NE(
      body.find(R"("msteams":{"entities":[{"type":"mention","text":"<at>li.wei</at>","mentioned":{"id":"li.wei")"),
      std::string::npos)
      << body;
  EXPECT_NE(body.find("＠all"), std::string::npos);
}

TEST(MessageChat, LongMessagesAreWithinEachLimitAndWholeJson) {
  for (const Chat& chat : kChats) {
    SCOPED_TRACE(chat.name);
    const std::string body = chat.render(LongMessage(), {}).body;
    EXPECT_LE(body.size(), chat.bytes_max);
    EXPECT_GE(body.size(), 2'800u);
    EXPECT_TRUE(IsJson(body));
    // What weighs most is there.
    EXPECT_NE(body.find("人数"), std::string::npos);
    EXPECT_NE(body.find("li.wei"), std::string::npos);
  }
  simdjson::dom::parser parser;
  std::string_view content;
  const std::string wecom = RenderWeCom(LongMessage(), {}).body;
  ASSERT_EQ(parser.parse(wecom)["markdown"]["content"].get_string().get(content), simdjson::SUCCESS);
  EXPECT_LE(content.size(), kWeComBytesMax);
  EXPECT_GE(content.size(), kWeComBytesMax - 300);
}

TEST(MessageChat, HeadlineAloneIsCutBetweenCharacters) {
  AlertMessage message = Message();
  message.parts.clear();
  for (size_t i = 0; i < 3; ++i) {
    message.headline = std::string(i, 'x');
    for (int j = 0; j < 20'000; ++j) message.headline += "退";
    for (const Chat& chat : kChats) {
      const std::string body = chat.render(message, {}).body;
      EXPECT_LE(body.size(), chat.bytes_max) << chat.name;
      EXPECT_TRUE(IsJson(body)) << chat.name;
    }
  }
}

TEST(MessageChat, NobodyIsCalledByAText) {
  AlertMessage message = Message();
  message.headline = "@all @everyone <!here>";
  message.parts = {{PartKind::kQuote, 1, "@all", "@所有人 <at id=all></at> <!channel> <@all> @13800138000"}};
  message.mentions.clear();
  for (const Chat& chat : kChats)
    for (const bool is_short : {false, true}) {
      const std::string body = chat.render(message, {.is_short = is_short}).body;
      EXPECT_EQ(body.find("@a"), std::string::npos) << chat.name << body;
      EXPECT_EQ(body.find("@所"), std::string::npos) << chat.name;
      EXPECT_EQ(body.find("@1"), std::string::npos) << chat.name;
      if (chat.render == RenderFeishu || chat.render == RenderTeams) {
        EXPECT_EQ(body.find("<at"), std::string::npos) << chat.name;
      }
      if (chat.render == RenderSlack) {
        EXPECT_EQ(body.find("<!"), std::string::npos) << chat.name;
      }
    }
}

TEST(MessageChat, PlainFormsCallThoseWhoAreCalled) {
  AlertMessage message = LongMessage();
  message.mentions = {"13800138000", "u1"};
  const ChatOptions options{.is_short = true};
  EXPECT_NE(RenderWeCom(message, options).body.find(R"("mentioned_list":["13800138000","u1"])"), std::string::npos);
  EXPECT_NE(RenderDingTalk(message, options).body.find(R"(@13800138000 @u1"},"at":{"atMobiles":["13800138000"])"),
            std::string::npos);
  EXPECT_NE(RenderFeishu(message, options).body.find(R"(<at user_id=\"13800138000\"></at> <at user_id=\"u1\"></at>"})"),
            std::string::npos)
      << RenderFeishu(message, options).body;
  const std::string slack = RenderSlack(message, options).body;
  EXPECT_TRUE(slack.starts_with(R"({"unfurl_links":false,"unfurl_media":false,"text":)")) << slack;
  EXPECT_TRUE(slack.ends_with(R"(<@13800138000> <@u1>"})")) << slack;
  EXPECT_NE(RenderTeams(message, options).body.find(R"("text":"<at>u1</at>")"), std::string::npos);
}

TEST(MessageChat, AnAddressInAPostIsNoLink) {
  AlertMessage message = Message();
  message.headline = "see http://evil.example/a";
  message.parts = {{PartKind::kQuote, 1, "weibo", "https://evil.example/b and tg://x"}};
  for (const Chat& chat : kChats)
    for (const bool is_short : {false, true}) {
      message.link.clear();
      std::string body = chat.render(message, {.is_short = is_short}).body;
      if (const size_t schema = body.find("http://adaptivecards.io"); schema != std::string::npos)
        body.replace(schema, 7, "");  // of the form of a card, shown to nobody
      EXPECT_EQ(body.find("://"), std::string::npos) << chat.name << body;
      EXPECT_NE(body.find("：//evil"), std::string::npos) << chat.name << body;
      message.link = "https://gs.example/#/groups/g1";
      EXPECT_NE(chat.render(message, {.is_short = is_short}).body.find("https://gs.example/"), std::string::npos);
    }
}

TEST(MessageEscape, CutsBetweenCharacters) {
  EXPECT_EQ(CutBytes("退款", 6), "退款");
  EXPECT_EQ(CutBytes("退款", 5), "退");
  EXPECT_EQ(CutBytes("退款", 2), "");
  EXPECT_EQ(CutBytes("a😀", 4), "a");
}

TEST(MessageEscape, HarmlessTextHasNoControlsAndTurnsNothing) {
  EXPECT_EQ(HarmlessText("a\r\n\tb\x7f\x01 c", ""), "a b  c");
  EXPECT_EQ(HarmlessText("a\u202eb\u2066c\u2028d", ""), "abcd");
  EXPECT_EQ(HarmlessText("*[x]~", "*[]~"), "＊［x］～");
}

TEST(MessageEscape, HeadersAreEncodedWordsOfWholeCharacters) {
  EXPECT_EQ(EncodeHeader("plain text"), "plain text");
  EXPECT_EQ(EncodeHeader("群诉"), "=?UTF-8?B?576k6K+J?=");
  const std::string folded = EncodeHeader("群诉群诉群诉群诉群诉群诉群诉群诉群诉群诉");
  EXPECT_EQ(folded,
            "=?UTF-8?B?576k6K+J576k6K+J576k6K+J576k6K+J576k6K+J576k6K+J576k6K+J576k?=\r\n "
            "=?UTF-8?B?6K+J576k6K+J576k6K+J?=");
  EXPECT_EQ(EncodeHeader("=?x?="), "=?UTF-8?B?PT94Pz0=?=");
}

TEST(MessageMail, MailsOfAGroupAreOneThread) {
  const MailOptions options{
      .from = "告警 <alerts@example.org>", .to = {"duty@example.org", "pr@example.org"}, .now_secs = 1'772'366'400};
  const std::string mail = RenderMail(Message(), options).body;
  EXPECT_TRUE(
      mail.starts_with("Date: Sun, 01 Mar 2026 12:00:00 +0000\r\n"
                       "From: =?UTF-8?B?5ZGK6K2m?= <alerts@example.org>\r\n"
                       "To: duty@example.org,\r\n pr@example.org\r\n"
                       "Subject: =?UTF-8?B?576k6K+JIMK3IOa1t+ahpemTtuihjA==?=\r\n"
                       "Message-ID: <alert-a1@example.org>\r\n"
                       "In-Reply-To: <group-g1@example.org>\r\nReferences: <group-g1@example.org>\r\n"
                       "Auto-Submitted: auto-generated\r\nX-Groundswell-Level: major\r\nX-Priority: 1\r\n"
                       "MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n"
                       " boundary=\"=_groundswell-a1\"\r\n"))
      << mail;
  AlertMessage later = Message();
  later.id = "a2";
  const std::string second = RenderMail(later, options).body;
  EXPECT_NE(second.find("Message-ID: <alert-a2@example.org>\r\nIn-Reply-To: <group-g1@example.org>"),
            std::string::npos);
  for (const char c : mail) ASSERT_TRUE(static_cast<unsigned char>(c) < 0x80);
  EXPECT_EQ(mail.find("\n\n"), std::string::npos);
}

MessageFile File(std::string name, std::string bytes) {
  return {.name = std::move(name),
          .type = "application/x-test",
          .bytes = std::make_shared<const std::string>(std::move(bytes))};
}

TEST(MessageMail, AFileIsAttachedBesideTheTextUnderItsName) {
  const MailOptions options{.from = "alerts@example.org", .to = {"duty@example.org"}, .now_secs = 1'772'366'400};
  AlertMessage message = Message();
  const std::string plain = RenderMail(message, options).body;
  message.files = {File("舆情日报 1.docx", std::string("\0PK\xff", 4))};
  const std::string mail = RenderMail(message, options).body;
  // The text stays what it is without the file, as the first part.
  const size_t text = plain.find("Content-Type: ");
  EXPECT_EQ(mail, plain.substr(0, text) +
                      "Content-Type: multipart/mixed;\r\n boundary=\"=_groundswell-files-a1\"\r\n\r\n"
                      "--=_groundswell-files-a1\r\n" +
                      plain.substr(text) +
                      "--=_groundswell-files-a1\r\n"
                      "Content-Type: application/x-test\r\nContent-Transfer-Encoding: base64\r\n"
                      "Content-Disposition: attachment;\r\n"
                      " filename*=UTF-8''%E8%88%86%E6%83%85%E6%97%A5%E6%8A%A5%201.docx\r\n\r\n"
                      "AFBL/w==\r\n"
                      "--=_groundswell-files-a1--\r\n");
}

TEST(MessageMail, ALongNameOfAFileIsInNumberedPieces) {
  const MailOptions options{.from = "alerts@example.org", .to = {"duty@example.org"}, .now_secs = 1'772'366'400};
  AlertMessage message = Message();
  std::string name;
  for (int i = 0; i < 20; ++i) name += "报";
  message.files = {File(name + ".docx", "x")};
  const std::string mail = RenderMail(message, options).body;
  std::string joined;
  for (int piece = 0;; ++piece) {
    const std::string opening = " filename*" + std::to_string(piece) + "*=";
    const size_t found = mail.find(opening);
    if (found == std::string::npos) break;
    const size_t end = mail.find("\r\n", found);
    EXPECT_LE(end - found, 78u);
    std::string value = mail.substr(found + opening.size(), end - found - opening.size());
    if (value.ends_with(';')) value.pop_back();
    EXPECT_TRUE(value.starts_with(piece == 0 ? "UTF-8''%" : "%") || value.starts_with(".")) << value;
    joined += piece == 0 ? value.substr(7) : value;
  }
  EXPECT_EQ(joined, EscapeUrl(name + ".docx"));
}

TEST(MessageMail, FilesBeyondTheLimitAndThoseOfAShortFormAreLeftOut) {
  MailOptions options{.from = "alerts@example.org", .to = {"duty@example.org"}, .now_secs = 1'772'366'400};
  AlertMessage message = Message();
  const std::string plain = RenderMail(message, options).body;
  message.files = {File("a.docx", std::string(kMailFilesBytesMax + 1, 'x'))};
  EXPECT_EQ(RenderMail(message, options).body, plain);
  message.files = {File("a.docx", std::string(kMailFilesBytesMax - 1, 'x')), File("b.docx", "xx"), File("c.docx", "x")};
  const std::string mail = RenderMail(message, options).body;
  EXPECT_NE(mail.find("a.docx"), std::string::npos);
  EXPECT_EQ(mail.find("b.docx"), std::string::npos);
  EXPECT_NE(mail.find("c.docx"), std::string::npos);
  options.is_short = true;
  EXPECT_EQ(RenderMail(message, options).body.find("a.docx"), std::string::npos);
}

TEST(MessageTemplate, FillsItsPlacesEscapedForWhereTheyStand) {
  const auto parsed = MessageTemplate::Parse(
      R"({"t":"{{title}}","x":"{{ text | json }}","u":"{{title|url}}","h":"{{text|xml}}","m":"{{mention}}","{":1})",
      "json");
  ASSERT_TRUE(parsed.ok()) << parsed.status().message();
  AlertMessage message = Message();
  message.headline = "a\"b";
  message.parts = {{PartKind::kNote, 1, {}, "<c>"}};
  message.link.clear();
  EXPECT_EQ(parsed->Fill(message, nullptr, false).body, R"({"t":"a\"b","x":"a\"b\n<c>","u":"a%22b","h":"a&quot;b)"
                                                        "\n"
                                                        R"(&lt;c&gt;","m":"li.wei","{":1})");
}

TEST(MessageTemplate, CharactersThatXmlForbidsMakeNoBodyThatAGatewayRefuses) {
  const auto parsed = MessageTemplate::Parse("<sms to='{{mention}}'>{{title}}</sms>", "xml");
  ASSERT_TRUE(parsed.ok()) << parsed.status().message();
  AlertMessage message = Message();
  message.headline = "微\uFFFE博\uFFFF'";
  EXPECT_EQ(parsed->Fill(message, nullptr, false).body, "<sms to='li.wei'>微\uFFFD博\uFFFD&#39;</sms>");
}

TEST(MessageTemplate, WhatIsNoPlaceIsRefused) {
  for (const char* text : {"{{x}}", "{{text", "{{text|lower}}", "{{}}"})
    EXPECT_EQ(MessageTemplate::Parse(text, "json").status().code(), Code::kInvalid) << text;
}

}  // namespace
}  // namespace groundswell
