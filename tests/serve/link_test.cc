// Signed links: what they hold, who may use them, and that looking never acts.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <future>

#include "serve/link_desk.h"
#include "tests/serve/on_call_testing.h"
#include "tests/serve/serve_testing.h"
#include "tests/storage/temp_folder.h"

namespace groundswell {
namespace {

constexpr int64_t kNowMs = 1'790'000'000'000;

LinkClaim Claim() { return {LinkPurpose::kAck, 0xaa, 1, 2, kNowMs + kHourMs}; }

TEST(LinkKey, ALinkSaysWhatItWasSignedForAndAnyChangedByteEndsIt) {
  const LinkKey key = LinkKey::Generate();
  const std::string token = key.Sign(Claim());
  EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
  const auto opened = key.Open(token);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->purpose, LinkPurpose::kAck);
  EXPECT_EQ(opened->subject, 0xaau);
  EXPECT_EQ(opened->expires_ms, Claim().expires_ms);
  for (size_t i = 0; i < token.size(); ++i) {
    std::string other = token;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(key.Open(other)) << i;
  }
  for (const std::string& other : {token.substr(1), token + "A", std::string(), std::string(88, '!')})
    EXPECT_FALSE(key.Open(other));
  EXPECT_FALSE(LinkKey::Generate().Open(token)) << "another key";
}

TEST(LinkKey, TheMacIsHmacSha256OfTheClaim) {
  // Made with Python's hmac over the bytes that the header describes, the key being 00 01 … 1f.
  TempFolder folder;
  const std::string path = folder.path() + "/link.key";
  std::ofstream(path) << "groundswell link key 1\n"
                      << "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
  const auto key = LinkKey::Load(path);
  ASSERT_TRUE(key.ok()) << key.status().message();
  EXPECT_EQ(key->Sign(Claim()),
            "AQGqAAAAAAAAAAEAAAAAAAAAAgAAAAAAAACAWofEoAEAAF2BbLj81QtIwIeO-cC_Gyf-PKO5aqHO6RfxFGEvxul4");
}

TEST(LinkKeys, TheKeyIsItsOwnersAloneAndAnotherOneIsTakenAtOnce) {
  TempFolder folder;
  const std::string path = folder.path() + "/link.key";
  auto keys = LinkKeys::Open(path);
  ASSERT_TRUE(keys.ok());
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  const std::string token = (*keys)->key().Sign(Claim());
  auto again = LinkKeys::Open(path);
  EXPECT_TRUE((*again)->key().Open(token)) << "a restart ends no link";
  ASSERT_TRUE(LinkKey::Generate().Save(path).ok());
  EXPECT_FALSE((*keys)->key().Open(token));
  std::ofstream(path) << "damaged";
  EXPECT_EQ(LinkKeys::Open(path).status().code(), Code::kCorrupt);
}

TEST(LinkKey, LinksGoOutOfWhatAReceiverSentBack) {
  const std::string token = LinkKey::Generate().Sign(Claim());
  EXPECT_EQ(WithoutLinks("refused: https://x/l/" + token + ")"), "refused: https://x/l/…)");
  EXPECT_EQ(WithoutLinks("cut: /l/" + token.substr(0, 40)), "cut: /l/…");
  EXPECT_EQ(WithoutLinks("path /l/style.css"), "path /l/style.css");
}

class LinkDeskTest : public ::testing::Test {
 protected:
  LinkDeskTest() {
    filler_.Group(0xaa, "emerging", 5, "海桥银行", "音箱<b>不播报",
                  ",\"complainants\":{\"count\":6},\"status\":\"received\"");
    filler_.Commit();
    auto keys = LinkKeys::Open(folder_.path() + "/link.key");
    keys_ = std::move(*keys);
    RotaParts parts;
    parts.people = {Person("an", "李敏")};
    parts.shifts.push_back(AllDay({0}));
    OnCallPlan plan;
    plan.rota = std::make_shared<const Rota>(std::move(parts));
    plan.has_links = true;
    on_call_.Become(std::make_shared<const OnCallPlan>(std::move(plan)));
    desk_ = std::make_unique<LinkDesk>(LinkParts{.keys = keys_.get(),
                                                 .on_call = &on_call_,
                                                 .store = filler_.store(),
                                                 .receivers = {"chat"},
                                                 .public_url = "https://g.example",
                                                 .zone = {}});
    auto notices = Notices::Make(filler_.store(), {.receivers = {Chat()}});
    notices_ = std::move(*notices);
    drills_ = std::make_unique<Drills>(filler_.store(), notices_.get());
    routes_ = desk_->Routes(
        &pool_, [this](CaseAction action, CaseTold told) { Take(std::move(action), told); }, drills_.get());
  }

