// The notifier whole: its thread, a store, and a receiver on a real socket that behaves and misbehaves.
#include "serve/notifier.h"

#include <gtest/gtest.h>

#include <atomic>

#include "serve/notifier_metrics.h"
#include "storage/memory_store.h"
#include "tests/serve/webhook_receiver.h"

namespace groundswell {
namespace {

using std::chrono::milliseconds;
constexpr char kSecret[] = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
constexpr int64_t kNowMs = 1'772'366'400'000;

class NotifierTest : public testing::Test {
 protected:
  NotifierOptions Options() const {
    ReceiverSettings webhook;
    webhook.name = "hook";
    webhook.url = receiver_.url();
    webhook.secret = kSecret;
    webhook.allow_private = true;
    NotifierOptions options;
    options.receivers = {webhook};
    options.backoff_min = milliseconds(1);
    options.backoff_max = milliseconds(4);
    options.wall_ms = [this] { return now_ms_.load(); };
    return options;
  }
  std::unique_ptr<Notifier> Make(const NotifierOptions& options) {
    auto notifier = Notifier::Make(&store_, options, [this](std::string_view line) {
      std::lock_guard lock(log_mutex_);
      log_.append(line).push_back('\n');
    });
    EXPECT_TRUE(notifier.ok()) << notifier.status().message();
    return std::move(*notifier);
  }
  void Decide(uint64_t number) {
    const std::string json = "{\"id\":\"a" + std::to_string(number) +
                             "\",\"event\":\"opened\",\"level\":\"emerging\",\"group\":{\"title\":\"secret words\"}}";
    CommitBatch batch;
    batch.alerts = {{number, json}};
    batch.outbox = {{number, now_ms_}};
    ASSERT_TRUE(store_.Commit(batch).ok());
  }
  std::string Log() {
    std::lock_guard lock(log_mutex_);
    return log_;
  }
  using Ids = std::vector<std::string>;

