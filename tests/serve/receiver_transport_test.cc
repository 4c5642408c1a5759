// Over real sockets: what a receiver gets, and what each of its answers becomes.
#include "serve/receiver_transport.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/serve/mail_server.h"
#include "tests/serve/webhook_receiver.h"

namespace groundswell {
namespace {

std::unique_ptr<ReceiverTransport> Make(const std::string& url, int64_t timeout_ms = 10'000) {
  auto transport = ReceiverTransport::Make({.url = url, .allow_private = true, .timeout_ms = timeout_ms});
  EXPECT_TRUE(transport.ok()) << transport.status().message();
  return std::move(*transport);
}

Status MakeStatus(const std::string& url, bool allow_private = false) {
  return ReceiverTransport::Make({.url = url, .allow_private = allow_private}).status();
}

TransportAnswer Post(ReceiverTransport* transport, const std::string& url, const std::string& body = "{}") {
  return transport->Send({.url = url, .headers = {"content-type: application/json", "x-a: b"}, .body = body});
}

TEST(ReceiverTransport, SendsMethodHeadersAndBodyAndBringsTheAnswerBack) {
  WebhookReceiver receiver;
  receiver.AnswerAlways({.status = 200, .body = R"({"errcode":0})"});
  const auto transport = Make(receiver.url());
  const std::string body = R"({"title":"退款"})";
  const TransportAnswer answer = Post(transport.get(), receiver.url(), body);
  EXPECT_EQ(answer.status, 200) << answer.error;
  EXPECT_EQ(answer.body, R"({"errcode":0})");
  const WebhookRequest request = receiver.WaitFor(1)[0];
  EXPECT_EQ(request.line, "POST /hook?key=secret HTTP/1.1");
  EXPECT_EQ(request.body, body);
  EXPECT_EQ(request.Header("content-type"), "application/json");
  EXPECT_EQ(request.Header("x-a"), "b");
  EXPECT_EQ(request.Header("expect"), "");
  EXPECT_TRUE(request.Header("user-agent").starts_with("groundswell/"));
}

TEST(ReceiverTransport, EachMethodIsUsedAsItIsAskedForOnOneConnection) {
  WebhookReceiver receiver;
  const auto transport = Make(receiver.url());
  for (const char* method : {"POST", "GET", "PUT", "POST"})
    transport->Send({.method = method, .url = receiver.url(), .headers = {}, .body = "x"});
  const auto requests = receiver.WaitFor(4);
  EXPECT_EQ(requests[0].line, "POST /hook?key=secret HTTP/1.1");
  EXPECT_EQ(requests[1].line, "GET /hook?key=secret HTTP/1.1");
  EXPECT_EQ(requests[1].body, "");
  EXPECT_EQ(requests[2].line, "PUT /hook?key=secret HTTP/1.1");
  EXPECT_EQ(requests[2].body, "x");
  EXPECT_EQ(requests[3].line, "POST /hook?key=secret HTTP/1.1");
  EXPECT_EQ(requests[3].body, "x");
  EXPECT_EQ(receiver.connections(), 1);
}

TEST(ReceiverTransport, AnswerIsKeptUpToItsBound) {
  WebhookReceiver receiver;
  receiver.AnswerAlways({.status = 200, .body = std::string(100'000, 'x')});
  const auto transport = Make(receiver.url());
  EXPECT_EQ(Post(transport.get(), receiver.url()).body.size(), 4096u);
  EXPECT_EQ(Post(transport.get(), receiver.url()).status, 200);
}

TEST(ReceiverTransport, OneConnectionServesManyMessagesOfAnySize) {
  WebhookReceiver receiver;
  const auto transport = Make(receiver.url());
  for (const size_t size : {0u, 1u, 3'000'000u, 5u}) {
    EXPECT_EQ(Post(transport.get(), receiver.url(), std::string(size, 'x')).status, 204);
    EXPECT_EQ(receiver.requests().back().body.size(), size);
  }
  EXPECT_EQ(receiver.connections(), 1);
}

TEST(ReceiverTransport, StatusAndRetryAfterAreTold) {
  WebhookReceiver receiver;
  const auto transport = Make(receiver.url());
  receiver.Script({{.status = 200},
                   {.status = 500},
                   {.status = 429, .headers = "Retry-After: 7\r\n"},
                   {.status = 503, .headers = "Retry-After: Fri, 31 Dec 2199 23:59:59 GMT\r\n"},
                   {.status = 410}});
  EXPECT_EQ(Post(transport.get(), receiver.url()).status / 100, 2);
  EXPECT_EQ(Post(transport.get(), receiver.url()).status, 500);
  const TransportAnswer busy = Post(transport.get(), receiver.url());
  EXPECT_EQ(busy.status, 429);
  EXPECT_EQ(busy.retry_after_secs, 7);
  EXPECT_GT(Post(transport.get(), receiver.url()).retry_after_secs.value_or(0), 1'000'000);
  const TransportAnswer gone = Post(transport.get(), receiver.url());
  EXPECT_EQ(gone.status, 410);
  EXPECT_FALSE(gone.retry_after_secs.has_value());
}

TEST(ReceiverTransport, RedirectsAreNotFollowed) {
  WebhookReceiver other, receiver;
  receiver.Script({{.status = 307, .headers = "Location: " + other.url() + "\r\n"}});
  const auto transport = Make(receiver.url());
  EXPECT_EQ(Post(transport.get(), receiver.url()).status, 307);
  EXPECT_EQ(other.connections(), 0);
}

TEST(ReceiverTransport, ConnectionThatIsResetIsAnErrorAndTheNextMessageGoesThrough) {
  WebhookReceiver receiver;
  const auto transport = Make(receiver.url());
  receiver.Script({{.headers = {}, .kind = WebhookReply::Kind::kReset}});
  const TransportAnswer answer = Post(transport.get(), receiver.url());
  EXPECT_EQ(answer.status, 0);
  EXPECT_NE(answer.error, "");
  EXPECT_EQ(answer.error.find("secret"), std::string::npos) << answer.error;
  EXPECT_EQ(Post(transport.get(), receiver.url()).status / 100, 2);
}

TEST(ReceiverTransport, ReceiverThatDoesNotAnswerIsGivenUp) {
  WebhookReceiver receiver;
  receiver.Script({{.headers = {}, .kind = WebhookReply::Kind::kSilence}});
  const auto transport = Make(receiver.url(), 100);
  const TransportAnswer answer = Post(transport.get(), receiver.url());
  EXPECT_EQ(answer.status, 0);
  EXPECT_NE(answer.error.find("timed out"), std::string::npos) << answer.error;
}

TEST(ReceiverTransport, StopEndsTheRequestUnderWayAndRefusesLaterOnes) {
  WebhookReceiver receiver;
  receiver.Script({{.headers = {}, .kind = WebhookReply::Kind::kSilence}});
  const auto transport = Make(receiver.url(), 60'000);
  std::thread stopper([&] {
    receiver.WaitFor(1);
    transport->Stop(std::chrono::milliseconds(10));
  });
  EXPECT_EQ(Post(transport.get(), receiver.url()).status, 0);
  stopper.join();
  EXPECT_EQ(Post(transport.get(), receiver.url()).status, 0);
}

TEST(ReceiverTransport, NobodyListeningIsAnErrorWithoutThePath) {
  int port;
  {
    WebhookReceiver receiver;
    port = receiver.port();
  }
  const std::string url = "http://127.0.0.1:" + std::to_string(port) + "/secret-path";
  const auto transport = Make(url);
  const TransportAnswer answer = Post(transport.get(), url);
  EXPECT_EQ(answer.status, 0);
  EXPECT_EQ(answer.error.find("secret-path"), std::string::npos) << answer.error;
  EXPECT_EQ(transport->host(), "127.0.0.1:" + std::to_string(port));
}

TEST(ReceiverTransport, NameThatStandsForThisMachineIsRefusedWhenItIsConnectedTo) {
  WebhookReceiver receiver;
  const std::string url = "http://localhost:" + std::to_string(receiver.port()) + "/";
  auto transport = ReceiverTransport::Make({.url = url, .allow_plain = true});
  ASSERT_TRUE(transport.ok()) << transport.status().message();
  const TransportAnswer answer = Post(transport->get(), url);
  EXPECT_EQ(answer.status, 0);
  EXPECT_NE(answer.error.find("allow_private"), std::string::npos) << answer.error;
  EXPECT_EQ(receiver.connections(), 0);
}

TEST(ReceiverTransport, ProxyThatIsGivenIsUsed) {
  WebhookReceiver proxy;
  const std::string url = "http://receiver.example/path";
  auto transport = ReceiverTransport::Make(
      {.url = url, .allow_plain = true, .proxy = "http://127.0.0.1:" + std::to_string(proxy.port())});
  ASSERT_TRUE(transport.ok()) << transport.status().message();
  EXPECT_EQ(Post(transport->get(), url).status, 204);
  EXPECT_EQ(proxy.WaitFor(1)[0].line, "POST http://receiver.example/path HTTP/1.1");
}

TEST(ReceiverTransport, MailGoesToAMailServerAlone) {
  EXPECT_TRUE(ReceiverTransport::Make({.url = "smtps://mail.example", .is_mail = true}).ok());
  const Status http = ReceiverTransport::Make({.url = "https://mail.example", .is_mail = true}).status();
  EXPECT_EQ(http.message(),
            "url is neither smtp nor smtps; write smtp:// or smtps://, the server's host, and its port");
}

TEST(ReceiverTransport, ProxiesOfTheEnvironmentAreNotUsed) {
  WebhookReceiver receiver, proxy;
  setenv("http_proxy", ("http://127.0.0.1:" + std::to_string(proxy.port())).c_str(), 1);
  const auto transport = Make(receiver.url());
  EXPECT_EQ(Post(transport.get(), receiver.url()).status, 204);
  unsetenv("http_proxy");
  EXPECT_EQ(proxy.connections(), 0);
}

TEST(ReceiverTransport, UrlsThatCannotBeUsedAreRefusedWithWhatToDo) {
  for (const char* url : {"", "receiver.example", "ftp://receiver.example/", "file:///etc/passwd", "http://",
                          "https://a b/", "http://127.0.0.1/", "http://[::1]:8080/", "http://10.1.2.3/",
                          "http://169.254.169.254/latest", "http://[::ffff:127.0.0.1]/", "http://2130706433/"}) {
    const Status status = MakeStatus(url);
    EXPECT_EQ(status.code(), Code::kInvalid) << url;
    EXPECT_TRUE(status.message().starts_with("url ")) << status.message();
    EXPECT_NE(status.message().find("; write http:// or https://"), std::string::npos) << status.message();
  }
  EXPECT_NE(MakeStatus("http://127.0.0.1/").message().find("allow_private"), std::string::npos);
}

TEST(ReceiverTransport, NothingGoesInTheClearToTheOpenInternetUnlessThatIsMeant) {
  const std::string refusal =
      "url is http, which everybody on the way can read; write https://, or set allow_plain if that is meant";
  EXPECT_EQ(MakeStatus("http://receiver.example/").message(), refusal);
  EXPECT_EQ(MakeStatus("http://1.1.1.1/", true).message(), refusal) << "allow_private speaks of private addresses";
  EXPECT_TRUE(ReceiverTransport::Make({.url = "http://receiver.example/", .allow_plain = true}).ok());
  EXPECT_TRUE(MakeStatus("http://receiver.example/", true).ok()) << "it is asked again when it is connected to";
}

TEST(ReceiverTransport, MailWithoutTlsGoesOnlyWhereItMay) {
  for (const bool may_be_plain : {false, true}) {
    ScriptedMailServer server(
        {"220 mail\r\n", "250-mail\r\n250 SIZE\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "250 taken\r\n"});
    auto transport = ReceiverTransport::Make({.url = "smtp://127.0.0.1:" + std::to_string(server.port()),
                                              .is_mail = true,
                                              .allow_private = true,
                                              .user = may_be_plain ? "" : "alerts",
                                              .password = "p",
                                              .timeout_ms = 1'000});
    ASSERT_TRUE(transport.ok());
    const TransportAnswer answer =
        (*transport)->Send({.url = {}, .body = "x\r\n", .from = "a@b.example", .to = {"c@d.example"}});
    EXPECT_EQ(answer.is_taken_by_server, may_be_plain) << answer.error;
    if (!may_be_plain) {
      EXPECT_NE(answer.error.find("TLS is required unless allow_plain is set"), std::string::npos) << answer.error;
    }
  }
}

TEST(ReceiverTransport, UrlsThatCanBeUsedAreTaken) {
  for (const char* url : {"https://hooks.example/path?token=x", "https://receiver.example:8080", "https://1.1.1.1/"})
    EXPECT_TRUE(MakeStatus(url).ok()) << MakeStatus(url).message();
  EXPECT_TRUE(MakeStatus("http://127.0.0.1:9/", true).ok());
}

}  // namespace
}  // namespace groundswell
