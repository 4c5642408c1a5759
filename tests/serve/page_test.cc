// The page's files as the program serves them.
#include "serve/page.h"

#include <gtest/gtest.h>

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

TEST(Page, HasTheFilesThatThePageAsksFor) {
  for (const char* path : {"/", "/app.js", "/strings.js", "/style.css", "/favicon.svg"}) {
    EXPECT_EQ(Ask(path).status, 200) << path;
    EXPECT_FALSE(Ask(path).body.empty()) << path;
  }
}

TEST(Page, ServesTheBytesOfTheSourceTree) {
  EXPECT_EQ(Ask("/").body, SourceFile("index.html"));
  EXPECT_EQ(Ask("/app.js").body, SourceFile("app.js"));
  EXPECT_EQ(Ask("/style.css").body, SourceFile("style.css"));
}

TEST(Page, NamesTheTypeOfEachFile) {
  EXPECT_EQ(Ask("/").content_type, "text/html; charset=utf-8");
  EXPECT_EQ(Ask("/app.js").content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(Ask("/style.css").content_type, "text/css; charset=utf-8");
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
    // The one address that is a name and is never asked for.
    const std::string svg = "http://www.w3.org/2000/svg";
    for (size_t at; (at = body.find(svg)) != std::string::npos;) body.erase(at, svg.size());
    EXPECT_EQ(body.find("http://"), std::string::npos) << route.pattern;
    EXPECT_EQ(body.find("https://"), std::string::npos) << route.pattern;
  }
}

}  // namespace
}  // namespace groundswell
