// Every kind of receiver, misbehaving in every way: it gets its message in the end, once, under the same id; nothing
// goes where a redirect points inside, nor to a server with the wrong certificate; and no log holds a secret or a post.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "serve/notifier.h"
#include "storage/memory_store.h"
#include "tests/serve/mail_server.h"
#include "tests/serve/tls_peer.h"
#include "tests/serve/webhook_receiver.h"
#include "tests/storage/temp_folder.h"

namespace groundswell {
namespace {

using std::chrono::milliseconds;
using Kind = WebhookReply::Kind;

// How a kind says yes, and how it says no although it answers.
struct KindCase {
  ReceiverKind kind;
  WebhookReply yes, no;
};
WebhookReply Reply(int status, const std::string& body) { return {.status = status, .headers = {}, .body = body}; }
const KindCase kCases[] = {
    {ReceiverKind::kWebhook, Reply(204, ""), Reply(400, "bad")},
    {ReceiverKind::kWeCom, Reply(200, R"({"errcode":0})"), Reply(200, R"({"errcode":40077,"errmsg":"no"})")},
    {ReceiverKind::kDingTalk, Reply(200, R"({"errcode":0})"), Reply(200, R"({"errcode":310000,"errmsg":"no"})")},
    {ReceiverKind::kFeishu, Reply(200, R"({"code":0})"), Reply(200, R"({"code":19024,"msg":"no"})")},
    {ReceiverKind::kSlack, Reply(200, "ok"), Reply(200, "no_text")},
    {ReceiverKind::kTeams, Reply(202, ""), Reply(403, "no")},
    {ReceiverKind::kPagerDuty, Reply(202, "{}"), Reply(200, "{}")},
    {ReceiverKind::kAlertmanager, Reply(200, ""), Reply(403, "no")},
    {ReceiverKind::kTemplate, Reply(200, R"({"code":"OK"})"), Reply(200, R"({"code":"NO"})")},
};

ReceiverSettings SettingsOf(ReceiverKind kind) {
  ReceiverSettings settings;
  settings.name = "duty";
  settings.kind = kind;
  settings.secret = kind == ReceiverKind::kWebhook ? "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
                                                   : "a-secret-of-the-receiver";
  settings.allow_private = true;
  settings.timeout_ms = 150;
  settings.per_minute = settings.per_second = 10'000;
  settings.body = R"({"id":"{{id}}","text":"{{text}}"})";
  if (kind == ReceiverKind::kTemplate) settings.success_key = "code", settings.success_value = "OK";
  if (kind == ReceiverKind::kEmail) {
    settings.secret.clear();
    settings.from = "alerts@example.org";
    settings.to = {"duty@example.org"};
  }
  return settings;
}

class MisbehaviourTest : public testing::Test {
 protected:
  MisbehaviourTest() {
    CommitBatch batch;
    const std::string json =
        R"({"id":"a1","event":"opened","level":"major","previous_level":"none","at":"2026-03-01T11:59:00.000Z",)"
        R"("group":{"id":"0000000000000001","org":"海桥银行","title":"张三的退款一直不到账"}})";
    batch.alerts = {{0, json}};
    batch.outbox = {{0, WallMs()}};
    EXPECT_TRUE(store_.Commit(batch).ok());
  }
  int64_t WallMs() const {
    const auto passed = std::chrono::steady_clock::now() - start_;
    return 1'772'366'400'000 + std::chrono::duration_cast<milliseconds>(passed).count();
  }
  std::unique_ptr<Notifier> Start(const ReceiverSettings& settings) {
    NotifierOptions options;
    options.receivers = {settings};
    options.backoff_min = milliseconds(1);
    options.backoff_max = milliseconds(4);
    options.wall_ms = [this] { return WallMs(); };
    auto notifier = Notifier::Make(&store_, options, [this](std::string_view line) {
      std::lock_guard lock(log_mutex_);
      log_.append(line).push_back('\n');
    });
    EXPECT_TRUE(notifier.ok()) << notifier.status().message();
    (*notifier)->Start();
    return std::move(*notifier);
  }
  // For twenty seconds at most.
  bool WaitUntil(const std::function<bool()>& is_so) const {
    for (int i = 0; i < 20'000 && !is_so(); ++i) std::this_thread::sleep_for(milliseconds(1));
    return is_so();
  }
  void ExpectLogIsClean() {
    std::lock_guard lock(log_mutex_);
    EXPECT_NE(log_, "");
    for (const char* never : {"张三", "退款", "secret", "whsec"})
      EXPECT_EQ(log_.find(never), std::string::npos) << never << " in\n" << log_;
  }

  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  MemoryStore store_;
  std::mutex log_mutex_;
  std::string log_;
};

class HttpMisbehaviour : public MisbehaviourTest, public testing::WithParamInterface<size_t> {
 protected:
  const KindCase& Case() const { return kCases[GetParam()]; }
};

TEST_P(HttpMisbehaviour, EachOfThemIsOutlastedAndTheMessageArrivesAsTheSame) {
  WebhookReceiver server, inside;
  const std::string echo = R"({"errcode":500,"echo":"张三的退款一直不到账 hook?key=secret"})";
  server.Script({{.headers = {}, .kind = Kind::kReset},
                 {.status = 500, .headers = {}, .body = echo},
                 {.status = 429, .headers = "Retry-After: 1\r\n"},
                 {.status = 307, .headers = "Location: " + inside.url() + "\r\n"},
                 {.headers = {}, .kind = Kind::kSilence},
                 {.headers = {}, .kind = Kind::kSlow},
                 Case().no});
  server.AnswerAlways(Case().yes);
  ReceiverSettings settings = SettingsOf(Case().kind);
  settings.url = server.url();
  const auto notifier = Start(settings);
  EXPECT_TRUE(WaitUntil([&] { return notifier->status(0).delivered == 1; }));
  notifier->Stop();
  EXPECT_EQ(inside.connections(), 0) << "a redirect was followed";
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 8u);
  EXPECT_EQ(notifier->status(0).failed_attempts, 7u);
  // Feishu's signature is of the time in its body; the other bodies are the same to the byte until the plain form.
  if (Case().kind != ReceiverKind::kFeishu && Case().kind != ReceiverKind::kAlertmanager) {
    for (size_t i = 1; i < 6; ++i) EXPECT_EQ(requests[i].body, requests[0].body) << i;
  }
  EXPECT_NE(requests[0].body.find("退款"), std::string::npos);
  if (Case().kind == ReceiverKind::kWebhook) {
    EXPECT_EQ(server.ids(), std::vector<std::string>(8, "a1"));
  }
  ExpectLogIsClean();
}

TEST_P(HttpMisbehaviour, ARetryAfterIsWaitedFor) {
  WebhookReceiver server;
  server.Script({{.status = 429, .headers = "Retry-After: 1\r\n"}});
  server.AnswerAlways(Case().yes);
  ReceiverSettings settings = SettingsOf(Case().kind);
  settings.url = server.url();
  const auto start = std::chrono::steady_clock::now();
  const auto notifier = Start(settings);
  EXPECT_TRUE(WaitUntil([&] { return notifier->status(0).delivered == 1; }));
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(1'000));
}

TEST_P(HttpMisbehaviour, NothingGoesToAServerWithTheWrongCertificate) {
  TempFolder folder;
  const WebhookReply& yes = Case().yes;
  const std::string answer = "HTTP/1.1 " + std::to_string(yes.status) +
                             " x\r\nConnection: close\r\ncontent-length: " + std::to_string(yes.body.size()) +
                             "\r\n\r\n" + yes.body;
  TlsPeer unknown("localhost", answer), other("other.example", answer);
  const std::string unknown_file = folder.path() + "/unknown.pem", other_file = folder.path() + "/other.pem";
  std::ofstream(unknown_file) << unknown.certificate_pem();
  std::ofstream(other_file) << other.certificate_pem();
  ReceiverSettings settings = SettingsOf(Case().kind);
  settings.timeout_ms = 5'000;
  for (const bool is_other_name : {false, true}) {
    const TlsPeer& peer = is_other_name ? other : unknown;
    settings.url = "https://localhost:" + std::to_string(peer.port()) + "/hook";
    settings.ca_file = other_file;  // of the unknown one it is another authority
    const auto notifier = Start(settings);
    EXPECT_TRUE(WaitUntil([&] { return notifier->status(0).failed_attempts >= 2; }));
    EXPECT_GE(peer.connections(), 1);
    EXPECT_EQ(peer.received(), "");
    EXPECT_NE(notifier->status(0).last_error.find("SSL"), std::string::npos) << notifier->status(0).last_error;
    EXPECT_EQ(notifier->status(0).delivered, 0u);
  }
  settings.url = "https://localhost:" + std::to_string(unknown.port()) + "/hook";
  settings.ca_file = unknown_file;
  const auto notifier = Start(settings);
  EXPECT_TRUE(WaitUntil([&] { return notifier->status(0).delivered == 1; })) << notifier->status(0).last_error;
  EXPECT_NE(unknown.received().find("退款"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Kinds, HttpMisbehaviour, testing::Range<size_t>(0, std::size(kCases)),
                         [](const auto& kind) { return std::string(TraitsOf(kCases[kind.param].kind).name); });

class MailMisbehaviour : public MisbehaviourTest {};

TEST_F(MailMisbehaviour, EachOfThemIsOutlastedAndTheMailArrivesAsTheSame) {
  const std::string hello = "220 mail\r\n", ok = "250 ok\r\n";
  ScriptedMailServer server({{"RESET"},
                             {"421 busy\r\n"},
                             {hello, ok, "451 later\r\n", "221 bye\r\n"},
                             {hello, ok, ok, "450 too many\r\n", ok, "221 bye\r\n"},
                             {hello, "RESET"},
                             {"SILENCE"},
                             {"SLOW"},
                             {hello, ok, ok, ok, "354 go\r\n", "452 full\r\n", ok, "221 bye\r\n"},
                             ScriptedMailServer::Takes()});
  ReceiverSettings settings = SettingsOf(ReceiverKind::kEmail);
  settings.url = "smtp://127.0.0.1:" + std::to_string(server.port());
  const auto notifier = Start(settings);
  EXPECT_TRUE(WaitUntil([&] { return notifier->status(0).delivered == 1; })) << notifier->status(0).last_error;
  notifier->Stop();
  EXPECT_GE(notifier->status(0).failed_attempts, 8u);
  const auto mails = server.mails();
  ASSERT_EQ(mails.size(), 2u);
  for (const std::string& mail : mails)
    EXPECT_NE(mail.find("Message-ID: <alert-a1@example.org>\r\n"), std::string::npos) << mail;
  ExpectLogIsClean();
}

TEST_F(MailMisbehaviour, AMailThatIsRefusedGoesOnceMoreShortAndThenIntoTheLog) {
  const std::string hello = "220 mail\r\n", ok = "250 ok\r\n";
  ScriptedMailServer server(
      ScriptedMailServer::Script{hello, ok, ok, ok, "354 go\r\n", "554 张三的退款一直不到账\r\n", "221 bye\r\n"});
  ReceiverSettings settings = SettingsOf(ReceiverKind::kEmail);
  settings.url = "smtp://127.0.0.1:" + std::to_string(server.port());
  const auto notifier = Start(settings);
  EXPECT_TRUE(WaitUntil([&] { return notifier->status(0).failed == 1; })) << notifier->status(0).last_error;
  notifier->Stop();
  EXPECT_EQ(server.mails().size(), 2u);
  EXPECT_NE(server.mails()[0].find("multipart/alternative"), std::string::npos);
  EXPECT_EQ(server.mails()[1].find("multipart/alternative"), std::string::npos);
  ExpectLogIsClean();
}

TEST_F(MailMisbehaviour, NothingGoesToAServerWithTheWrongCertificate) {
  TempFolder folder;
  TlsPeer unknown("localhost", ""), other("other.example", "");
  const std::string other_file = folder.path() + "/other.pem";
  std::ofstream(other_file) << other.certificate_pem();
  ReceiverSettings settings = SettingsOf(ReceiverKind::kEmail);
  settings.timeout_ms = 5'000;
  settings.ca_file = other_file;
  for (const TlsPeer* peer : {&unknown, &other}) {
    settings.url = "smtps://localhost:" + std::to_string(peer->port());
    const auto notifier = Start(settings);
    EXPECT_TRUE(WaitUntil([&] { return notifier->status(0).failed_attempts >= 2; }));
    EXPECT_NE(notifier->status(0).last_error.find("SSL"), std::string::npos) << notifier->status(0).last_error;
    EXPECT_GE(peer->connections(), 1);
    EXPECT_EQ(peer->received(), "");
  }
}

}  // namespace
}  // namespace groundswell
