// A server with routes that echo, drop, wait and stream, for the tests that talk to it over real sockets.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/http_server.h"
#include "base/queue.h"
#include "tests/base/http_testing.h"

namespace groundswell {

inline HttpResponse Text(std::string body) { return {200, "text/plain", {}, std::move(body)}; }

struct Asked {
  HttpRequest request;
  Respond respond;
};

// A server with the routes that the tests ask for.
class HttpServerTest : public testing::Test {
 protected:
  uint16_t Start(HttpServerOptions options = {}) {
    options.listen = options.listen == HttpServerOptions().listen ? "127.0.0.1:0" : options.listen;
    std::vector<HttpRoute> routes;
    routes.push_back({"GET",
                      "/hello",
                      "",
                      false,
                      false,
                      [](const HttpRequest&, const Respond& respond) { respond(Text("hi")); },
                      {}});
    routes.push_back({"GET",
                      "/hidden",
                      "",
                      false,
                      true,
                      [](const HttpRequest&, const Respond& respond) { respond(Text("hi")); },
                      {}});
    routes.push_back({"GET",
                      "/show/{name}",
                      "",
                      false,
                      false,
                      [](const HttpRequest& request, const Respond& respond) {
                        std::string text = request.path_values[0] + "@" + request.peer;
                        for (const auto& [name, value] : request.query) text += " " + name + "=" + value;
                        respond(Text(text));
                      },
                      {}});
    routes.push_back({"POST",
                      "/echo",
                      "",
                      true,
                      false,
                      [](HttpRequest request, const Respond& respond) { respond(Text(std::move(request.body))); },
                      {}});
    // Answered by the test, from its own thread.
    routes.push_back({"POST",
                      "/ask",
                      "",
                      true,
                      false,
                      [this](HttpRequest request, Respond respond) {
                        asked_.Push({std::move(request), std::move(respond)});
                      },
                      {}});
    routes.push_back({"GET", "/drop", "", false, false, [](const HttpRequest&, const Respond&) {}, {}});
    routes.push_back(
        {"GET", "/stream", "", false, false, {}, [this](const HttpRequest&, std::shared_ptr<HttpStream> stream) {
           streams_.Push(std::move(stream));
         }});
    server_ = std::make_unique<HttpServer>(std::move(options), std::move(routes));
    const Status started = server_->Start();
    EXPECT_TRUE(started.ok()) << started.message();
    return server_->port();
  }
  static std::string Get(std::string_view path, std::string_view headers = "") {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers) + "\r\n";
  }
  static std::string Post(std::string_view path, std::string_view body, std::string_view headers = "") {
    return "POST " + std::string(path) +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           std::string(headers) + "\r\n" + std::string(body);
  }
  static std::string PostChunked(std::string_view path, std::string_view chunks) {
    return "POST " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" +
           std::string(chunks);
  }
  static std::string Chunk(std::string_view data) {
    char size[20];
    snprintf(size, sizeof size, "%zx\r\n", data.size());
    return size + std::string(data) + "\r\n";
  }

  BoundedQueue<Asked> asked_{64};
  BoundedQueue<std::shared_ptr<HttpStream>> streams_{64};
  std::unique_ptr<HttpServer> server_;
};

}  // namespace groundswell