  // Durable at once, as the engine would keep it.
  void Take(CaseAction action, const CaseTold& told) {
    taken_.push_back(action);
    if (!outcome_.ok()) return told(outcome_);
    AuditEntry entry;
    entry.number = entries_;
    entry.at_ms = action.at_ms;
    entry.event = AuditEventOf(action.kind);
    entry.group = action.group;
    entry.by = action.by;
    entry.text = action.text;
    std::string row, bytes;
    EncodeAudit(entry, &hash_, &row);
    ApplyCaseAction(action, entries_, {}, &case_);
    EncodeCase(case_, &bytes);
    CommitBatch batch;
    batch.audit = {{entries_++, row}};
    batch.cases = {{action.group, bytes}};
    ASSERT_TRUE(filler_.store()->Commit(batch).ok());
    told(CaseOutcome{action.group, CaseStatus::kRegistered, entries_ - 1});
  }

  std::string Token(LinkPurpose purpose, uint64_t group = 0xaa, std::string_view receiver = "chat",
                    int64_t expires_ms = kNowMs + kHourMs) {
    const std::string url = desk_->Url(purpose, group, on_call_.plan()->rota->people()[0], receiver, expires_ms);
    EXPECT_TRUE(url.starts_with("https://g.example/l/")) << url;
    return url.substr(url.rfind('/') + 1);
  }
  HttpResponse Ask(std::string_view method, const std::string& token, std::vector<HttpHeader> headers = {},
                   int64_t now_ms = kNowMs) {
    for (const HttpRoute& route : routes_) {
      if (route.method != method || route.pattern != "/l/{token}") continue;
      EXPECT_TRUE(route.role.empty());
      HttpRequest request;
      request.method = method;
      request.path_values = {token};
      request.headers = std::move(headers);
      request.arrived_ms = now_ms;
      request.peer = "10.0.0.1";
      std::promise<HttpResponse> answer;
      route.handle(std::move(request), [&](HttpResponse response) { answer.set_value(std::move(response)); });
      return answer.get_future().get();
    }
    ADD_FAILURE() << method;
    return {};
  }
  static std::string HeaderOf(const HttpResponse& response, std::string_view name) {
    for (const HttpHeader& header : response.headers)
      if (header.name == name) return header.value;
    return {};
  }
  void ExpectRefused(const HttpResponse& response, int status) {
    EXPECT_EQ(response.status, status);
    EXPECT_TRUE(response.content_type.starts_with("text/html"));
    for (const char* word : {"海桥银行", "音箱", "李敏", "00000000000000aa", "<form"})
      EXPECT_EQ(response.body.find(word), std::string::npos) << word;
  }

