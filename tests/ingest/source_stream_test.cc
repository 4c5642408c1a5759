// Subscribed streams against a server that drops, stalls, cuts, refuses and forgets.
#include "ingest/source_stream.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include "tests/ingest/source_testing.h"

namespace groundswell {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

// Answers each connection by a script: a function of the request that gives bytes to send, after which it closes or
// holds.
class EventServer {
 public:
  struct Answer {
    std::string bytes;
    bool holds = false;  // keeps the connection open
  };
  using Script = std::function<Answer(const std::string& request)>;

  EventServer(boost::asio::io_context* loop, Script script)
      : acceptor_(*loop, {boost::asio::ip::make_address("127.0.0.1"), 0}), script_(std::move(script)) {
    Accept();
  }
  uint16_t port() const { return acceptor_.local_endpoint().port(); }
  int connections_ = 0;
  std::vector<std::string> requests_;

 private:
  struct Session {
    explicit Session(tcp::socket given) : socket(std::move(given)) {}
    tcp::socket socket;
    std::string request, answer;
  };
  void Accept() {
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
      if (error) return;
      ++connections_;
      const auto session = std::make_shared<Session>(std::move(socket));
      boost::asio::async_read_until(session->socket, boost::asio::dynamic_buffer(session->request), "\r\n\r\n",
                                    [this, session](const error_code& failed, size_t) {
                                      if (!failed) Respond(session);
                                    });
      Accept();
    });
  }
  void Respond(const std::shared_ptr<Session>& session) {
    requests_.push_back(session->request);
    Answer answer = script_(session->request);
    session->answer = std::move(answer.bytes);
    if (answer.holds) held_.push_back(session);
    boost::asio::async_write(session->socket, boost::asio::buffer(session->answer),
                             [session](const error_code&, size_t) {});
  }

  tcp::acceptor acceptor_;
  const Script script_;
  std::vector<std::shared_ptr<Session>> held_;
};

constexpr std::string_view kHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

std::string Event(int number) {
  return "id: " + std::to_string(number) + "\ndata: {\"n\":" + std::to_string(number) + "}\n\n";
}
// The number behind Last-Event-ID; 0 without one.
int LastId(const std::string& request) {
  const size_t at = request.find("Last-Event-ID: ");
  return at == std::string::npos ? 0 : std::stoi(request.substr(at + 15));
}

class SseSourceTest : public ::testing::Test {
 protected:
  StreamOptions Options(uint16_t port) {
    StreamOptions options;
    options.address = *StreamAddress::Parse("http://127.0.0.1:" + std::to_string(port) + "/stream?a=b");
    options.pause_min = std::chrono::milliseconds(1);
    options.pause_max = std::chrono::milliseconds(20);
    options.jitter_seed = 1;
    options.resolvers = &resolvers_;
    return options;
  }
  bool Until(const std::function<bool()>& holds) { return RunUntil(&loop_, holds); }

  boost::asio::io_context loop_;
  ResolverPool resolvers_{&loop_};
  RecordingSink sink_;
};

TEST_F(SseSourceTest, AServerThatDropsAndCutsEventsIsAskedForWhatIsBehindTheLast) {
  // Each connection gives a few events behind the last, then half of one, and drops.
  EventServer server(&loop_, [](const std::string& request) {
    const int last = LastId(request);
    std::string bytes(kHead);
    for (int i = last + 1; i <= std::min(last + 3, 30); ++i) bytes += Event(i);
    bytes += Event(last + 4).substr(0, 9);
    return EventServer::Answer{bytes, last >= 30};
  });
  StreamSource source(&loop_, &sink_, Options(server.port()), MakeSseConnection);
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.lines_ >= 30 && server.connections_ >= 11; }));
  std::string all;
  for (int i = 1; i <= 30; ++i) all += "{\"n\":" + std::to_string(i) + "}\n";
  EXPECT_EQ(sink_.bytes_, all);
  EXPECT_EQ(sink_.cursor_, "30");
  EXPECT_TRUE(sink_.gaps_.empty());
  EXPECT_TRUE(Until([&] { return sink_.state_ == SourceState::kRunning; }));
  EXPECT_NE(server.requests_[0].find("GET /stream?a=b HTTP/1.1\r\n"), std::string::npos);
  EXPECT_NE(server.requests_[0].find("Accept: text/event-stream\r\n"), std::string::npos);
  EXPECT_EQ(server.requests_[0].find("Last-Event-ID"), std::string::npos);
}

