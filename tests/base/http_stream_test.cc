// Streams and the end of a server, over real sockets.
#include <chrono>
#include <future>
#include <thread>

#include "tests/base/http_server_testing.h"

namespace groundswell {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class HttpStreamTest : public HttpServerTest {
 protected:
  // The handler's end of the stream that `client` asks for.
  std::shared_ptr<HttpStream> Open(TestClient* client) {
    client->Send(Get("/stream"));
    return *streams_.Pop();
  }
  // Until the server has noticed; every round trip gives its thread a turn.
  void WaitUntil(const std::function<bool()>& noticed) {
    TestClient client(server_->port());
    for (int i = 0; i < 100'000 && !noticed(); ++i) client.Ask(Get("/hello"));
    EXPECT_TRUE(noticed());
  }
};

TEST_F(HttpStreamTest, FramesArriveAsTheyAreWritten) {
  TestClient client(Start());
  const auto stream = Open(&client);
  stream->Open({200, "text/event-stream", {{"Cache-Control", "no-store"}}, ": hello\n\n"});
  const TestResponse head = client.ReadHead();
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.Header("Content-Type"), "text/event-stream");
  EXPECT_EQ(head.Header("Cache-Control"), "no-store");
  EXPECT_EQ(head.Header("Content-Length"), "");
  EXPECT_EQ(client.ReadBytes(9), ": hello\n\n");
  for (int i = 0; i < 100; ++i) {
    const std::string frame = "data: " + std::to_string(i) + "\n\n";
    EXPECT_TRUE(stream->Write(frame));
    EXPECT_EQ(client.ReadBytes(frame.size()), frame);
  }
  EXPECT_EQ(server_->counts().streams_open, 1);
  EXPECT_TRUE(stream->Write("data: last\n\n"));
  stream->Close();
  EXPECT_FALSE(stream->is_open());
  EXPECT_FALSE(stream->Write("data: more\n\n"));
  bool clean = false;
  EXPECT_EQ(client.ReadToEnd(&clean), "data: last\n\n");
  EXPECT_TRUE(clean);
  client.Close();
  WaitUntil([&] { return server_->counts().streams_open == 0; });
  EXPECT_EQ(server_->counts().streams_cut, 0u);
}

TEST_F(HttpStreamTest, AWriteWithoutAnOpenIsAnEventStream) {
  TestClient client(Start());
  const auto stream = Open(&client);
  EXPECT_TRUE(stream->Write("data\n\n"));
  EXPECT_EQ(client.ReadHead().Header("Content-Type"), "text/event-stream");
  EXPECT_EQ(client.ReadBytes(6), "data\n\n");
}

TEST_F(HttpStreamTest, AStreamCanBeRefused) {
  TestClient client(Start());
  const auto stream = Open(&client);
  stream->Open(Problem(400, "Last-Event-ID is not one of ours."));
  EXPECT_EQ(client.Read().status, 400);
  EXPECT_FALSE(stream->is_open());
  EXPECT_FALSE(stream->Write("x"));
  EXPECT_EQ(client.Ask(Get("/hello")).body, "hi");
}

TEST_F(HttpStreamTest, AStreamLetGoOfEnds) {
  TestClient begun(Start()), never(server_->port());
  auto stream = Open(&begun);
  stream->Write("data\n\n");
  stream = nullptr;
  EXPECT_EQ(begun.ReadHead().status, 200);
  EXPECT_EQ(begun.ReadToEnd(), "data\n\n");
  Open(&never);
  EXPECT_EQ(never.Read().status, 500);
  EXPECT_EQ(never.Ask(Get("/hello")).body, "hi");
}

TEST_F(HttpStreamTest, TheWriterLearnsThatTheReaderHasGone) {
  TestClient client(Start());
  const auto stream = Open(&client);
  stream->Write("data\n\n");
  EXPECT_EQ(client.ReadHead().status, 200);
  client.Close();
  WaitUntil([&] { return !stream->is_open(); });
  EXPECT_FALSE(stream->Write("data\n\n"));
  EXPECT_EQ(stream->queued_bytes(), 0u);
}

TEST_F(HttpStreamTest, AReaderThatDoesNotReadIsCut) {
  HttpServerOptions options;
  options.stream_bytes_max = 100'000;
  TestClient slow(Start(options)), other(server_->port());
  const auto stream = Open(&slow), fine = Open(&other);
  const std::string frame(10'000, 'x');
  size_t written = 0;
  while (stream->Write(frame)) {
    EXPECT_LE(stream->queued_bytes(), options.stream_bytes_max);
    ASSERT_LT(written += frame.size(), size_t{1} << 30);
  }
  EXPECT_FALSE(stream->is_open());
  WaitUntil([&] { return server_->counts().streams_cut == 1; });
  EXPECT_TRUE(fine->Write("data\n\n"));
  EXPECT_EQ(other.ReadHead().status, 200);
  EXPECT_EQ(other.ReadBytes(6), "data\n\n");
}

TEST_F(HttpStreamTest, WritesFromManyThreadsKeepTheirFramesWhole) {
  HttpServerOptions options;
  options.stream_bytes_max = size_t{64} << 20;
  TestClient client(Start(options));
  const auto stream = Open(&client);
  std::vector<std::thread> writers;
  for (int w = 0; w < 4; ++w)
    writers.emplace_back([&, w] {
      for (int i = 0; i < 1000; ++i) EXPECT_TRUE(stream->Write(std::string(10, static_cast<char>('a' + w)) + "\n"));
    });
  EXPECT_EQ(client.ReadHead().status, 200);
  for (int i = 0; i < 4000; ++i) {
    const std::string frame = client.ReadBytes(11);
    ASSERT_EQ(frame, std::string(10, frame[0]) + "\n");
  }
  for (std::thread& writer : writers) writer.join();
}

TEST_F(HttpStreamTest, AStreamOutlivesItsServerHarmlessly) {
  TestClient client(Start());
  const auto stream = Open(&client);
  stream->Write("data\n\n");
  server_.reset();
  EXPECT_FALSE(stream->Write("more"));
  EXPECT_FALSE(stream->is_open());
}

TEST_F(HttpStreamTest, DrainingAnswersWhatWasTakenAndTakesNothingMore) {
  const uint16_t port = Start();
  TestClient working(port), resting(port), streaming(port), half_sent(port);
  working.Send(Post("/ask", "x"));
  Asked asked = *asked_.Pop();
  EXPECT_EQ(resting.Ask(Get("/hello")).status, 200);
  const auto stream = Open(&streaming);
  stream->Write("data\n\n");
  half_sent.Send("GET /hel");
  std::future<bool> drained = std::async(std::launch::async, [&] { return server_->Drain(seconds(20)); });
  bool clean = false;
  EXPECT_EQ(resting.ReadToEnd(&clean), "");
  EXPECT_TRUE(clean);
  half_sent.ReadToEnd();
  EXPECT_EQ(streaming.ReadHead().status, 200);
  EXPECT_EQ(streaming.ReadToEnd(&clean), "data\n\n");
  EXPECT_TRUE(clean);
  streaming.Close();
  EXPECT_FALSE(stream->is_open());
  EXPECT_FALSE(TestClient(port).connected());
  asked.respond(Text("done"));
  const TestResponse answer = working.Read();
  EXPECT_EQ(answer.body, "done");
  EXPECT_EQ(answer.Header("Connection"), "close");
  working.Close();
  EXPECT_TRUE(drained.get());
  EXPECT_EQ(server_->counts().connections_open, 0);
}

TEST_F(HttpStreamTest, DrainingEndsWhenTheTimeIsOver) {
  TestClient client(Start());
  client.Send(Post("/ask", "x"));
  Asked asked = *asked_.Pop();
  EXPECT_FALSE(server_->Drain(milliseconds(1)));
  asked.respond(Text("done"));
  EXPECT_EQ(client.Read().body, "done");
  client.Close();
  EXPECT_TRUE(server_->Drain(seconds(20)));
}

TEST_F(HttpStreamTest, AServerNeverStartedDrainsAndEnds) {
  HttpServer server({}, {});
  EXPECT_TRUE(server.Drain(seconds(1)));
}

}  // namespace
}  // namespace groundswell
