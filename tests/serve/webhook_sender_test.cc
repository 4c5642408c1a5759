// Over real sockets: what a receiver gets, and what each of its answers becomes.
#include "serve/webhook_sender.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/serve/webhook_receiver.h"

namespace groundswell {
namespace {

constexpr char kSecret[] = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

std::unique_ptr<WebhookSender> MakeSender(const std::string& url, int64_t timeout_ms = 10'000) {
  auto sender = WebhookSender::Make({.url = url, .secret = kSecret, .allow_private = true, .timeout_ms = timeout_ms});
  EXPECT_TRUE(sender.ok()) << sender.status().message();
  return std::move(*sender);
}

Status MakeStatus(const std::string& url, bool allow_private = false) {
  return WebhookSender::Make({.url = url, .secret = kSecret, .allow_private = allow_private}).status();
}

TEST(WebhookSender, PostsTheBodySignedWithTheHeadersOfStandardWebhooks) {
  WebhookReceiver receiver;
  const auto sender = MakeSender(receiver.url());
  const std::string body = R"({"title":"退款"})";
  const WebhookAnswer answer = sender->Send("a1", body, 1700000000);
  EXPECT_TRUE(answer.is_taken()) << answer.error;
  const WebhookRequest request = receiver.WaitFor(1)[0];
  EXPECT_EQ(request.line, "POST /hook?key=secret HTTP/1.1");
  EXPECT_EQ(request.body, body);
  EXPECT_EQ(request.Header("content-type"), "application/json");
  EXPECT_EQ(request.Header("webhook-id"), "a1");
  EXPECT_EQ(request.Header("webhook-timestamp"), "1700000000");
  EXPECT_EQ(request.Header("webhook-signature"), WebhookSigner::Make(kSecret)->Sign("a1", 1700000000, body));
  EXPECT_EQ(request.Header("expect"), "");
  EXPECT_TRUE(request.Header("user-agent").starts_with("groundswell/"));
}

TEST(WebhookSender, OneConnectionServesManyMessagesOfAnySize) {
  WebhookReceiver receiver;
  const auto sender = MakeSender(receiver.url());
  for (const size_t size : {0u, 1u, 3'000'000u, 5u}) {
    EXPECT_TRUE(sender->Send("a", std::string(size, 'x'), 1).is_taken());
    EXPECT_EQ(receiver.requests().back().body.size(), size);
  }
  EXPECT_EQ(receiver.connections(), 1);
}

TEST(WebhookSender, StatusAndRetryAfterAreTold) {
  WebhookReceiver receiver;
  const auto sender = MakeSender(receiver.url());
  receiver.Script({{.status = 200},
                   {.status = 500},
                   {.status = 429, .headers = "Retry-After: 7\r\n"},
                   {.status = 503, .headers = "Retry-After: Fri, 31 Dec 2199 23:59:59 GMT\r\n"},
                   {.status = 410}});
  EXPECT_TRUE(sender->Send("a", "{}", 1).is_taken());
  EXPECT_EQ(sender->Send("a", "{}", 1).status, 500);
  const WebhookAnswer busy = sender->Send("a", "{}", 1);
  EXPECT_EQ(busy.status, 429);
  EXPECT_EQ(busy.retry_after_secs, 7);
  EXPECT_GT(sender->Send("a", "{}", 1).retry_after_secs.value_or(0), 1'000'000);
  const WebhookAnswer gone = sender->Send("a", "{}", 1);
  EXPECT_EQ(gone.status, 410);
  EXPECT_FALSE(gone.is_taken());
  EXPECT_FALSE(gone.retry_after_secs.has_value());
}

TEST(WebhookSender, RedirectsAreNotFollowed) {
  WebhookReceiver other, receiver;
  receiver.Script({{.status = 307, .headers = "Location: " + other.url() + "\r\n"}});
  EXPECT_EQ(MakeSender(receiver.url())->Send("a", "{}", 1).status, 307);
  EXPECT_EQ(other.connections(), 0);
}

TEST(WebhookSender, ConnectionThatIsResetIsAnErrorAndTheNextMessageGoesThrough) {
  WebhookReceiver receiver;
  const auto sender = MakeSender(receiver.url());
  receiver.Script({{.headers = {}, .kind = WebhookReply::Kind::kReset}});
  const WebhookAnswer answer = sender->Send("a", "{}", 1);
  EXPECT_EQ(answer.status, 0);
  EXPECT_NE(answer.error, "");
  EXPECT_EQ(answer.error.find("secret"), std::string::npos) << answer.error;
  EXPECT_TRUE(sender->Send("a", "{}", 1).is_taken());
}

TEST(WebhookSender, ReceiverThatDoesNotAnswerIsGivenUp) {
  WebhookReceiver receiver;
  receiver.Script({{.headers = {}, .kind = WebhookReply::Kind::kSilence}});
  const WebhookAnswer answer = MakeSender(receiver.url(), 100)->Send("a", "{}", 1);
  EXPECT_EQ(answer.status, 0);
  EXPECT_NE(answer.error.find("timed out"), std::string::npos) << answer.error;
}

TEST(WebhookSender, StopEndsTheRequestUnderWayAndRefusesLaterOnes) {
  WebhookReceiver receiver;
  receiver.Script({{.headers = {}, .kind = WebhookReply::Kind::kSilence}});
  const auto sender = MakeSender(receiver.url(), 60'000);
  std::thread stopper([&] {
    receiver.WaitFor(1);
    sender->Stop(std::chrono::milliseconds(10));
  });
  EXPECT_EQ(sender->Send("a", "{}", 1).status, 0);
  stopper.join();
  EXPECT_EQ(sender->Send("b", "{}", 1).status, 0);
}

TEST(WebhookSender, NobodyListeningIsAnErrorWithoutThePath) {
  int port;
  {
    WebhookReceiver receiver;
    port = receiver.port();
  }
  const auto sender = MakeSender("http://127.0.0.1:" + std::to_string(port) + "/secret-path");
  const WebhookAnswer answer = sender->Send("a", "{}", 1);
  EXPECT_EQ(answer.status, 0);
  EXPECT_EQ(answer.error.find("secret-path"), std::string::npos) << answer.error;
  EXPECT_EQ(sender->receiver(), "127.0.0.1:" + std::to_string(port));
}

TEST(WebhookSender, NameThatStandsForThisMachineIsRefusedWhenItIsConnectedTo) {
  WebhookReceiver receiver;
  auto sender = WebhookSender::Make(
      {.url = "http://localhost:" + std::to_string(receiver.port()) + "/", .secret = kSecret, .allow_private = false});
  ASSERT_TRUE(sender.ok()) << sender.status().message();
  const WebhookAnswer answer = (*sender)->Send("a", "{}", 1);
  EXPECT_EQ(answer.status, 0);
  EXPECT_NE(answer.error.find("notify.allow_private"), std::string::npos) << answer.error;
  EXPECT_EQ(receiver.connections(), 0);
}

TEST(WebhookSender, ProxiesOfTheEnvironmentAreNotUsed) {
  WebhookReceiver receiver, proxy;
  setenv("http_proxy", ("http://127.0.0.1:" + std::to_string(proxy.port())).c_str(), 1);
  EXPECT_TRUE(MakeSender(receiver.url())->Send("a", "{}", 1).is_taken());
  unsetenv("http_proxy");
  EXPECT_EQ(proxy.connections(), 0);
}

TEST(WebhookSender, UrlsThatCannotBeUsedAreRefusedWithWhatToDo) {
  for (const char* url : {"", "receiver.example", "ftp://receiver.example/", "file:///etc/passwd", "http://",
                          "https://a b/", "http://127.0.0.1/", "http://[::1]:8080/", "http://10.1.2.3/",
                          "http://169.254.169.254/latest", "http://[::ffff:127.0.0.1]/", "http://2130706433/"}) {
    const Status status = MakeStatus(url);
    EXPECT_EQ(status.code(), Code::kInvalid) << url;
    EXPECT_TRUE(status.message().starts_with("notify.webhook_url ")) << status.message();
    EXPECT_NE(status.message().find("; write http:// or https://"), std::string::npos) << status.message();
  }
  EXPECT_NE(MakeStatus("http://127.0.0.1/").message().find("notify.allow_private"), std::string::npos);
}

TEST(WebhookSender, UrlsThatCanBeUsedAreTaken) {
  for (const char* url : {"https://hooks.example/path?token=x", "http://receiver.example:8080", "https://1.1.1.1/"})
    EXPECT_TRUE(MakeStatus(url).ok()) << MakeStatus(url).message();
  EXPECT_TRUE(MakeStatus("http://127.0.0.1:9/", true).ok());
}

}  // namespace
}  // namespace groundswell
