// Damaged requests: the head's reader by itself, then a server that must go on serving others.
#include <random>

#include "base/http_head.h"
#include "tests/base/http_server_testing.h"

namespace groundswell {
namespace {

const std::string kWhole =
    "POST /show/a%20b?q=%E6%B5%B7&x=1 HTTP/1.1\r\nHost: localhost:1\r\nContent-Length: 5\r\nAccept: */*\r\n"
    "Connection: keep-alive\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\nOrigin: "
    "http://localhost:1\r\n\r\n";

// The same bytes with some changed, doubled or left out.
std::string Damage(std::string bytes, std::mt19937* random) {
  for (uint64_t changes = 1 + (*random)() % 3; changes > 0 && !bytes.empty(); --changes) {
    const size_t at = (*random)() % bytes.size(), count = 1 + (*random)() % 12;
    switch ((*random)() % 3) {
      case 0:
        bytes[at] = static_cast<char>((*random)());
        break;
      case 1:
        bytes.insert(at, bytes.substr(at, count));
        break;
      default:
        bytes.erase(at, count);
    }
  }
  return bytes;
}

TEST(HttpMutationTest, ADamagedHeadIsReadOrRefused) {
  std::mt19937 random(11);
  for (int round = 0; round < 30'000; ++round) {
    const std::string bytes = Damage(kWhole, &random);
    size_t searched = 0;
    const size_t end = FindHttpHeadEnd(bytes, &searched);
    if (end == std::string::npos) continue;
    ASSERT_LE(end, bytes.size());
    const auto parsed = ParseHttpHead(std::string_view(bytes).substr(0, end));
    if (const auto* head = std::get_if<HttpHead>(&parsed)) {
      EXPECT_FALSE(head->chunked && head->content_length) << bytes;
      EXPECT_TRUE(head->request.path.starts_with('/')) << bytes;
    } else {
      EXPECT_GE(std::get<HttpResponse>(parsed).status, 400) << bytes;
    }
  }
}

TEST_F(HttpServerTest, DamagedRequestsHurtNobodyElse) {
  HttpServerOptions options;
  options.body_bytes_max = 5000;
  const uint16_t port = Start(options);
  std::mt19937 random(12);
  const std::string whole = Post("/echo", std::string(300, 'x')) + Get("/hello") +
                            PostChunked("/echo", Chunk(std::string(200, 'y')) + Chunk("z") + "0\r\nT: v\r\n\r\n") +
                            Get("/show/a?b=c");
  for (int round = 0; round < 300; ++round) {
    TestClient client(port);
    const std::string bytes = Damage(whole, &random);
    const size_t cut = random() % bytes.size();
    client.Send(std::string_view(bytes).substr(0, cut));
    client.Send(std::string_view(bytes).substr(cut));
    if (random() % 2 == 0) client.EndSending(), client.ReadToEnd();
  }
  EXPECT_EQ(TestClient(port).Ask(Get("/hello")).body, "hi");
  EXPECT_TRUE(server_->Drain(std::chrono::seconds(20)));
  EXPECT_EQ(server_->counts().inflight_bytes, 0);
}

}  // namespace
}  // namespace groundswell