TEST_F(SseSourceTest, ARestartGoesOnAtTheCursor) {
  EventServer server(&loop_, [](const std::string& request) {
    return EventServer::Answer{std::string(kHead) + Event(LastId(request) + 1), true};
  });
  StreamOptions options = Options(server.port());
  options.token = "a token";
  StreamSource source(&loop_, &sink_, options, MakeSseConnection);
  source.Start("41");
  EXPECT_TRUE(Until([&] { return sink_.cursor_ == "42"; }));
  EXPECT_NE(server.requests_[0].find("Authorization: Bearer a token\r\n"), std::string::npos);
}

TEST_F(SseSourceTest, ASilentStreamIsOpenedAgain) {
  EventServer server(&loop_, [](const std::string&) { return EventServer::Answer{std::string(kHead), true}; });
  StreamOptions options = Options(server.port());
  options.idle = std::chrono::seconds(1);
  StreamSource source(&loop_, &sink_, options, MakeSseConnection);
  source.Start("");
  EXPECT_TRUE(Until([&] { return server.connections_ >= 2; }));
  EXPECT_NE(sink_.error_.find("no word for too long"), std::string::npos) << sink_.error_;
}

TEST_F(SseSourceTest, OtherAnswersAreToldAndTriedAgainAndA204EndsIt) {
  int answers = 0;
  EventServer server(&loop_, [&answers](const std::string&) {
    switch (answers++) {
      case 0:
        return EventServer::Answer{"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"};
      case 1:
        return EventServer::Answer{"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n"};
      case 2:
        return EventServer::Answer{"no HTTP at all\r\n\r\n"};
      case 3:
        return EventServer::Answer{"HTTP/1.1 301 Elsewhere\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"};
      case 4:
        return EventServer::Answer{std::string(kHead) + Event(1)};
      default:
        return EventServer::Answer{"HTTP/1.1 204 No Content\r\n\r\n"};
    }
  });
  StreamSource source(&loop_, &sink_, Options(server.port()), MakeSseConnection);
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.error_.find("answered 503") != std::string::npos; }));
  EXPECT_EQ(sink_.state_, SourceState::kWaiting);
  EXPECT_TRUE(Until([&] { return sink_.state_ == SourceState::kDone; }));
  EXPECT_EQ(sink_.lines_, 1u);
  EXPECT_EQ(server.connections_, 6);
}

TEST_F(SseSourceTest, ChunkedStreamsAreReadAndAFullSinkStopsTheReading) {
  std::string body;
  for (int i = 1; i <= 6000; ++i) body += Event(i);
  char size[32];
  std::string bytes = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (size_t at = 0; at < body.size(); at += 777) {
    const std::string piece = body.substr(at, 777);
    std::snprintf(size, sizeof(size), "%zx\r\n", piece.size());
    bytes += size + piece + "\r\n";
  }
  EventServer server(&loop_, [&](const std::string&) { return EventServer::Answer{bytes, true}; });
  sink_.room_bytes_ = 1;
  StreamSource source(&loop_, &sink_, Options(server.port()), MakeSseConnection);
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.lines_ > 0; }));
  const uint64_t given = sink_.lines_;
  loop_.restart();
  loop_.run_for(std::chrono::milliseconds(50));
  EXPECT_EQ(sink_.lines_, given);
  EXPECT_TRUE(Until([&] {
    sink_.StoreAll(&source);
    return sink_.lines_ == 6000;
  }));
  EXPECT_EQ(server.connections_, 1);
}

