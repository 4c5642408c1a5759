// Bodies that lie in files: sent whole, in pieces that are not held, by connections that live on.
#include "base/http_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/base/http_server_testing.h"

namespace groundswell {
namespace {

std::shared_ptr<const HttpFile> FileOf(const std::string& bytes) {
  const auto descriptor = HttpFile::Create();
  EXPECT_TRUE(descriptor.ok());
  EXPECT_EQ(::write(*descriptor, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  auto file = HttpFile::Take(*descriptor);
  EXPECT_TRUE(file.ok());
  return *file;
}

TEST(HttpFileTest, PartsAreReadFromAnyPlace) {
  const auto file = FileOf("0123456789");
  std::string part;
  ASSERT_TRUE(file->Read(0, 4, &part).ok());
  EXPECT_EQ(part, "0123");
  ASSERT_TRUE(file->Read(8, 100, &part).ok());
  EXPECT_EQ(part, "89");
  ASSERT_TRUE(file->Read(10, 4, &part).ok());
  EXPECT_EQ(part, "");
}

class HttpFileServerTest : public HttpServerTest {};

TEST_F(HttpFileServerTest, AFileIsSentWholeAndTheConnectionLivesOn) {
  std::string bytes;
  for (int i = 0; i < 200'000; ++i) bytes += std::to_string(i) + "\n";
  const auto answer = [&](const std::string& body) {
    HttpResponse response;
    response.file = FileOf(body);
    return response;
  };
  HttpRoute big{.method = "GET", .pattern = "/big", .role = "", .handle = {}, .open_stream = {}};
  big.handle = [&](HttpRequest, Respond respond) { respond(answer(bytes)); };
  HttpRoute none{.method = "GET", .pattern = "/none", .role = "", .handle = {}, .open_stream = {}};
  none.handle = [&](HttpRequest, Respond respond) { respond(answer("")); };
  HttpServerOptions options;
  options.listen = "127.0.0.1:0";
  HttpServer server(options, {big, none});
  ASSERT_TRUE(server.Start().ok());
  TestClient client(server.port());
  EXPECT_EQ(client.Ask(Get("/big")).body, bytes);
  EXPECT_EQ(client.Ask(Get("/none")).body, "");
  client.Send("HEAD /big HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.Read(false).Header("Content-Length"), std::to_string(bytes.size()));
  EXPECT_EQ(client.Ask(Get("/big")).body, bytes);
  EXPECT_TRUE(server.Drain(std::chrono::seconds(5)));
}

}  // namespace
}  // namespace groundswell