  TempFolder folder_;
  testing::StoreFiller filler_;
  std::unique_ptr<LinkKeys> keys_;
  OnCall on_call_{std::make_shared<const OnCallPlan>()};
  std::vector<CaseAction> taken_;
  Result<CaseOutcome> outcome_ = CaseOutcome{};
  Case case_;
  AuditHash hash_{};
  uint64_t entries_ = 0;
  std::unique_ptr<LinkDesk> desk_;
  std::unique_ptr<Notices> notices_;
  std::unique_ptr<Drills> drills_;
  ReaderPool pool_{ReaderPool::Options{}};
  std::vector<HttpRoute> routes_;
};

TEST_F(LinkDeskTest, LookingShowsTheFiguresAndNeverActs) {
  const std::string token = Token(LinkPurpose::kAck);
  for (int i = 0; i < 50; ++i) {
    const HttpResponse response = Ask("GET", token);
    ASSERT_EQ(response.status, 200) << i;
    EXPECT_NE(response.body.find("海桥银行"), std::string::npos);
    EXPECT_NE(response.body.find("<dd>6</dd>"), std::string::npos) << response.body;
    EXPECT_NE(response.body.find("&lt;b&gt;"), std::string::npos) << "a post's words are no markup";
    EXPECT_EQ(response.body.find("李敏"), std::string::npos) << "nobody's name is on it";
    EXPECT_EQ(response.body.find("<script"), std::string::npos);
    EXPECT_EQ(HeaderOf(response, "Cache-Control"), "no-store");
    EXPECT_EQ(HeaderOf(response, "Referrer-Policy"), "no-referrer");
    EXPECT_TRUE(HeaderOf(response, "Content-Security-Policy").starts_with("default-src 'none'"));
    EXPECT_TRUE(HeaderOf(response, "X-Robots-Tag").starts_with("noindex"));
  }
  EXPECT_TRUE(taken_.empty());
}

TEST_F(LinkDeskTest, SendingActsInTheNameOfThePersonOnceAndSaysByWhichLink) {
  const std::string token = Token(LinkPurpose::kAck);
  const HttpResponse done = Ask("POST", token, {{"Accept-Language", "en-GB"}});
  EXPECT_EQ(done.status, 200);
  EXPECT_NE(done.body.find("Acknowledged"), std::string::npos);
  ASSERT_EQ(taken_.size(), 1u);
  EXPECT_EQ(taken_[0].kind, CaseActionKind::kAck);
  EXPECT_EQ(taken_[0].group, (GroupId{0xaa}));
  EXPECT_EQ(taken_[0].by, "李敏");
  EXPECT_EQ(taken_[0].text, "via link " + LinkTag(token) + " of chat");
  EXPECT_EQ(taken_[0].text.find(token), std::string::npos);
  ExpectRefused(Ask("POST", token), 410);
  ExpectRefused(Ask("GET", token), 410);
  EXPECT_EQ(taken_.size(), 1u);
  // Another purpose is another link.
  EXPECT_EQ(Ask("POST", Token(LinkPurpose::kAssignToMe)).status, 200);
  ASSERT_EQ(taken_.size(), 2u);
  EXPECT_EQ(taken_[1].kind, CaseActionKind::kAssign);
  EXPECT_EQ(taken_[1].value, "李敏");
}

TEST_F(LinkDeskTest, ALinkThatWasUsedStaysUsedAfterARestart) {
  const std::string token = Token(LinkPurpose::kAck);
  EXPECT_EQ(Ask("POST", token).status, 200);
  LinkDesk other({.keys = keys_.get(),
                  .on_call = &on_call_,
                  .store = filler_.store(),
                  .receivers = {"chat"},
                  .public_url = "https://g.example",
                  .zone = {}});
  routes_ = other.Routes(
      &pool_, [this](CaseAction action, CaseTold told) { Take(std::move(action), told); }, drills_.get());
  ExpectRefused(Ask("POST", token), 410);
  EXPECT_EQ(taken_.size(), 1u);
}

TEST_F(LinkDeskTest, ALinkStaysUsedWhenTheWordsOfItsActAreErased) {
  const std::string ack = Token(LinkPurpose::kAck), assign = Token(LinkPurpose::kAssignToMe);
  EXPECT_EQ(Ask("POST", ack).status, 200);
  std::string row = **filler_.store()->ReadAudit(0);
  ASSERT_TRUE(EraseAuditWords(&row));
  CommitBatch batch;
  batch.audit = {{0, row}};
  ASSERT_TRUE(filler_.store()->Commit(batch).ok());
  ExpectRefused(Ask("POST", ack), 410);
  EXPECT_EQ(taken_.size(), 1u);
  EXPECT_EQ(Ask("POST", assign).status, 200) << "it was another act";
}

TEST_F(LinkDeskTest, ACaseThatSomebodyElseHasIsNotTakenFromThemByALink) {
  CaseAction assign;
  assign.kind = CaseActionKind::kAssign;
  assign.group = {0xaa};
  assign.by = assign.value = "王五";
  Take(assign, [](Result<CaseOutcome>) {});
  const HttpResponse refused = Ask("POST", Token(LinkPurpose::kAssignToMe), {{"Accept-Language", "en"}});
  ExpectRefused(refused, 409);
  EXPECT_NE(refused.body.find("It is taken"), std::string::npos);
  EXPECT_EQ(refused.body.find("王五"), std::string::npos);
  EXPECT_EQ(taken_.size(), 1u);
}

TEST_F(LinkDeskTest, WhatTheEngineDoesNotTakeUsesNothingUp) {
  const std::string token = Token(LinkPurpose::kAck);
  outcome_ = Exhausted("busy");
  ExpectRefused(Ask("POST", token), 503);
  outcome_ = CaseOutcome{};
  EXPECT_EQ(Ask("POST", token).status, 200);
}

TEST_F(LinkDeskTest, WrongAndExpiredLinksTellNothing) {
  ExpectRefused(Ask("GET", std::string(88, 'A')), 404);
  ExpectRefused(Ask("GET", "x"), 404);
  ExpectRefused(Ask("GET", Token(LinkPurpose::kAck, 0xbb)), 404);
  ExpectRefused(Ask("GET", Token(LinkPurpose::kAck, 0xaa, "gone")), 404);
  ExpectRefused(Ask("GET", Token(LinkPurpose::kAck, 0xaa, "chat", kNowMs)), 410);
  ExpectRefused(Ask("POST", Token(LinkPurpose::kAck, 0xaa, "chat", kNowMs)), 410);
  EXPECT_TRUE(taken_.empty());
}

TEST_F(LinkDeskTest, WhoLeftTheRotaActsNoMore) {
  const std::string token = Token(LinkPurpose::kAck);
  RotaParts parts;
  parts.people = {Person("bo")};
  parts.shifts.push_back(AllDay({0}));
  OnCallPlan plan = *on_call_.plan();
  plan.rota = std::make_shared<const Rota>(std::move(parts));
  on_call_.Become(std::make_shared<const OnCallPlan>(plan));
  ExpectRefused(Ask("POST", token), 404);
}

TEST_F(LinkDeskTest, AClosedCaseIsNotActedOn) {
  CaseAction dismiss;
  dismiss.kind = CaseActionKind::kDismiss;
  dismiss.group = {0xaa};
  Take(dismiss, [](Result<CaseOutcome>) {});
  ExpectRefused(Ask("POST", Token(LinkPurpose::kAck)), 409);
  EXPECT_EQ(taken_.size(), 1u);
}

TEST_F(LinkDeskTest, AFormOfAnotherSiteIsRefusedAndOurOwnIsNot) {
  const std::string token = Token(LinkPurpose::kAck);
  const HttpHeader host{"Host", "g.example"};
  ExpectRefused(Ask("POST", token, {host, {"Sec-Fetch-Site", "cross-site"}}), 403);
  ExpectRefused(Ask("POST", token, {host, {"Origin", "https://evil.example"}}), 403);
  EXPECT_TRUE(taken_.empty());
  EXPECT_EQ(Ask("POST", token, {host, {"Origin", "null"}, {"Sec-Fetch-Site", "same-origin"}}).status, 200);
}

TEST_F(LinkDeskTest, GuessingIsSlowedAndSlowsNobodyElse) {
  const std::string token = Token(LinkPurpose::kAck);
  for (int i = 0; i < LinkLimit::kWrongOfPeer; ++i) ASSERT_EQ(Ask("GET", "x").status, 404) << i;
  const HttpResponse slowed = Ask("GET", "x");
  ExpectRefused(slowed, 429);
  EXPECT_FALSE(HeaderOf(slowed, "Retry-After").empty());
  EXPECT_EQ(Ask("GET", token).status, 200);
  EXPECT_EQ(Ask("GET", "x", {}, kNowMs + 60'000).status, 404) << "a minute later";
  for (int i = 0; i < LinkLimit::kOfOne; ++i) ASSERT_EQ(Ask("GET", token).status, 200) << i;
  ExpectRefused(Ask("GET", token, {}, kNowMs + 1), 429);
}

TEST_F(LinkDeskTest, ADrillIsConfirmedByItsLinkAndNoCaseIsTouched) {
  const auto drill = drills_->Start({.text = "本月演练", .by = "ops"}, kNowMs);
  ASSERT_TRUE(drill.ok()) << drill.status().message();
  const auto subject = DrillSubject(*drill);
  ASSERT_TRUE(subject) << *drill;
  const std::string token = Token(LinkPurpose::kDrillAck, *subject);
  const HttpResponse shown = Ask("GET", token);
  EXPECT_EQ(shown.status, 200);
  EXPECT_NE(shown.body.find("【演练】本月演练"), std::string::npos) << shown.body;
  EXPECT_EQ(Ask("POST", token, {}, kNowMs + 5'000).status, 200);
  std::string row;
  JsonWriter json(&row);
  ASSERT_TRUE(*drills_->Write(*drill, &json));
  EXPECT_NE(row.find("\"by\":\"李敏\",\"via\":\"link\""), std::string::npos) << row;
  ExpectRefused(Ask("POST", token), 410);
  EXPECT_TRUE(taken_.empty());
  ExpectRefused(Ask("GET", Token(LinkPurpose::kDrillAck, 0xaa)), 404);
}

TEST_F(LinkDeskTest, OfManyAtOnceOneAlone) {
  const std::string token = Token(LinkPurpose::kAck);
  std::vector<std::future<int>> answers;
  for (int i = 0; i < 16; ++i)
    answers.push_back(std::async(std::launch::async, [&] { return Ask("POST", token).status; }));
  int done = 0;
  for (auto& answer : answers) done += answer.get() == 200;
  EXPECT_EQ(done, 1);
  EXPECT_EQ(taken_.size(), 1u);
}

}  // namespace
}  // namespace groundswell
