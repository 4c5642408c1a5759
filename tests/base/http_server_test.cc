// The server over real sockets, each test with one of its own on a free port.
#include "base/http_server.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "base/time.h"
#include "tests/base/http_server_testing.h"

namespace groundswell {
namespace {

TEST_F(HttpServerTest, RequestsOnOneConnectionAreAnsweredInTheirOrder) {
  TestClient client(Start());
  EXPECT_EQ(client.Ask(Get("/hello")).body, "hi");
  EXPECT_EQ(client.Ask(Post("/echo", "abc")).body, "abc");
  client.Send(Post("/echo", "1") + Get("/hello") + Post("/echo", "") + Post("/echo", "3"));
  EXPECT_EQ(client.Read().body, "1");
  EXPECT_EQ(client.Read().body, "hi");
  EXPECT_EQ(client.Read().body, "");
  EXPECT_EQ(client.Read().body, "3");
  EXPECT_EQ(server_->counts().connections, 1u);
  EXPECT_EQ(server_->counts().requests, 6u);
  EXPECT_EQ(server_->counts().responses_2xx, 6u);
  EXPECT_EQ(server_->counts().body_bytes, 5u);
}

TEST_F(HttpServerTest, PathAndQueryArriveDecoded) {
  TestClient client(Start());
  EXPECT_EQ(client.Ask(Get("/show/a%2Fb%20c?x=1&q=%E6%B5%B7+y")).body, "a/b c@127.0.0.1 x=1 q=海 y");
  EXPECT_EQ(client.Ask(Get("/show/a?x=%g")).status, 400);
}

TEST_F(HttpServerTest, HeadHasTheHeadersOfGetAndNoBody) {
  TestClient client(Start());
  client.Send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  const TestResponse response = client.Read(false);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.Header("Content-Length"), "2");
  EXPECT_EQ(client.Ask(Get("/hello")).body, "hi");
}

TEST_F(HttpServerTest, RefusalsAreProblemsAndTheConnectionLivesOn) {
  TestClient client(Start());
  const TestResponse missing = client.Ask(Get("/nothing"));
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.Header("Content-Type"), "application/problem+json");
  EXPECT_EQ(missing.body.substr(0, 60), R"({"type":"about:blank","title":"Not Found","status":404,"deta)");
  const TestResponse wrong = client.Ask(Post("/hello", "skipped body"));
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.Header("Allow"), "GET, HEAD");
  EXPECT_EQ(client.Ask(Get("/hello", "Content-Length: 3\r\n") + "abc").status, 413);
  EXPECT_EQ(client.Ask(Get("/show/%zz")).status, 400);
  EXPECT_EQ(client.Ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n\r\n").status, 411);
  EXPECT_EQ(client.Ask("POST /echo HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
  EXPECT_EQ(client.Ask(Get("/hello")).body, "hi");
}

TEST_F(HttpServerTest, WhatIsNoRequestIsAnsweredAndTheConnectionClosed) {
  const uint16_t port = Start();
  const auto check = [&](std::string_view bytes, int want) {
    TestClient client(port);
    client.Send(bytes);
    const TestResponse response = client.Read();
    EXPECT_EQ(response.status, want) << bytes;
    EXPECT_EQ(response.Header("Connection"), "close") << bytes;
    bool clean = false;
    EXPECT_EQ(client.ReadToEnd(&clean), "") << bytes;
    EXPECT_TRUE(clean) << bytes;
  };
  check("\x16\x03\x01 a TLS greeting", 400);
  check("GET\r\n\r\n", 400);
  check("GET / HTTP/2.0\r\n\r\n", 505);
  check("GET /hello HTTP/1.1\r\n\r\n", 400);
  check("GET /hello HTTP/1.1\nHost: a\n\n", 400);
  check("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
  check("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501);
  check(PostChunked("/echo", "zz\r\n"), 400);
  check("GET /" + std::string(20000, 'a'), 414);
  check("GET /hello HTTP/1.1\r\nHost: a\r\nX: " + std::string(20000, 'a'), 431);
}

TEST_F(HttpServerTest, EmptyLinesBeforeARequestAreSkipped) {
  TestClient client(Start());
  EXPECT_EQ(client.Ask("\r\n\r\n" + Get("/hello")).body, "hi");
}

TEST_F(HttpServerTest, ARequestMayComeByteByByte) {
  TestClient client(Start());
  const std::string bytes = Post("/echo", "abc") + PostChunked("/echo", Chunk("abc") + Chunk("de") + "0\r\n\r\n");
  for (const char byte : bytes) client.Send({&byte, 1});
  EXPECT_EQ(client.Read().body, "abc");
  EXPECT_EQ(client.Read().body, "abcde");
}

TEST_F(HttpServerTest, LargeBodiesArriveWhole) {
  TestClient client(Start());
  std::string body(size_t{10} << 20, 'x');
  for (size_t i = 0; i < body.size(); i += 997) body[i] = static_cast<char>(i);
  const auto exchange = [&](const std::string& request) {
    std::thread sender([&] { client.Send(request); });
    const TestResponse response = client.Read();
    sender.join();
    EXPECT_TRUE(response.body == body);
  };
  exchange(Post("/echo", body));
  std::string chunks;
  for (size_t at = 0; at < body.size(); at += 100'003) chunks += Chunk(std::string_view(body).substr(at, 100'003));
  exchange(PostChunked("/echo", chunks + "0\r\n\r\n"));
  EXPECT_EQ(server_->counts().inflight_bytes, 0);
}

TEST_F(HttpServerTest, ConnectionsEndWhenTheClientSaysSo) {
  const uint16_t port = Start();
  TestClient closing(port), old(port), half(port);
  closing.Send(Get("/hello", "Connection: close\r\n"));
  EXPECT_EQ(closing.ReadToEnd().substr(0, 15), "HTTP/1.1 200 OK");
  old.Send("GET /hello HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.ReadToEnd().substr(0, 15), "HTTP/1.1 200 OK");
  half.Send(Get("/hello"));
  half.EndSending();
  EXPECT_EQ(half.ReadToEnd().substr(0, 15), "HTTP/1.1 200 OK");
}

TEST_F(HttpServerTest, AnswersMayComeFromAnyThreadAndLate) {
  TestClient client(Start());
  client.Send(Post("/ask", "question"));
  Asked asked = *asked_.Pop();
  EXPECT_EQ(asked.request.body, "question");
  EXPECT_GT(asked.request.arrived_ms, 1'700'000'000'000);
  EXPECT_EQ(server_->counts().inflight_bytes, 8);
  asked.respond(Text("answer"));
  asked.respond(Text("a second one"));
  EXPECT_EQ(client.Read().body, "answer");
  EXPECT_EQ(client.Ask(Get("/hello")).body, "hi");
  EXPECT_EQ(server_->counts().inflight_bytes, 0);
}

TEST_F(HttpServerTest, ADroppedRequestIsAnsweredWith500) {
  TestClient client(Start());
  EXPECT_EQ(client.Ask(Get("/drop")).status, 500);
  client.Send(Post("/ask", "x"));
  asked_.Pop();
  EXPECT_EQ(client.Read().status, 500);
  EXPECT_EQ(client.Ask(Get("/hello")).body, "hi");
}

TEST_F(HttpServerTest, AnAnswerAfterTheConnectionOrTheServerHasGoneIsHarmless) {
  const uint16_t port = Start();
  TestClient gone(port), staying(port);
  gone.Send(Post("/ask", "abc"));
  Asked first = *asked_.Pop();
  gone.Abort();
  staying.Send(Post("/ask", "abc"));
  Asked second = *asked_.Pop();
  EXPECT_EQ(server_->counts().inflight_bytes, 6);
  first.respond(Text("too late"));
  EXPECT_EQ(TestClient(port).Ask(Get("/hello")).body, "hi");
  EXPECT_EQ(server_->counts().inflight_bytes, 3);
  server_.reset();
  second.respond(Text("too late"));
}

TEST_F(HttpServerTest, ABodyTooLargeIsRefusedBeforeItIsRead) {
  HttpServerOptions options;
  options.body_bytes_max = 1000;
  TestClient client(Start(options));
  EXPECT_EQ(client.Ask(Post("/echo", std::string(1000, 'x'))).status, 200);
  EXPECT_EQ(client.Ask(Post("/echo", std::string(1001, 'x'))).status, 413);
  EXPECT_EQ(client.Ask(PostChunked("/echo", Chunk(std::string(600, 'x')) + Chunk(std::string(600, 'x')) + "0\r\n\r\n"))
                .status,
            413);
  EXPECT_EQ(client.Ask(Get("/hello")).body, "hi");
  // The answer comes before the body does.
  client.Send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n");
  EXPECT_EQ(client.Read().status, 413);
  client.Send(std::string(5000, 'x'));
  EXPECT_EQ(client.Ask(Get("/hello")).body, "hi");
}

TEST_F(HttpServerTest, WhoSendsFarTooMuchStillReadsTheAnswer) {
  HttpServerOptions options;
  options.body_bytes_max = 1000;
  const uint16_t port = Start(options);
  for (const bool chunked : {false, true}) {
    TestClient client(port);
    const std::string body(size_t{8} << 20, 'x');
    client.Send(chunked ? PostChunked("/echo", Chunk(body) + "0\r\n\r\n") : Post("/echo", body));
    EXPECT_EQ(client.Read().status, 413);
    bool clean = false;
    client.EndSending();
    client.ReadToEnd(&clean);
    EXPECT_TRUE(clean);
  }
}

TEST_F(HttpServerTest, WhatWouldBeTooMuchInFlightIsThrottled) {
  HttpServerOptions options;
  options.body_bytes_max = 1000;
  options.inflight_bytes_max = 1500;
  options.retry_after_secs = 7;
  const uint16_t port = Start(options);
  TestClient first(port), second(port);
  first.Send(Post("/ask", std::string(1000, 'x')));
  Asked asked = *asked_.Pop();
  const TestResponse refused = second.Ask(Post("/echo", std::string(501, 'x')));
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.Header("Retry-After"), "7");
  EXPECT_EQ(second.Ask(PostChunked("/echo", Chunk(std::string(500, 'x')) + Chunk("x") + "0\r\n\r\n")).status, 429);
  EXPECT_EQ(second.Ask(Post("/echo", std::string(500, 'x'))).status, 200);
  asked.respond(Text(""));
  EXPECT_EQ(first.Read().status, 200);
  EXPECT_EQ(second.Ask(Post("/echo", std::string(1000, 'x'))).status, 200);
  EXPECT_EQ(server_->counts().throttled, 2u);
  EXPECT_EQ(server_->counts().inflight_bytes, 0);
}

TEST_F(HttpServerTest, WhatWasInFlightIsGivenBackWhenTheSenderGoes) {
  HttpServerOptions options;
  options.body_bytes_max = options.inflight_bytes_max = 1000;
  const uint16_t port = Start(options);
  TestClient sender(port), other(port);
  sender.Send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(sender.ReadHead().status, 100);
  EXPECT_EQ(other.Ask(Post("/echo", "x")).status, 429);
  sender.Abort();
  while (other.Ask(Post("/echo", "x")).status == 429) {
  }
  EXPECT_EQ(other.Ask(Post("/echo", "x")).status, 200);
}

TEST_F(HttpServerTest, ContinueIsSaidAfterAdmissionAlone) {
  HttpServerOptions options;
  options.body_bytes_max = 10;
  const uint16_t port = Start(options);
  const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ";
  TestClient taken(port), refused(port);
  taken.Send(head + "3\r\n\r\n");
  EXPECT_EQ(taken.ReadHead().status, 100);
  taken.Send("abc");
  EXPECT_EQ(taken.Read().body, "abc");
  EXPECT_EQ(taken.Ask(Get("/hello")).body, "hi");
  refused.Send(head + "11\r\n\r\n");
  EXPECT_EQ(refused.Read().status, 413);
  bool clean = false;
  refused.ReadToEnd(&clean);
  EXPECT_TRUE(clean);
}

TEST_F(HttpServerTest, ARequestThatIsNotWholeInTimeIsEnded) {
  HttpServerOptions options;
  options.request_secs = 1;
  const uint16_t port = Start(options);
  TestClient head(port), body(port), chunks(port);
  head.Send("GET /hello HTTP/1.1\r\nHost:");
  body.Send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  chunks.Send(PostChunked("/echo", "5\r\nabc"));
  for (TestClient* client : {&head, &body, &chunks}) {
    EXPECT_EQ(client->Read().status, 408);
    bool clean = false;
    client->ReadToEnd(&clean);
    EXPECT_TRUE(clean);
  }
  EXPECT_EQ(server_->counts().timed_out, 3u);
  EXPECT_EQ(server_->counts().inflight_bytes, 0);
}

TEST_F(HttpServerTest, ATrickleOfBytesDoesNotLengthenTheTime) {
  HttpServerOptions options;
  options.request_secs = 1;
  TestClient client(Start(options));
  client.Send("GET /hello HTTP/1.1\r\nHost: a\r\nX: ");
  const auto start = std::chrono::steady_clock::now();
  std::thread trickle([&] {
    while (client.Send("x") && SecondsSince(start) < 15) std::this_thread::yield();
  });
  const int status = client.Read().status;
  EXPECT_TRUE(status == 408 || status == 431) << status;
  client.EndSending();
  trickle.join();
}

TEST_F(HttpServerTest, AConnectionThatRestsTooLongIsClosed) {
  HttpServerOptions options;
  options.idle_secs = 1;
  const uint16_t port = Start(options);
  TestClient used(port), unused(port);
  EXPECT_EQ(used.Ask(Get("/hello")).body, "hi");
  bool clean = false;
  EXPECT_EQ(used.ReadToEnd(&clean), "");
  EXPECT_TRUE(clean);
  EXPECT_EQ(unused.ReadToEnd(&clean), "");
  EXPECT_EQ(server_->counts().timed_out, 0u);
}

TEST_F(HttpServerTest, ConnectionsAboveTheLimitsAreTurnedAway) {
  HttpServerOptions options;
  options.connections_max = 2;
  const uint16_t port = Start(options);
  TestClient first(port), second(port);
  EXPECT_EQ(first.Ask(Get("/hello")).status, 200);
  EXPECT_EQ(second.Ask(Get("/hello")).status, 200);
  TestClient third(port);
  third.Send(Get("/hello"));
  const TestResponse refused = third.Read();
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.Header("Retry-After"), "1");
  bool clean = false;
  third.ReadToEnd(&clean);
  EXPECT_TRUE(clean);
  EXPECT_EQ(server_->counts().connections_refused, 1u);
  first.Close();
  // The place comes free when the server has seen the end.
  int status = 503;
  for (int i = 0; i < 10'000 && status == 503; ++i) status = TestClient(port).Ask(Get("/hello")).status;
  EXPECT_EQ(status, 200);
}

TEST_F(HttpServerTest, OnePeerMayNotTakeAllConnections) {
  HttpServerOptions options;
  options.connections_per_peer_max = 1;
  const uint16_t port = Start(options);
  TestClient first(port);
  EXPECT_EQ(first.Ask(Get("/hello")).status, 200);
  EXPECT_EQ(TestClient(port).Read().status, 503);
}

TEST_F(HttpServerTest, OnlyTheNamedHostsAndTheirPagesAreServed) {
  HttpServerOptions options;
  options.hosts = {"localhost", "127.0.0.1", "::1"};
  const uint16_t port = Start(options);
  const auto check = [&](std::string_view headers, int want) {
    EXPECT_EQ(TestClient(port).Ask("GET /hello HTTP/1.1\r\n" + std::string(headers) + "\r\n").status, want) << headers;
  };
  check("Host: localhost:8686\r\n", 200);
  check("Host: LOCALHOST\r\n", 200);
  check("Host: [::1]:8686\r\n", 200);
  check("Host: evil.example\r\n", 421);
  check("Host: localhost.evil.example\r\n", 421);
  check("Host: \r\n", 421);
  check("Host: localhost:1\r\nOrigin: http://localhost:1\r\n", 200);
  check("Host: localhost:1\r\nOrigin: http://localhost:2\r\n", 403);
  check("Host: localhost:1\r\nOrigin: http://evil.example\r\n", 403);
  check("Host: localhost:1\r\nOrigin: null\r\n", 403);
  const auto hidden = [&](std::string_view host, std::string_view origin) {
    return TestClient(port)
        .Ask("GET /hidden HTTP/1.1\r\nHost: " + std::string(host) + "\r\nOrigin: " + std::string(origin) + "\r\n\r\n")
        .status;
  };
  EXPECT_EQ(hidden("localhost:1", "null"), 200) << "a route may take pages that hide their origin";
  EXPECT_EQ(hidden("localhost:1", "http://evil.example"), 403);
  EXPECT_EQ(hidden("evil.example", "null"), 421);
  EXPECT_EQ(TestClient(port).Ask("GET http://evil.example/hello HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 421);
}

TEST_F(HttpServerTest, WhoMayNotIsRefusedBeforeTheBodyIsRead) {
  HttpServerOptions options;
  options.authorize = [](const HttpRequest& request, const HttpRoute& route) -> std::optional<HttpResponse> {
    if (route.pattern == "/hello" || request.Header("authorization") == "Bearer key") return std::nullopt;
    return Problem(401, "Give a token.");
  };
  TestClient client(Start(options));
  EXPECT_EQ(client.Ask(Get("/hello")).status, 200);
  EXPECT_EQ(client.Ask(Post("/echo", "abc")).status, 401);
  EXPECT_EQ(client.Ask(Post("/echo", "abc", "Authorization: Bearer key\r\n")).body, "abc");
  client.Send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(client.Read().status, 401);
}

TEST_F(HttpServerTest, AddressesThatCannotBeListenedOnAreRefused) {
  const auto code = [](std::string listen) {
    HttpServerOptions options;
    options.listen = std::move(listen);
    return HttpServer(options, {}).Start().code();
  };
  for (const char* listen : {"", "localhost", ":80", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:-1",
                             "::1:80", "[::1:80", "256.0.0.1:0", "no such host:0"})
    EXPECT_EQ(code(listen), Code::kInvalid) << listen;
  EXPECT_EQ(code("127.0.0.1:" + std::to_string(Start())), Code::kConflict);
  EXPECT_EQ(code("192.0.2.1:0"), Code::kIo);
}

TEST_F(HttpServerTest, ItListensOnIpv6) {
  HttpServerOptions options;
  options.listen = "[::1]:0";
  TestClient client(Start(options), true);
  if (!client.connected()) GTEST_SKIP() << "this machine has no IPv6";
  EXPECT_EQ(client.Ask(Get("/show/x")).body, "x@::1");
}

TEST_F(HttpServerTest, ManyClientsAtOnceGetTheirOwnAnswers) {
  const uint16_t port = Start();
  std::thread answering([&] {
    while (std::optional<Asked> asked = asked_.Pop()) asked->respond(Text(asked->request.body));
  });
  std::vector<std::thread> clients;
  for (int c = 0; c < 8; ++c)
    clients.emplace_back([&, c] {
      TestClient client(port);
      for (int i = 0; i < 200; ++i) {
        const std::string body =
            std::to_string(c) + ":" + std::to_string(i) + std::string(static_cast<size_t>(i * 37), 'x');
        ASSERT_EQ(client.Ask(Post(i % 2 == 0 ? "/echo" : "/ask", body)).body, body);
      }
    });
  for (std::thread& client : clients) client.join();
  asked_.Close();
  answering.join();
  EXPECT_EQ(server_->counts().responses_2xx, 1600u);
  EXPECT_EQ(server_->counts().inflight_bytes, 0);
}

}  // namespace
}  // namespace groundswell
