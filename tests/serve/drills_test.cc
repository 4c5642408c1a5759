// Drills: what they say first in every form, who confirms them, how they end.
#include "serve/drills.h"

#include <gtest/gtest.h>

#include "serve/message_notice.h"
#include "serve/receiver.h"
#include "storage/memory_store.h"

namespace groundswell {
namespace {

constexpr int64_t kStartMs = 1'772'366'400'000;  // 2026-03-01T12:00:00Z

ReceiverSettings SettingsOf(ReceiverKind kind) {
  ReceiverSettings settings;
  settings.name = TraitsOf(kind).name;
  settings.kind = kind;
  settings.url = kind == ReceiverKind::kEmail ? "smtp://mail.example" : "https://hooks.example/";
  settings.secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  settings.from = "a@example.org";
  settings.to = {"b@example.org"};
  settings.body = R"({"text":"{{text}}","short":"{{short}}"})";
  return settings;
}

class DrillsTest : public testing::Test {
 protected:
  DrillsTest() { Begin(); }
  void Begin() {
    NoticesOptions options;
    for (const ReceiverTraits& traits : AllReceiverTraits()) options.receivers.push_back(SettingsOf(traits.kind));
    notices_ = std::move(*Notices::Make(&store_, options));
    drills_ = std::make_unique<Drills>(&store_, notices_.get());
  }
  std::string Json(const std::string& id) const {
    std::string text;
    JsonWriter json(&text);
    return *drills_->Write(id, &json) ? text : "none";
  }
  Notice Read(uint64_t number) const { return *ParseNotice(**notices_->Read(number)); }

  MemoryStore store_;
  std::unique_ptr<Notices> notices_;
  std::unique_ptr<Drills> drills_;
};

TEST_F(DrillsTest, MarkStandsBeforeEverythingElseInEveryFormAndNoCutTakesIt) {
  const std::string text(480, 'x');
  const auto id = drills_->Start({.level = 4, .text = text, .by = "li"}, kStartMs);
  ASSERT_TRUE(id.ok());
  const std::string row = **notices_->Read(0);
  const Notice drill = *ParseNotice(row);
  for (const MessageLanguage language : {MessageLanguage::kChinese, MessageLanguage::kEnglish}) {
    const std::string mark = language == MessageLanguage::kChinese ? "演练" : "DRILL";
    for (const ReceiverTraits& traits : AllReceiverTraits()) {
      auto receiver = Receiver::Make(SettingsOf(traits.kind), "groundswell");
      ASSERT_TRUE(receiver.ok()) << receiver.status().message();
      const AlertMessage message = ComposeNotice(drill, traits.name, "", {.language = language});
      EXPECT_NE(message.subject.find(mark), std::string::npos);
      EXPECT_LT(message.subject.find(mark), 5u);
      const Dispatch dispatch{.message = &message, .newest_json = row, .decided_ms = kStartMs, .from_ms = kStartMs};
      for (const bool is_short : {false, true}) {
        const std::string body = (*receiver)->Form(dispatch, is_short, kStartMs).outgoing.body;
        if (traits.kind == ReceiverKind::kEmail) continue;  // its words are base64; its subject was looked at
        const std::string wanted = traits.kind == ReceiverKind::kWebhook ? "drill" : mark;
        EXPECT_LT(body.find(wanted), body.find("xxxx")) << traits.name << is_short << body;
      }
    }
  }
}

TEST_F(DrillsTest, FirstWhoConfirmsItCountsAndIncidentSystemsAreToldOfTheEnd) {
  const auto id = drills_->Start({.receivers = {{"wecom", "pagerduty"}}, .by = "li"}, kStartMs);
  ASSERT_TRUE(id.ok());
  EXPECT_NE(Json(*id).find("\"state\":\"waiting\""), std::string::npos);
  ASSERT_TRUE(drills_->Acknowledge(*id, "wang", "api", kStartMs + 90'000).ok());
  ASSERT_TRUE(drills_->Acknowledge(*id, "zhao", "link", kStartMs + 95'000).ok());
  EXPECT_NE(
      Json(*id).find(R"("acknowledged":{"by":"wang","via":"api","at":"2026-03-01T12:01:30.000Z","after_ms":90000})"),
      std::string::npos)
      << Json(*id);
  ASSERT_EQ(notices_->end(), 2u);
  EXPECT_TRUE(Read(1).is_over);
  EXPECT_EQ(Read(1).receivers, std::vector<std::string>({"pagerduty"}));
  EXPECT_EQ(Read(1).thread, Read(0).thread);
  Begin();
  EXPECT_NE(Json(*id).find("\"by\":\"wang\""), std::string::npos);
}

TEST_F(DrillsTest, WhatNobodyConfirmsIsOverAtItsTimeAlsoAfterARestart) {
  const auto id = drills_->Start({.by = "li", .wait_ms = 60'000}, kStartMs);
  Begin();
  ASSERT_TRUE(drills_->Look(kStartMs + 59'999).ok());
  EXPECT_EQ(notices_->end(), 1u);
  ASSERT_TRUE(drills_->Look(kStartMs + 60'000).ok());
  ASSERT_TRUE(drills_->Look(kStartMs + 61'000).ok());
  EXPECT_EQ(notices_->end(), 2u);
  EXPECT_NE(Json(*id).find("\"state\":\"over\""), std::string::npos);
  EXPECT_EQ(drills_->Acknowledge(*id, "wang", "api", kStartMs + 62'000).code(), Code::kConflict);
}

TEST_F(DrillsTest, DrillToldAtOnceIsAnotherAndTheNewestIsListedFirst) {
  const auto first = drills_->Start({.by = "li"}, kStartMs), second = drills_->Start({.by = "li"}, kStartMs);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_NE(*first, *second);
  std::string text;
  JsonWriter json(&text);
  json.BeginArray();
  ASSERT_TRUE(drills_->WriteAll(10, &json).ok());
  json.EndArray();
  EXPECT_LT(text.find(*second), text.find(*first));
}

TEST_F(DrillsTest, NobodyToTellIsRefused) {
  EXPECT_EQ(drills_->Start({.receivers = {{"nobody"}}, .by = "li"}, kStartMs).status().code(), Code::kInvalid);
  EXPECT_EQ(drills_->Acknowledge("none", "li", "api", kStartMs).code(), Code::kNotFound);
  EXPECT_EQ(Json("none"), "none");
  notices_ = std::move(*Notices::Make(&store_, {}));
  drills_ = std::make_unique<Drills>(&store_, notices_.get());
  EXPECT_EQ(drills_->Start({.by = "li"}, kStartMs).status().code(), Code::kInvalid);
  EXPECT_EQ(notices_->end(), 0u);
}

}  // namespace
}  // namespace groundswell
