#include "base/http_router.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

HttpRoute Route(std::string method, std::string pattern) {
  HttpRoute route;
  route.method = std::move(method);
  route.pattern = std::move(pattern);
  route.handle = [](const HttpRequest&, const Respond&) {};
  return route;
}

HttpRoute StreamRoute(std::string pattern) {
  HttpRoute route = Route("GET", std::move(pattern));
  route.handle = nullptr;
  route.open_stream = [](const HttpRequest&, const std::shared_ptr<HttpStream>&) {};
  return route;
}

// "200 PATTERN value|value", "405 ALLOW", "404", "400".
std::string Found(std::string_view method, std::string_view path) {
  static const HttpRouter router({Route("GET", "/groups/{id}"), Route("GET", "/"), Route("GET", "/groups"),
                                  Route("POST", "/groups/{id}/ack"), Route("GET", "/groups/{id}/posts"),
                                  Route("GET", "/groups/export"), Route("POST", "/posts"), Route("GET", "/posts"),
                                  Route("POST", "/posts/{channel}/{id}/correct"), StreamRoute("/stream")});
  const HttpRouter::Match match = router.Find(method, path);
  std::string text = std::to_string(match.status);
  if (match.route != nullptr) text += " " + match.route->pattern;
  if (match.status == 405) text += " " + match.allow;
  for (size_t i = 0; i < match.path_values.size(); ++i) text += (i == 0 ? " " : "|") + match.path_values[i];
  return text;
}

TEST(HttpRouterTest, PathsFindTheirRoutes) {
  const auto check = [](std::string_view method, std::string_view path, std::string_view want) {
    EXPECT_EQ(Found(method, path), want) << method << " " << path;
  };
  check("GET", "/", "200 /");
  check("GET", "/groups", "200 /groups");
  check("GET", "/groups/g1", "200 /groups/{id} g1");
  check("GET", "/groups/export", "200 /groups/export");
  check("GET", "/groups/g1/posts", "200 /groups/{id}/posts g1");
  check("POST", "/posts/weibo/7/correct", "200 /posts/{channel}/{id}/correct weibo|7");
  check("HEAD", "/groups", "200 /groups");
}

TEST(HttpRouterTest, PartsAreDecodedAfterTheSplit) {
  EXPECT_EQ(Found("GET", "/groups/a%2Fb"), "200 /groups/{id} a/b");
  EXPECT_EQ(Found("GET", "/groups/%E6%B5%B7"), "200 /groups/{id} 海");
  EXPECT_EQ(Found("GET", "/gr%6Fups"), "200 /groups");
  EXPECT_EQ(Found("GET", "/groups/%7Bid%7D"), "200 /groups/{id} {id}");
  EXPECT_EQ(Found("GET", "/groups/a%2"), "400");
  EXPECT_EQ(Found("GET", "/groups/%FF"), "400");
}

TEST(HttpRouterTest, WhatNoPatternFitsIsNotFound) {
  for (const char* path : {"/nothing", "/groups/", "//groups", "/groups//posts", "/groups/g1/posts/x", "/Groups", "",
                           "groups", "/.", "/../groups", "/posts//7/correct"})
    EXPECT_EQ(Found("GET", path), "404") << path;
}

TEST(HttpRouterTest, WrongMethodsAreToldTheRightOnes) {
  EXPECT_EQ(Found("DELETE", "/posts"), "405 POST, GET, HEAD");
  EXPECT_EQ(Found("POST", "/groups"), "405 GET, HEAD");
  EXPECT_EQ(Found("HEAD", "/groups/g1/ack"), "405 POST");
  EXPECT_EQ(Found("HEAD", "/stream"), "405 GET");
  EXPECT_EQ(Found("get", "/groups"), "405 GET, HEAD");
  EXPECT_EQ(Found("OPTIONS", "/"), "405 GET, HEAD");
}

}  // namespace
}  // namespace groundswell
