// The page's files as the program serves them.
#include "serve/page.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace groundswell {
namespace {

const HttpRoute* FindRoute(const std::vector<HttpRoute>& routes, std::string_view pattern) {
  for (const HttpRoute& route : routes)
    if (route.pattern == pattern) return &route;
  return nullptr;
}

HttpResponse Ask(std::string_view path, std::vector<HttpHeader> headers = {}) {
  const std::vector<HttpRoute> routes = PageRoutes();
  const HttpRoute* route = FindRoute(routes, path);
  HttpResponse answer;
  answer.status = 0;
  if (route == nullptr) return answer;
  HttpRequest request;
  request.method = "GET";
  request.path = path;
  request.headers = std::move(headers);
  route->handle(std::move(request), [&](HttpResponse response) { answer = std::move(response); });
  return answer;
}

std::string HeaderOf(const HttpResponse& response, std::string_view name) {
  for (const HttpHeader& header : response.headers)
    if (header.name == name) return header.value;
  return {};
}

std::string SourceFile(const std::string& name) {
  const char* root = std::getenv("GROUNDSWELL_SOURCE_DIR");
  std::ifstream file(std::string(root == nullptr ? "." : root) + "/web/" + name, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

std::string Unpacked(std::string_view packed) {
  constexpr int kGzipWindowBits = 15 + 16;
  std::string plain(size_t{1} << 20, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, kGzipWindowBits), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  plain.resize(stream.total_out);
  inflateEnd(&stream);
  return plain;
}

TEST(Page, HasTheFilesThatThePageAsksFor) {
  for (const char* path :
       {"/", "/app.js", "/core/stream_worker.js", "/pages/now.js", "/words/now.js", "/style/base.css", "/favicon.svg",
        "/vendor/uplot.js", "/vendor/uplot.css", "/vendor/uplot-license.txt"}) {
    EXPECT_EQ(Ask(path).status, 200) << path;
    EXPECT_FALSE(Ask(path).body.empty()) << path;
  }
}

TEST(Page, ServesTheSourceTreeWithItsScriptsAndStylesMadeSmall) {
  EXPECT_EQ(Ask("/").body, SourceFile("index.html"));
  EXPECT_EQ(Ask("/vendor/uplot.js").body, SourceFile("node_modules/uplot/dist/uPlot.iife.min.js"));
  for (const std::string name : {"app.js", "style/base.css", "pages/now.js", "core/stream_worker.js"}) {
    const std::string source = SourceFile(name), served = Ask("/" + name).body;
    EXPECT_GT(served.size(), source.size() / 4) << name;
    EXPECT_LT(served.size(), source.size()) << name;
    // Modules ask for one another by the names of the tree.
    for (size_t at = source.find(" from './"); at != std::string::npos; at = source.find(" from './", at + 1)) {
      const std::string module = source.substr(at + 7, source.find('\'', at + 7) - at - 7);
      EXPECT_NE(served.find("\"" + module + "\""), std::string::npos) << name << " lacks " << module;
    }
  }
}

TEST(Page, NamesTheTypeOfEachFile) {
  EXPECT_EQ(Ask("/").content_type, "text/html; charset=utf-8");
  EXPECT_EQ(Ask("/app.js").content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(Ask("/pages/now.js").content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(Ask("/style/base.css").content_type, "text/css; charset=utf-8");
  EXPECT_EQ(Ask("/vendor/uplot-license.txt").content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(Ask("/favicon.svg").content_type, "image/svg+xml");
}

TEST(Page, AllowsNothingButItsOwnFilesAndCalls) {
  for (const HttpRoute& route : PageRoutes()) {
    const HttpResponse answer = Ask(route.pattern);
    EXPECT_EQ(HeaderOf(answer, "Content-Security-Policy"), kPagePolicy) << route.pattern;
    EXPECT_EQ(HeaderOf(answer, "X-Content-Type-Options"), "nosniff") << route.pattern;
    EXPECT_EQ(HeaderOf(answer, "Referrer-Policy"), "no-referrer") << route.pattern;
    EXPECT_EQ(HeaderOf(answer, "Cache-Control"), "no-cache") << route.pattern;
  }
  EXPECT_EQ(kPagePolicy.find("unsafe"), std::string_view::npos);
}

TEST(Page, AsksForNoRoleAndTakesNoBody) {
  for (const HttpRoute& route : PageRoutes()) {
    EXPECT_EQ(route.method, "GET") << route.pattern;
    EXPECT_EQ(route.role, "") << route.pattern;
    EXPECT_FALSE(route.takes_body) << route.pattern;
  }
}

TEST(Page, AnswersNotModifiedToWhoeverHasTheFile) {
  const std::string etag = HeaderOf(Ask("/"), "ETag");
  ASSERT_EQ(etag.size(), 18u);  // a strong one: 16 hex digits in quotes
  for (const std::string& header : {etag, "W/" + etag, "\"other\", " + etag, std::string("*")}) {
    const HttpResponse answer = Ask("/", {{"If-None-Match", header}});
    EXPECT_EQ(answer.status, 304) << header;
    EXPECT_EQ(answer.body, "") << header;
    EXPECT_EQ(HeaderOf(answer, "ETag"), etag) << header;
  }
  EXPECT_EQ(Ask("/", {{"If-None-Match", "\"other\""}}).status, 200);
}

TEST(Page, IsSentPackedToWhoeverTakesThat) {
  const HttpResponse plain = Ask("/app.js"), packed = Ask("/app.js", {{"Accept-Encoding", "deflate, gzip, br"}});
  EXPECT_EQ(HeaderOf(plain, "Content-Encoding"), "");
  EXPECT_EQ(HeaderOf(packed, "Content-Encoding"), "gzip");
  EXPECT_EQ(HeaderOf(plain, "Vary"), "Accept-Encoding");
  EXPECT_LT(packed.body.size(), plain.body.size() / 2);
  EXPECT_EQ(Unpacked(packed.body), plain.body);
  // The two forms are no substitutes for one another in a cache.
  const std::string etag = HeaderOf(packed, "ETag");
  EXPECT_NE(etag, HeaderOf(plain, "ETag"));
  EXPECT_EQ(Ask("/app.js", {{"Accept-Encoding", "gzip"}, {"If-None-Match", etag}}).status, 304);
  EXPECT_EQ(Ask("/app.js", {{"If-None-Match", etag}}).status, 200);
}

TEST(Page, EachFileHasATagOfItsOwn) { EXPECT_NE(HeaderOf(Ask("/"), "ETag"), HeaderOf(Ask("/app.js"), "ETag")); }

// What the policy forbids must not be in the files: a browser would refuse it without a word to the developer.
TEST(Page, HasNoInlineScriptsStylesOrMarkupFromText) {
  for (const HttpRoute& route : PageRoutes()) {
    const std::string body = Ask(route.pattern).body;
    for (const char* forbidden : {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
                                  " style=", " onclick=", "javascript:"})
      EXPECT_EQ(body.find(forbidden), std::string::npos) << route.pattern << " holds " << forbidden;
  }
}

// An engine may stand where there is no internet.
TEST(Page, AsksNobodyElseForAnything) {
  for (const HttpRoute& route : PageRoutes()) {
    std::string body = Ask(route.pattern).body;
    // A name that is never asked for, and where a library says that it comes from.
    for (const std::string name : {"http://www.w3.org/2000/svg", "https://github.com/leeoniya/uPlot"})
      for (size_t at; (at = body.find(name)) != std::string::npos;) body.erase(at, name.size());
    EXPECT_EQ(body.find("http://"), std::string::npos) << route.pattern;
    EXPECT_EQ(body.find("https://"), std::string::npos) << route.pattern;
  }
}

}  // namespace
}  // namespace groundswell