  MemoryStore store_;
  WebhookReceiver receiver_;
  std::atomic<int64_t> now_ms_ = kNowMs;
  std::mutex log_mutex_;
  std::string log_;
};

TEST_F(NotifierTest, AlertsOfBeforeAndAfterTheStartArriveSignedInTheirOrder) {
  const auto notifier = Make(Options());
  Decide(0);
  notifier->Wake();
  notifier->Start();
  receiver_.WaitFor(1);
  for (uint64_t number = 1; number < 50; ++number) {
    Decide(number);
    notifier->Wake();
  }
  const auto requests = receiver_.WaitFor(50);
  notifier->Stop();
  const auto signer = WebhookSigner::Make(kSecret);
  for (size_t i = 0; i < requests.size(); ++i) {
    EXPECT_EQ(requests[i].id(), "a" + std::to_string(i));
    EXPECT_EQ(requests[i].Header("webhook-signature"), signer->Sign(requests[i].id(), kNowMs / 1000, requests[i].body));
  }
  EXPECT_EQ(receiver_.connections(), 1);
  EXPECT_EQ(notifier->status(0).delivered, 50u);
  EXPECT_EQ(*notifier->waiting(0), 0u);
  EXPECT_EQ(Log(), "");
}

TEST_F(NotifierTest, EveryMisbehaviourIsOutlastedWithTheSameIdAndBody) {
  receiver_.Script({{.headers = {}, .kind = WebhookReply::Kind::kReset},
                    {.status = 500},
                    {.status = 302, .headers = "Location: http://192.0.2.1/\r\n"},
                    {.headers = {}, .kind = WebhookReply::Kind::kSilence},
                    {.status = 400},
                    {.status = 200}});
  NotifierOptions options = Options();
  options.receivers[0].timeout_ms = 200;
  const auto notifier = Make(options);
  Decide(0);
  Decide(1);
  notifier->Start();
  const auto requests = receiver_.WaitFor(7);
  notifier->Stop();
  for (size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(requests[i].id(), "a0");
    EXPECT_EQ(requests[i].body, requests[0].body);
  }
  EXPECT_EQ(requests[6].id(), "a1");
  EXPECT_EQ(notifier->status(0).failed_attempts, 5u);
  EXPECT_EQ(notifier->status(0).delivered, 2u);
  // What people read holds neither texts of posts nor the secrets of the URL.
  EXPECT_TRUE(Log().starts_with("notify: hook: message a0 was not taken: ")) << Log();
  EXPECT_EQ(Log().find("secret"), std::string::npos) << Log();
}

// What a chat says with a status of 200 counts as much as a status does; what it will not take goes as plain text.
TEST_F(NotifierTest, ChatThatMisbehavesInEveryWayGetsItsMessageInTheEnd) {
  const std::string taken = R"({"errcode":0,"errmsg":"ok"})";
  receiver_.Script({{.headers = {}, .kind = WebhookReply::Kind::kReset},
                    {.status = 500},
                    {.status = 307, .headers = "Location: http://192.0.2.1/\r\n"},
                    {.headers = {}, .kind = WebhookReply::Kind::kSilence},
                    {.status = 200, .body = R"({"errcode":-1,"errmsg":"system busy"})"},
                    {.status = 200, .body = R"({"errcode":40058,"errmsg":"markdown.content exceed max length"})"},
                    {.status = 200, .body = taken}});
  receiver_.AnswerAlways({.status = 200, .body = taken});
  NotifierOptions options = Options();
  options.receivers[0].kind = ReceiverKind::kWeCom;
  options.receivers[0].timeout_ms = 200;
  options.receivers[0].per_minute = 1'000;
  const auto notifier = Make(options);
  Decide(0);
  notifier->Start();
  const auto requests = receiver_.WaitFor(7);
  notifier->Stop();
  for (size_t i = 0; i < 6; ++i) {
    EXPECT_TRUE(requests[i].body.starts_with(R"({"msgtype":"markdown","markdown":{"content":"**【升温】)")) << i;
    EXPECT_EQ(requests[i].body, requests[0].body);
  }
  EXPECT_TRUE(requests[6].body.starts_with(R"({"msgtype":"text","text":{"content":"【升温】)")) << requests[6].body;
  EXPECT_EQ(notifier->status(0).delivered, 1u);
  EXPECT_EQ(notifier->status(0).failed_attempts, 6u);
  EXPECT_EQ(Log().find("secret words"), std::string::npos) << Log();
}

TEST_F(NotifierTest, RetryAfterHoldsBackUntilItsTime) {
  receiver_.Script({{.status = 429, .headers = "Retry-After: 1\r\n"}});
  const MonotonicTime start = std::chrono::steady_clock::now();
  NotifierOptions options = Options();
  options.wall_ms = [start] { return kNowMs + static_cast<int64_t>(1000 * SecondsSince(start)); };
  const auto notifier = Make(options);
  Decide(0);
  notifier->Start();
  receiver_.WaitFor(1);
  notifier->Wake();  // what is new does not shorten the wait
  receiver_.WaitFor(2);
  EXPECT_GE(SecondsSince(start), 1.0);
  notifier->Stop();
  EXPECT_EQ(receiver_.ids(), (Ids{"a0", "a0"}));
}

TEST_F(NotifierTest, GoneReceiverIsLeftAloneUntilARestart) {
  receiver_.Script({{.status = 410}});
  {
    const auto notifier = Make(Options());
    Decide(0);
    notifier->Start();
    receiver_.WaitFor(1);
    Decide(1);
    notifier->Wake();
    notifier->Stop();
    EXPECT_TRUE(notifier->status(0).is_disabled);
    EXPECT_EQ(*notifier->waiting(0), 2u);
  }
  const auto notifier = Make(Options());
  notifier->Start();
  receiver_.WaitFor(3);
  EXPECT_EQ(receiver_.ids(), (Ids{"a0", "a0", "a1"}));
}

TEST_F(NotifierTest, StopDuringTheWaitIsAtOnceAndTheRestIsKeptForTheNextStart) {
  receiver_.Script({{.status = 503, .headers = "Retry-After: 3600\r\n"}});
  {
    const auto notifier = Make(Options());
    Decide(0);
    notifier->Start();
    receiver_.WaitFor(1);
    notifier->Stop();
    EXPECT_EQ(*notifier->waiting(0), 1u);
  }
  now_ms_ += 3'600'000;
  const auto notifier = Make(Options());
  notifier->Start();
  receiver_.WaitFor(2);
  EXPECT_EQ(receiver_.ids(), (Ids{"a0", "a0"}));
}

TEST_F(NotifierTest, StopLetsTheRequestUnderWayTakeNoLongerThanTheGrace) {
  receiver_.Script({{.headers = {}, .kind = WebhookReply::Kind::kSilence}});
  NotifierOptions options = Options();
  options.receivers[0].timeout_ms = 300'000;
  options.stop_grace = milliseconds(50);
  const auto notifier = Make(options);
  Decide(0);
  notifier->Start();
  receiver_.WaitFor(1);
  const MonotonicTime start = std::chrono::steady_clock::now();
  notifier->Stop();
  EXPECT_LT(SecondsSince(start), 5);
  EXPECT_EQ(*notifier->waiting(0), 1u);
}

TEST_F(NotifierTest, AlertsOfAnOutageAreOneLateMessageAndFreshOnesFollowSingly) {
  for (uint64_t number = 0; number < 5; ++number) Decide(number);
  now_ms_ += 2 * 3'600'000;
  Decide(5);
  const auto notifier = Make(Options());
  notifier->Start();
  const auto requests = receiver_.WaitFor(2);
  notifier->Stop();
  EXPECT_EQ(receiver_.ids(), (Ids{"catch-up-a0-a4", "a5"}));
  EXPECT_NE(requests[0].body.find("\"late\":true,\"count\":5,"), std::string::npos) << requests[0].body;
  EXPECT_EQ(notifier->status(0).late, 5u);
}

TEST_F(NotifierTest, ReceiverOnThisMachineIsRefusedUnlessItIsAllowed) {
  NotifierOptions options = Options();
  options.receivers[0].allow_private = false;
  options.receivers[0].allow_plain = true;
  EXPECT_EQ(Notifier::Make(&store_, options, {}).status().code(), Code::kInvalid);
  options.receivers[0].url = "http://localhost:" + std::to_string(receiver_.port()) + "/";
  const auto notifier = Make(options);
  Decide(0);
  notifier->Start();
  while (notifier->status(0).failed_attempts < 2) std::this_thread::yield();
  notifier->Stop();
  EXPECT_EQ(receiver_.connections(), 0);
  EXPECT_NE(notifier->status(0).last_error.find("allow_private"), std::string::npos);
}

// The clock stands still: of what Slack takes in a second, one message has gone.
TEST_F(NotifierTest, ALimitThatIsSetLeavesTheOtherOfItsKind) {
  receiver_.AnswerAlways({.status = 200, .body = "ok"});
  NotifierOptions options = Options();
  options.receivers[0].kind = ReceiverKind::kSlack;
  options.receivers[0].per_minute = 1'000;
  const auto notifier = Make(options);
  for (uint64_t number = 0; number < 3; ++number) Decide(number);
  notifier->Start();
  receiver_.WaitFor(1);
  std::this_thread::sleep_for(milliseconds(50));
  EXPECT_EQ(receiver_.requests().size(), 1u);
  EXPECT_EQ(notifier->status(0).pending, 2u);
}

TEST_F(NotifierTest, ReceiverThatHangsHoldsUpNoOther) {
  WebhookReceiver hanging;
  hanging.AnswerAlways({.headers = {}, .kind = WebhookReply::Kind::kSilence});
  NotifierOptions options = Options();
  options.receivers.push_back(options.receivers[0]);
  options.receivers[0].name = "hanging";
  options.receivers[0].url = hanging.url();
  options.receivers[0].timeout_ms = 60'000;
  options.stop_grace = milliseconds(10);
  const auto notifier = Make(options);
  for (uint64_t number = 0; number < 20; ++number) Decide(number);
  notifier->Start();
  receiver_.WaitFor(20);
  hanging.WaitFor(1);
  EXPECT_EQ(notifier->status(0).delivered, 0u);
  notifier->Stop();
  EXPECT_EQ(notifier->status(1).delivered, 20u);
  // What one receiver still wants is not erased.
  EXPECT_EQ(*notifier->waiting(0), 20u);
}

TEST_F(NotifierTest, OutboxIsErasedWhereEveryReceiverHasBeen) {
  WebhookReceiver second;
  NotifierOptions options = Options();
  options.receivers.push_back(options.receivers[0]);
  options.receivers[1].name = "second";
  options.receivers[1].url = second.url();
  const auto notifier = Make(options);
  for (uint64_t number = 0; number < 10; ++number) Decide(number);
  notifier->Start();
  receiver_.WaitFor(10);
  second.WaitFor(10);
  const auto rows = [&] {
    size_t count = 0;
    EXPECT_TRUE(store_.ScanOutbox(0, [&count](uint64_t, int64_t) { return ++count, Status(); }).ok());
    return count;
  };
  while (rows() > 0) std::this_thread::yield();
  notifier->Stop();
}

TEST_F(NotifierTest, MoreReceiversThanThereMayBeAreRefused) {
  NotifierOptions options = Options();
  options.receivers.assign(kReceiversMax + 1, options.receivers[0]);
  EXPECT_EQ(Notifier::Make(&store_, options, {}).status().message(), "33 receivers are more than the 32 there may be");
}

TEST_F(NotifierTest, StopWithoutStartAndTwiceIsNothing) {
  const auto notifier = Make(Options());
  notifier->Stop();
  notifier->Stop();
}

TEST_F(NotifierTest, MetricsTellWhatWasDeliveredAndWhatWaits) {
  receiver_.Script({{.status = 204}, {.status = 410}});
  const auto notifier = Make(Options());
  Decide(0);
  Decide(1);
  Decide(2);
  notifier->Start();
  receiver_.WaitFor(2);
  notifier->Stop();
  MetricsPage page;
  page.Add(NotifierMetrics(notifier.get()));
  const std::string text = page.Text();
  for (const char* line : {"groundswell_notify_alerts_delivered_total{receiver=\"hook\"} 1\n",
                           "groundswell_notify_failed_attempts_total{receiver=\"hook\"} 1\n",
                           "groundswell_notify_disabled{receiver=\"hook\"} 1\n",
                           "groundswell_notify_alerts_dropped_total{receiver=\"hook\",reason=\"route\"} 0\n",
                           "groundswell_notify_outbox_alerts{receiver=\"hook\"} 2\n",
                           "groundswell_notify_latency_seconds_count{receiver=\"hook\"} 1\n"})
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
}

}  // namespace
}  // namespace groundswell