TEST_F(SseSourceTest, AStreamWithoutIdsTellsTheGapOfABreakAndOfARestart) {
  EventServer server(&loop_,
                     [](const std::string&) { return EventServer::Answer{std::string(kHead) + "data: {}\n\n"}; });
  {
    StreamSource source(&loop_, &sink_, Options(server.port()), MakeSseConnection);
    source.Start("");
    EXPECT_TRUE(Until([&] { return sink_.lines_ == 3; }));
  }
  EXPECT_EQ(sink_.gaps_.size(), 2u) << "one for each time that it was opened again";
  EXPECT_LE(sink_.gaps_[0].from_ms, sink_.gaps_[0].until_ms);
  ASSERT_EQ(sink_.cursor_.front(), '\n');
  const int64_t heard_ms = std::stoll(sink_.cursor_.substr(1));
  StreamSource source(&loop_, &sink_, Options(server.port()), MakeSseConnection);
  source.Start("\n" + std::to_string(heard_ms - 60'000));
  EXPECT_TRUE(Until([&] { return sink_.gaps_.size() == 3; }));
  EXPECT_EQ(sink_.gaps_[2].from_ms, heard_ms - 60'000);
  EXPECT_GE(sink_.gaps_[2].until_ms, heard_ms);
  EXPECT_EQ(server.requests_.back().find("Last-Event-ID"), std::string::npos) << "that is no id of the server's";
}

TEST_F(SseSourceTest, AServerThatKeptLessThanWasMissedHasAGap) {
  EventServer server(&loop_, [](const std::string& request) {
    const int last = LastId(request);
    std::string bytes(kHead);
    // Of what comes behind the seventh, it keeps what comes behind the ninth.
    for (int i = last == 7 ? 10 : last + 1; i <= (last < 7 ? 7 : 20); ++i) bytes += Event(i);
    return EventServer::Answer{bytes, last >= 7};
  });
  StreamSource source(&loop_, &sink_, Options(server.port()), MakeSseConnection);
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.cursor_ == "20"; }));
  EXPECT_EQ(sink_.gaps_.size(), 1u);
}

TEST_F(SseSourceTest, APausedStreamIsClosedAndGoesOnBehindItsLastEvent) {
  EventServer server(&loop_, [](const std::string& request) {
    return EventServer::Answer{std::string(kHead) + Event(LastId(request) + 1), true};
  });
  StreamSource source(&loop_, &sink_, Options(server.port()), MakeSseConnection);
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.lines_ == 1; }));
  source.SetPaused(true);
  loop_.restart();
  loop_.run_for(std::chrono::milliseconds(50));
  EXPECT_EQ(server.connections_, 1);
  source.SetPaused(false);
  EXPECT_TRUE(Until([&] { return sink_.cursor_ == "2"; }));
}

TEST_F(SseSourceTest, AServerWithoutTlsIsNoServerForHttps) {
  EventServer server(&loop_, [](const std::string&) { return EventServer::Answer{std::string(kHead) + Event(1)}; });
  StreamOptions options = Options(server.port());
  options.address.is_tls = true;
  StreamSource source(&loop_, &sink_, options, MakeSseConnection);
  source.Start("");
  // The handshake never makes sense to it; it waits for a request, we for an answer.
  options.idle = std::chrono::seconds(1);
  loop_.run_for(std::chrono::milliseconds(100));
  EXPECT_EQ(sink_.lines_, 0u);
}

// What a server answers to open a WebSocket (RFC 6455, 4.2.2).
std::string Upgrade(const std::string& request) {
  const size_t at = request.find("Sec-WebSocket-Key: ") + 19;
  const std::string key = request.substr(at, request.find("\r\n", at) - at) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[SHA_DIGEST_LENGTH], text[2 * SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(key.data()), key.size(), digest);
  const int size = EVP_EncodeBlock(text, digest, sizeof(digest));
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
         std::string(reinterpret_cast<char*>(text), static_cast<size_t>(size)) + "\r\n\r\n";
}
// A frame of text, at most 64 KiB.
std::string Frame(const std::string& text) {
  std::string frame = "\x81";
  if (text.size() < 126) {
    frame.push_back(static_cast<char>(text.size()));
  } else {
    frame.append({126, static_cast<char>(text.size() >> 8), static_cast<char>(text.size() & 0xff)});
  }
  return frame + text;
}
std::string Message(int number) { return "{\"n\":1,\n\"time_us\":" + std::to_string(number) + "}"; }

