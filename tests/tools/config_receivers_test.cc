// Sections [receiver.NAME] and [route.NAME]: what each kind needs, what is refused and in which words, what stays
// secret; and the commands that show where an alert goes.
#include "tools/config_receivers.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/storage/temp_folder.h"
#include "tools/cli.h"

namespace groundswell {
namespace {

constexpr char kReceivers[] = R"(
[receiver.duty]
kind = "wecom"
url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693axxx6-7aoc-4bc4"
mention = ["li.wei"]

[receiver.desk]
kind = "email"
url = "smtp://mail.example.org:587"
from = "alerts@example.org"
to = ["duty@example.org"]
language = "en"
user = "alerts"
secret = "mail-password"

[receiver.sms]
kind = "template"
url = "https://sms.example.org/send"
headers = ["authorization: Bearer very-secret"]
body = '{"text": "{{short}}"}'
level = "crisis"
)";

class ConfigReceivers : public ::testing::Test {
 protected:
  std::string Write(std::string_view name, std::string_view text) {
    const std::string path = folder_.path() + "/" + std::string(name);
    std::ofstream(path) << text;
    return path;
  }
  Result<Config> Load(std::string_view toml) { return Config::Load({.file = Write("main.toml", toml)}); }
  std::string ErrorOf(std::string_view toml) {
    const auto config = Load(toml);
    return config.ok() ? "" : config.status().message();
  }
  struct Ran {
    int exit_status;
    std::string out, err;
  };
  Ran Command(std::vector<std::string> arguments) {
    std::istringstream in;
    std::ostringstream out, err;
    const Console console{&in, &out, &err, false};
    const int exit_status = RunCommandLine(arguments, nullptr, console);
    return {exit_status, out.str(), err.str()};
  }

