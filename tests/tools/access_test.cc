// Access and CheckExposure: who may call what, and on which address the engine starts at all.
#include "tools/access.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

const std::vector<AccessToken> kTokens = {
    {"read", "reads-reads-reads"}, {"ingest", "sends-sends-sends"}, {"operate", "acts-acts-acts-acts"}};

// The status of a call of a route that needs `role`, or 0 when it may go on.
int StatusOf(const Access& access, const std::string& role, const std::string& authorization,
             bool takes_password = false) {
  HttpRequest request;
  if (!authorization.empty()) request.headers.push_back({"authorization", authorization});
  HttpRoute route;
  route.role = role;
  route.takes_password = takes_password;
  const auto refusal = access.Refusal(request, route);
  return refusal ? refusal->status : 0;
}

TEST(AccessTest, ATokenOpensTheRoutesOfItsRole) {
  const Access access(kTokens);
  EXPECT_EQ(StatusOf(access, "read", "Bearer reads-reads-reads"), 0);
  EXPECT_EQ(StatusOf(access, "ingest", "Bearer sends-sends-sends"), 0);
  EXPECT_EQ(StatusOf(access, "read", "Bearer acts-acts-acts-acts"), 0);
  EXPECT_EQ(StatusOf(access, "", ""), 0);
  EXPECT_EQ(StatusOf(access, "ingest", "Bearer reads-reads-reads"), 403);
  EXPECT_EQ(StatusOf(access, "ingest", "Bearer acts-acts-acts-acts"), 403);
  EXPECT_EQ(StatusOf(access, "operate", "Bearer reads-reads-reads"), 403);
  EXPECT_EQ(StatusOf(access, "read", "Bearer sends-sends-sends"), 403);
}

TEST(AccessTest, WithoutAKnownTokenNothingIsOpen) {
  const Access access(kTokens);
  for (const char* given : {"", "Bearer ", "Bearer x", "reads-reads-reads", "Basic reads-reads-reads",
                            "Bearer reads-reads-readsx", "Bearer reads-reads-read"})
    EXPECT_EQ(StatusOf(access, "read", given), 401) << given;
}

TEST(AccessTest, OnlyFeedsAndTablesTakeTheTokenAsAPassword) {
  const Access access(kTokens);
  const std::string right = "Basic YW55Ym9keTpyZWFkcy1yZWFkcy1yZWFkcw==";  // anybody:reads-reads-reads
  EXPECT_EQ(StatusOf(access, "read", right, true), 0);
  EXPECT_EQ(StatusOf(access, "read", right, false), 401);
  EXPECT_EQ(StatusOf(access, "operate", right, true), 403);
  for (const char* wrong :
       {"Basic", "Basic ", "Basic !!!", "Basic cmVhZHMtcmVhZHMtcmVhZHM=", "Basic YTpi", "Basic YTo="})
    EXPECT_EQ(StatusOf(access, "read", wrong, true), 401) << wrong;
  HttpRoute feed;
  feed.role = "read";
  feed.takes_password = true;
  const auto refusal = access.Refusal({}, feed);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->headers.back().value, "Basic realm=\"groundswell\", charset=\"UTF-8\"");
}

TEST(AccessTest, ALoopbackEngineWithoutTokensIsOpen) { EXPECT_EQ(StatusOf(Access({}), "read", ""), 0); }

std::string RoleOf(const Access& access, const std::string& authorization) {
  HttpRequest request;
  if (!authorization.empty()) request.headers.push_back({"authorization", authorization});
  return access.RoleOf(request);
}

TEST(AccessTest, TellsWhoeverCallsTheMostThatTheTokenMayDo) {
  EXPECT_EQ(RoleOf(Access({}), ""), "operate");
  const Access access(kTokens);
  EXPECT_EQ(RoleOf(access, "Bearer acts-acts-acts-acts"), "operate");
  EXPECT_EQ(RoleOf(access, "bearer reads-reads-reads"), "read");
  EXPECT_EQ(RoleOf(access, "Bearer sends-sends-sends"), "ingest");
  EXPECT_EQ(RoleOf(access, "Bearer unknown"), "");
  EXPECT_EQ(RoleOf(access, ""), "");
}

TEST(AccessTest, OneTokenOfTwoRolesHasTheStronger) {
  const Access access({{"read", "both-both-both-both"}, {"operate", "both-both-both-both"}});
  EXPECT_EQ(RoleOf(access, "Bearer both-both-both-both"), "operate");
}

ServeSettings Listening(const std::string& listen) {
  ServeSettings settings;
  settings.listen = listen;
  return settings;
}

TEST(CheckExposureTest, OnlyLoopbackIsOpenWithoutTokensAndTls) {
  for (const char* listen : {"127.0.0.1:8686", "localhost:0", "[::1]:1", "127.3.2.1:1"})
    EXPECT_TRUE(CheckExposure(Listening(listen)).ok()) << listen;
  for (const char* listen :
       {"0.0.0.0:8686", "[::]:1", "192.168.0.4:1", "example.org:1", ":8686", "127.evil.example:1"}) {
    ServeSettings settings = Listening(listen);
    EXPECT_EQ(CheckExposure(settings).code(), Code::kInvalid) << listen;
    settings.tokens = kTokens;
    EXPECT_EQ(CheckExposure(settings).code(), Code::kInvalid) << listen;
    settings.tls_by_proxy = true;
    EXPECT_TRUE(CheckExposure(settings).ok()) << listen;
  }
}

TEST(ServeSettingsTest, WrongValuesAreNamed) {
  for (const auto& [set, named] :
       std::map<std::string, std::string>{{"serve.tokens=reads-reads-reads", "serve.tokens"},
                                          {"serve.tokens=read:short", "serve.tokens"},
                                          {"serve.tokens=god:0123456789abcdef", "serve.tokens"},
                                          {"storage.durability=maybe", "storage.durability"}}) {
    const auto config = Config::Load({.sets = {set}});
    ASSERT_TRUE(config.ok()) << set;
    const auto settings = ServeSettingsOf(*config);
    ASSERT_FALSE(settings.ok()) << set;
    EXPECT_NE(settings.status().message().find(named), std::string::npos);
  }
}

}  // namespace
}  // namespace groundswell