class WebSocketTest : public SseSourceTest {
 protected:
  StreamOptions Options(uint16_t port) {
    StreamOptions options = SseSourceTest::Options(port);
    options.address = *StreamAddress::Parse("ws://127.0.0.1:" + std::to_string(port) + "/subscribe?kind=post");
    options.cursor_key = "time_us";
    options.cursor_parameter = "cursor";
    return options;
  }
};

TEST_F(WebSocketTest, AServerThatDropsAndCutsMessagesIsAskedForWhatIsBehindTheLast) {
  EventServer server(&loop_, [](const std::string& request) {
    const size_t at = request.find("&cursor=");
    const int last = at == std::string::npos ? 0 : std::stoi(request.substr(at + 8));
    std::string bytes = Upgrade(request);
    for (int i = last + 1; i <= std::min(last + 3, 30); ++i) bytes += Frame(Message(i));
    bytes += Frame(Message(last + 4)).substr(0, 9);
    return EventServer::Answer{bytes, last >= 30};
  });
  StreamSource source(&loop_, &sink_, Options(server.port()), MakeWebSocketConnection);
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.lines_ >= 30 && server.connections_ >= 11; }));
  std::string all;
  for (int i = 1; i <= 30; ++i) all += "{\"n\":1, \"time_us\":" + std::to_string(i) + "}\n";
  EXPECT_EQ(sink_.bytes_, all);
  EXPECT_EQ(sink_.cursor_, "30");
  EXPECT_NE(server.requests_[0].find("GET /subscribe?kind=post HTTP/1.1\r\n"), std::string::npos);
  EXPECT_NE(server.requests_[1].find("GET /subscribe?kind=post&cursor=3 HTTP/1.1\r\n"), std::string::npos);
}

TEST_F(WebSocketTest, ARefusalIsToldAndTriedAgain) {
  EventServer server(&loop_, [](const std::string& request) {
    if (request.find("cursor=") == std::string::npos)
      return EventServer::Answer{"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"};
    return EventServer::Answer{Upgrade(request) + Frame("{\"time_us\":\"not plain&\"}") + Frame("no JSON"), true};
  });
  StreamOptions options = Options(server.port());
  options.token = "a token";
  {
    StreamSource source(&loop_, &sink_, options, MakeWebSocketConnection);
    source.Start("");
    EXPECT_TRUE(Until([&] { return server.connections_ >= 2; }));
    EXPECT_NE(sink_.error_.find("answered 403"), std::string::npos) << sink_.error_;
    EXPECT_NE(server.requests_[0].find("Authorization: Bearer a token\r\n"), std::string::npos);
  }
  StreamSource source(&loop_, &sink_, options, MakeWebSocketConnection);
  source.Start("7");
  EXPECT_TRUE(Until([&] { return sink_.lines_ == 2; }));
  EXPECT_EQ(sink_.cursor_, "7") << "what is no place in the stream moves none";
}

TEST_F(WebSocketTest, ASilentServerThatAnswersNoPingIsLeft) {
  EventServer server(&loop_, [](const std::string& request) { return EventServer::Answer{Upgrade(request), true}; });
  StreamOptions options = Options(server.port());
  options.idle = std::chrono::seconds(1);
  StreamSource source(&loop_, &sink_, options, MakeWebSocketConnection);
  source.Start("");
  EXPECT_TRUE(Until([&] { return server.connections_ >= 2; }));
}

TEST_F(WebSocketTest, AFullSinkStopsTheReading) {
  EventServer server(&loop_, [](const std::string& request) {
    std::string bytes = Upgrade(request);
    for (int i = 1; i <= 1000; ++i) bytes += Frame(Message(i) + std::string(200, ' '));
    return EventServer::Answer{bytes, true};
  });
  sink_.room_bytes_ = 1000;
  StreamSource source(&loop_, &sink_, Options(server.port()), MakeWebSocketConnection);
  source.Start("");
  EXPECT_TRUE(Until([&] { return !sink_.has_room(); }));
  loop_.restart();
  loop_.run_for(std::chrono::milliseconds(50));
  EXPECT_LT(sink_.lines_, 10u);
  sink_.room_bytes_ = size_t{1} << 30;
  sink_.StoreAll(&source);
  EXPECT_TRUE(Until([&] { return sink_.lines_ == 1000; }));
}