  TempFolder folder_;
};

#define EXPECT_HAS(text, part) EXPECT_NE(std::string(text).find(part), std::string::npos) << (text)
#define EXPECT_HAS_NOT(text, part) EXPECT_EQ(std::string(text).find(part), std::string::npos) << (text)

TEST_F(ConfigReceivers, EveryKeyIsRead) {
  const auto config = Load(kReceivers);
  ASSERT_TRUE(config.ok()) << config.status().message();
  const auto receivers = ReceiversOf(*config);
  ASSERT_TRUE(receivers.ok()) << receivers.status().message();
  ASSERT_EQ(receivers->size(), 3u);
  const ReceiverSettings &desk = (*receivers)[0], &duty = (*receivers)[1], &sms = (*receivers)[2];
  EXPECT_EQ(desk.kind, ReceiverKind::kEmail);
  EXPECT_EQ(desk.secret, "mail-password");
  EXPECT_EQ(desk.language, MessageLanguage::kEnglish);
  EXPECT_EQ(duty.language, MessageLanguage::kChinese);
  EXPECT_EQ(duty.mentions, std::vector<std::string>{"li.wei"});
  EXPECT_EQ(duty.level, 0);
  EXPECT_EQ(sms.level, 4);
  EXPECT_EQ(sms.headers, std::vector<std::string>{"authorization: Bearer very-secret"});
}

TEST_F(ConfigReceivers, KeysOfBeforeAreTheReceiverWebhook) {
  const auto config = Load(
      "[notify]\nwebhook_url = \"https://hooks.example/\"\nlevel = \"major\"\n"
      "webhook_secret = \"whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"\n");
  ASSERT_TRUE(config.ok()) << config.status().message();
  const auto receivers = ReceiversOf(*config);
  ASSERT_TRUE(receivers.ok());
  ASSERT_EQ(receivers->size(), 1u);
  EXPECT_EQ((*receivers)[0].name, "webhook");
  EXPECT_EQ((*receivers)[0].level, 3);
}

TEST_F(ConfigReceivers, SecretComesFromAFileOrTheEnvironment) {
  const std::string secret = Write("secret", " SEC123 \n");
  const std::string robot = "[receiver.robot]\nkind = \"dingtalk\"\nurl = \"https://oapi.dingtalk.com/robot/send\"\n";
  const auto from_file = Load(robot + "secret_file = \"" + secret + "\"\n");
  ASSERT_TRUE(from_file.ok()) << from_file.status().message();
  EXPECT_EQ((*ReceiversOf(*from_file))[0].secret, "SEC123");
  const auto from_variable = Config::Load(
      {.file = Write("main.toml", robot), .environment = {{"GROUNDSWELL_RECEIVER_ROBOT_SECRET", "SEC456"}}});
  ASSERT_TRUE(from_variable.ok()) << from_variable.status().message();
  EXPECT_EQ((*ReceiversOf(*from_variable))[0].secret, "SEC456");
  EXPECT_HAS(ErrorOf(robot + "secret = \"a\"\nsecret_file = \"" + secret + "\"\n"), "set secret or secret_file");
  EXPECT_HAS(ErrorOf(robot + "secret_file = \"/nowhere\"\n"), "secret_file /nowhere is not there");
}

TEST_F(ConfigReceivers, WhatIsWrongIsRefusedInWords) {
  EXPECT_HAS(ErrorOf("[receiver.a]\nkind = \"fax\"\n"), "receiver.a.kind = \"fax\" is none; write webhook, wecom");
  EXPECT_HAS(ErrorOf("[receiver.a]\nkind = \"wecom\"\n"), "receiver.a.url is missing: a receiver of kind wecom");
  EXPECT_HAS(ErrorOf("[receiver.a]\nkind = \"slack\"\nurl = \"https://x.example/\"\nfrom = \"b\"\n"),
             "receiver.a.from has no use in a receiver of kind slack");
  EXPECT_HAS(ErrorOf("[receiver.A]\nkind = \"slack\"\nurl = \"https://x.example/\"\n"), "a name has at most 64 of a-z");
  EXPECT_HAS(ErrorOf("[receiver.a]\nkind = \"slack\"\nurl = \"https://x.example/\"\nlanguage = \"de\"\n"),
             "neither zh-CN nor en");
  EXPECT_HAS(ErrorOf("[receiver.a]\nkind = \"slack\"\nurl = \"https://x.example/\"\nlevel = \"loud\"\n"),
             "receiver.a.level 'loud' is none of watch, emerging, major, crisis");
  EXPECT_HAS(ErrorOf("[receiver.a]\nkind = \"slack\"\nurl = \"http://127.0.0.1/secret\"\n"), "set allow_private");
  EXPECT_HAS(ErrorOf("[receiver.a]\nkind = \"slack\"\nurl = \"http://x.example/secret\"\n"),
             "receiver.a: url is http, which everybody on the way can read");
  EXPECT_EQ(ErrorOf("[receiver.a]\nkind = \"slack\"\nurl = \"http://x.example/\"\nallow_plain = true\n"), "");
  EXPECT_HAS(ErrorOf("[notify]\nwebhook_url = \"http://x.example/\"\n"
                     "webhook_secret = \"whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"\n"),
             "url is http");
  EXPECT_HAS(ErrorOf("[route.a]\nreceivers = [\"b\"]\n"), "there is no [receiver.b]");
  EXPECT_HAS(ErrorOf("[route.a]\nhours = \"8-20\"\n"), "route.a.hours: '8-20' is no part of a day");
  EXPECT_HAS(ErrorOf("[route.a]\ndays = [\"monday\"]\n"), "'monday' is none of mon, tue");
  EXPECT_HAS(ErrorOf("[serve]\npublic_url = \"gs.example\"\n"), "serve.public_url = \"gs.example\": write https://");
  EXPECT_HAS(ErrorOf("[receiver.a]\nknd = \"slack\"\n"), "did you mean receiver.a.kind?");
}

TEST_F(ConfigReceivers, RoutesAreInTheOrderOfTheirNames) {
  const auto config = Load(std::string(kReceivers) +
                           "[route.20-rest]\nreceivers = [\"desk\"]\nquiet = \"22:00-07:00\"\n"
                           "[route.10-first]\nlevel = \"crisis\"\nreceivers = [\"duty\", \"sms\"]\ncontinue = true\n"
                           "zone = \"+09:00\"\n[notify]\nzone = \"-05:00\"\n");
  ASSERT_TRUE(config.ok()) << config.status().message();
  const auto routes = RoutesOf(*config, *ReceiversOf(*config));
  ASSERT_TRUE(routes.ok()) << routes.status().message();
  ASSERT_EQ(routes->size(), 2u);
  EXPECT_EQ((*routes)[0].name, "10-first");
  EXPECT_EQ((*routes)[0].zone.OffsetAt({0}).minutes, 540);
  EXPECT_TRUE((*routes)[0].continues);
  EXPECT_EQ((*routes)[1].zone.OffsetAt({0}).minutes, -300);
  EXPECT_EQ((*routes)[1].quiet.from_min, 22 * 60);
  EXPECT_EQ((*routes)[1].quiet_breaks, 4);
}

TEST_F(ConfigReceivers, ReceiversAndRoutesChangeNoResultAndTheirSecretsAreMasked) {
  const auto config = Load(kReceivers);
  ASSERT_TRUE(config.ok());
  EXPECT_EQ(config->Hash({}), Config::Load({})->Hash({}));
  const std::string shown = config->ToToml();
  EXPECT_HAS(shown, "[receiver.duty]");
  for (const char* secret : {"693axxx6", "mail-password", "very-secret"}) EXPECT_HAS_NOT(shown, secret);
  const Ran json = Command({"check-config", "--json", "--config", folder_.path() + "/main.toml"});
  EXPECT_EQ(json.exit_status, 0) << json.err;
  for (const char* secret : {"693axxx6", "mail-password", "very-secret"}) EXPECT_HAS_NOT(json.out, secret);
}

TEST_F(ConfigReceivers, RouteShowsWhereAnAlertGoesAndAsWhat) {
  const std::string config = Write("main.toml", std::string(kReceivers) +
                                                    "[route.night]\nreceivers = [\"desk\"]\nquiet = \"22:00-07:00\"\n"
                                                    "zone = \"+08:00\"\n");
  const std::string alert = Write("alert.json", R"({"id":"a1","event":"opened","level":"major",
      "previous_level":"none","group":{"id":"g1","org":"海桥银行","title":"退款"}})");
  const Ran day = Command({"route", alert, "--config", config, "--at", "2026-03-01T12:00:00+08:00"});
  EXPECT_EQ(day.exit_status, 0) << day.err;
  EXPECT_HAS(day.out, "duty (wecom): not told\n");
  EXPECT_HAS(day.out, "desk (email): told\n  route: night\n");
  EXPECT_HAS_NOT(day.out, "held");
  const Ran night = Command({"route", alert, "--config", config, "--at", "2026-03-01T23:00:00+08:00", "--json"});
  EXPECT_HAS(night.out, R"("held":"480 min of quiet hours")");
  EXPECT_HAS_NOT(night.out, "mail-password");
  EXPECT_EQ(Command({"route", Write("no.json", "[]"), "--config", config}).exit_status, 2);
  EXPECT_EQ(Command({"route", alert}).exit_status, 2) << "no receiver is configured";
}

TEST_F(ConfigReceivers, RouteShowsNoSignature) {
  const std::string config = Write("main.toml",
                                   "[receiver.lark]\nkind = \"feishu\"\nsecret = \"feishu-secret\"\n"
                                   "url = \"https://open.feishu.cn/open-apis/bot/v2/hook/x\"\n");
  const std::string alert = Write("alert.json", R"({"id":"a1","event":"opened","level":"major",
      "previous_level":"none","group":{"id":"g1","org":"海桥银行","title":"退款"}})");
  const Ran ran = Command({"route", alert, "--config", config, "--at", "2026-03-01T12:00:00Z"});
  EXPECT_EQ(ran.exit_status, 0) << ran.err;
  EXPECT_HAS(ran.out, R"({"timestamp":"1772366400","sign":"***","msg_type")");
}

TEST_F(ConfigReceivers, TestMessageThatIsNotTakenFails) {
  const std::string config = Write("main.toml",
                                   "[receiver.a]\nkind = \"slack\"\nurl = \"http://127.0.0.1:1/services/secret\"\n"
                                   "allow_private = true\n");
  const Ran ran = Command({"receivers", "test", "--all", "--config", config});
  EXPECT_EQ(ran.exit_status, 1);
  EXPECT_HAS(ran.err, "1 of 1 receivers did not take the test message");
  EXPECT_HAS(ran.out, "127.0.0.1:1");
  EXPECT_HAS_NOT(ran.out, "services/secret");
  EXPECT_EQ(Command({"receivers", "test", "b", "--config", config}).exit_status, 2);
  EXPECT_EQ(Command({"receivers", "test", "--config", config}).exit_status, 2);
}

}  // namespace
}  // namespace groundswell
