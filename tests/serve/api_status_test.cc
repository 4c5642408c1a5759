#include "serve/api_status.h"

#include <gtest/gtest.h>

#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

using testing::Answer;
using testing::Get;
using testing::StoreFiller;

class ApiStatusTest : public ::testing::Test {
 protected:
  void SetUp() override {
    context_.store = filler_.store();
    context_.model = &model_;
    context_.readiness = &readiness_;
    context_.version = "1.2.3";
    ASSERT_TRUE(model_.Load().ok());
  }
  Answer Status() { return Answer(GetStatus(context_, Get("/api/v1/status"))); }

  StoreFiller filler_;
  ReadModel model_{filler_.store(), {}};
  Readiness readiness_;
  ApiContext context_;
};

TEST_F(ApiStatusTest, SaysByWhoseClockTheTeamLives) {
  EXPECT_EQ(Status().At("/zone"), "Z");
  context_.zone = ZoneOffset{-(3 * 60 + 30)};
  context_.zone_name = "-03:30";
  EXPECT_EQ(Status().At("/zone"), "-03:30");
  EXPECT_EQ(Status().At("/zone_offset"), "(none)") << "at the watermark, and there is none";
  filler_.Post({.id = "1"});
  filler_.Commit(&model_);
  EXPECT_EQ(Status().At("/zone_offset"), "-03:30");
}

TEST_F(ApiStatusTest, IsNewAsSoonAsACommitWasTold) {
  filler_.Post({.id = "1"});
  filler_.Post({.id = "2"});
  filler_.Group(1, "watch", 1);
  filler_.Alert("a", 1, "opened", "watch", 1);
  filler_.Commit(&model_);
  EXPECT_EQ(Status().At("/posts"), "2");
  filler_.Delete("1");
  filler_.Commit(&model_);
  const Answer answer = Status();
  EXPECT_EQ(answer.At("/version"), "1.2.3");
  EXPECT_EQ(answer.At("/posts"), "1");
  EXPECT_EQ(answer.At("/accepted"), "2");
  EXPECT_EQ(answer.At("/deletions"), "1");
  EXPECT_EQ(answer.At("/groups"), "1");
  EXPECT_EQ(answer.At("/alerts"), R"({"total":1,"none":0,"watch":1,"emerging":0,"major":0,"crisis":0})");
  EXPECT_EQ(answer.At("/watermark"), "2026-03-01T12:00:00.000Z");
  EXPECT_EQ(answer.At("/next_seq"), "3");
  EXPECT_EQ(answer.At("/event_id"), "3-1");
  EXPECT_EQ(answer.At("/ready"), "true");
}

TEST_F(ApiStatusTest, WhatIsNotKnownIsAbsent) {
  const Answer answer = Status();
  for (const auto* absent : {"watermark", "sources", "config_hash", "not_ready"})
    EXPECT_EQ(answer.At("/" + std::string(absent)), "(none)") << absent;
  context_.config_hash = [] { return std::string("c0ffee"); };
  context_.write_sources = [](JsonWriter* json) { json->BeginArray().EndArray(); };
  readiness_.Add("import", "history is being taken in");
  const Answer known = Status();
  EXPECT_EQ(known.At("/config_hash"), "c0ffee");
  EXPECT_EQ(known.At("/sources"), "[]");
  EXPECT_EQ(known.At("/not_ready"), R"(["import: history is being taken in"])");
  EXPECT_EQ(GetStatus(context_, Get("/?x=1")).status, 400);
}

TEST_F(ApiStatusTest, ReadinessNamesEveryReason) {
  EXPECT_EQ(GetReadiness(readiness_).status, 200);
  readiness_.Add("store", "disk full");
  readiness_.Add("import", "history");
  readiness_.Add("store", "disk still full");
  const Answer answer(GetReadiness(readiness_));
  EXPECT_EQ(answer.status(), 503);
  EXPECT_EQ(answer.At("/detail"), "not ready: import: history; store: disk still full");
  EXPECT_EQ(answer.HeaderValue("Retry-After"), "1");
  readiness_.Remove("store");
  readiness_.Remove("import");
  readiness_.Remove("import");
  EXPECT_EQ(GetReadiness(readiness_).status, 200);
  EXPECT_EQ(GetHealth().body, "ok\n");
}

}  // namespace
}  // namespace groundswell