TEST_F(SseSourceTest, ADocumentIsAskedForAgainAndGivenWhenItHasChanged) {
  int asked = 0;
  EventServer server(&loop_, [&asked](const std::string& request) {
    const bool is_known = request.find("If-None-Match: \"1\"\r\n") != std::string::npos;
    const bool has_time = request.find("If-Modified-Since: Mon, 01 Jan 2026 00:00:00 GMT\r\n") != std::string::npos;
    ++asked;
    if (asked == 1)
      return EventServer::Answer{
          "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nLast-Modified: Mon, 01 Jan 2026 00:00:00 GMT\r\nContent-Length: 9\r\n\r\n"
          "[\n{},{}]\n"};
    if (asked == 2) return EventServer::Answer{"HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n"};
    if (asked < 6 && is_known && has_time) return EventServer::Answer{"HTTP/1.1 304 Same\r\n\r\n"};
    if (asked == 6) return EventServer::Answer{"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n[1"};  // and no more
    return EventServer::Answer{"HTTP/1.1 200 OK\r\nETag: \"2\"\r\nContent-Length: 3\r\n\r\n[1]"};
  });
  StreamOptions options = Options(server.port());
  options.interval = std::chrono::milliseconds(5);
  options.whole_events = true;
  StreamSource source(&loop_, &sink_, options, MakePollConnection);
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.held_.size() >= 2; })) << asked << " " << sink_.error_;
  EXPECT_GE(asked, 7);
  EXPECT_EQ(sink_.held_[0].bytes, "[\n{},{}]\n");
  EXPECT_FALSE(sink_.held_[0].is_framed) << "what its records are is the mapping's to say";
  EXPECT_EQ(sink_.held_[0].cursor, "\"1\"\nMon, 01 Jan 2026 00:00:00 GMT");
  EXPECT_EQ(sink_.held_[1].bytes, "[1]");
  EXPECT_EQ(sink_.held_[1].lines_before, 0u) << "documents stay apart";
}

TEST_F(SseSourceTest, ADocumentThatIsTooLargeIsNotRead) {
  EventServer server(&loop_, [](const std::string&) {
    return EventServer::Answer{"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n[", true};
  });
  StreamOptions options = Options(server.port());
  options.interval = std::chrono::milliseconds(5);
  StreamSource source(&loop_, &sink_, options, MakePollConnection);
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.error_.find("no answer") != std::string::npos; }));
  EXPECT_EQ(sink_.lines_, 0u);
}

TEST(StreamAddress, PartsAndWhatIsNone) {
  const auto address = StreamAddress::Parse("https://example.org:8443/a?b#c");
  ASSERT_TRUE(address.ok());
  EXPECT_TRUE(address->is_tls);
  EXPECT_EQ(address->host + " " + address->port + " " + address->target, "example.org 8443 /a?b");
  EXPECT_EQ(StreamAddress::Parse("http://[::1]/")->host, "::1");
  EXPECT_EQ(StreamAddress::Parse("http://[::1]:80/")->port, "80");
  EXPECT_EQ(StreamAddress::Parse("https://h?x")->target, "/?x");
  EXPECT_EQ(StreamAddress::Parse("https://h")->port, "443");
  EXPECT_TRUE(StreamAddress::Parse("wss://h")->is_web_socket);
  EXPECT_EQ(StreamAddress::Parse("wss://h")->port, "443");
  EXPECT_FALSE(StreamAddress::Parse("ws://h")->is_tls);
  EXPECT_TRUE(StreamAddress::Parse("http://127.0.0.1/")->is_loopback());
  EXPECT_FALSE(StreamAddress::Parse("http://127.0.0.1.example.org/")->is_loopback());
  for (const char* wrong : {"", "h", "ftp://h/", "://h", "http://", "http://:80/", "http://h:x/", "http://h:/",
                            "http://u@h/", "http://h/a b", "http://h/\r\nX: y"})
    EXPECT_FALSE(StreamAddress::Parse(wrong).ok()) << wrong;
}

}  // namespace
}  // namespace groundswell
