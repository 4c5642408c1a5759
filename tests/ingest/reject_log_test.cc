#include "ingest/reject_log.h"

#include <gtest/gtest.h>

#include "ingest/utf8.h"

namespace groundswell {
namespace {

std::string Shown(std::string_view line) {
  std::string shown;
  AppendShownBytes(line, &shown);
  return shown;
}

TEST(RejectLogTest, ARowSaysLineNameReasonAndBytes) {
  RejectLog log;
  const Refusal refusal{RejectReason::kMissingField, "field id: required"};
  EXPECT_EQ(log.Add(7, refusal, R"({"text":"a"})"),
            R"({"line":7,"code":"missing_field","reason":"field id: required","bytes":"{\"text\":\"a\"}"})");
}

TEST(RejectLogTest, RefusalsAreCountedByReasonAlsoBeyondTheCap) {
  RejectLog log(kRejectRowsMax - 2);
  const Refusal refusal{RejectReason::kInvalidJson, "x"};
  EXPECT_FALSE(log.Add(1, refusal, "a").empty());
  EXPECT_FALSE(log.Add(2, {RejectReason::kTooDeep, "x"}, "a").empty());
  EXPECT_TRUE(log.Add(3, refusal, "a").empty());
  EXPECT_EQ(log.rows(), kRejectRowsMax);
  EXPECT_EQ(log.total(), 3u);
  EXPECT_EQ(log.count(RejectReason::kInvalidJson), 2u);
  EXPECT_EQ(log.count(RejectReason::kTooDeep), 1u);
}

TEST(RejectLogTest, WhatIsShownIsReadableAndPrivate) {
  const struct {
    std::string_view line, shown;
  } kCases[] = {
      {"", ""},
      {"plain", "plain"},
      {"a\xFF\xE4\xB8z", "az"},
      {R"("\u4e2d\u6587 \ud83d\ude00")", "\"中文 😀\""},
      {R"("\u0022\u005c\u0001\ud800\u12")", R"("\u0022\u005c\u0001\ud800\u12")"},
      {R"("\\u4e2d")", R"("\\u4e2d")"},
      {"\"call 13812345678 now\"", "\"call [phone] now\""},
      {"\"call １３８１２３４５６７８ now\"", "\"call [phone] now\""},
      {R"("call \u0031\u00338\u00312345678 now")", "\"call [phone] now\""},
      {"\"call 138\xE2\x80\x8B"
       "1234\xE2\x80\x8B"
       "5678 now\"",
       "\"call [phone] now\""},
      {R"({"author":"Ann Other","text":5})", R"({"author":"[masked]","text":5})"},
      {R"({"author" : 12345, "person":"x\"y"})", R"({"author" : "[masked]", "person":"[masked]"})"},
      {R"({"\u0061uthor":"Ann)", R"({"author":"[masked]")"},
      {R"({"author")", R"({"author")"},
      {R"({"author":)", R"({"author":"[masked]")"},
      {R"(["author","person"])", R"(["author","person"])"},
  };
  for (const auto& test : kCases) EXPECT_EQ(Shown(test.line), test.shown) << test.line;
}

TEST(RejectLogTest, ConfiguredPatternsAreRedactedInAnyFormOfCharacters) {
  const auto patterns = RedactPatterns::Parse(std::vector<std::string>{"customer:客户号\\d{6}"});
  ASSERT_TRUE(patterns.ok());
  std::string shown;
  AppendShownBytes("\"客戶號１２３４５６ 投訴", &shown, &*patterns);
  EXPECT_EQ(shown, "\"[customer] 投诉");
}

TEST(RejectLogTest, TheCutFallsBetweenCharactersWhereverItComes) {
  for (size_t shift = 0; shift < 8; ++shift) {
    std::string line(shift, 'x');
    for (int i = 0; i < 1000; ++i) line += "中😀";
    const std::string shown = Shown(line);
    EXPECT_LE(shown.size(), kRejectShownBytesMax);
    EXPECT_GT(shown.size(), kRejectShownBytesMax - 4);
    EXPECT_EQ(FindInvalidUtf8(shown), std::string::npos);
    EXPECT_EQ(shown.find("\xEF\xBF\xBD"), std::string::npos);
  }
}

TEST(RejectLogTest, NoPartOfANumberIsLeftByACut) {
  for (size_t before = 200; before < kRejectHeadBytes + 20; ++before) {
    const std::string shown = Shown(std::string(before, '.') + " 13812345678 " + std::string(2000, '.'));
    EXPECT_EQ(shown.find("1381"), std::string::npos) << before;
  }
  // Even where redaction shortens the text so much that the cut of the head comes into view.
  std::string line;
  while (line.size() < kRejectHeadBytes - 4) line += " a.long.name.of.somebody@mail.example.org";
  line.resize(kRejectHeadBytes - 5, ' ');
  EXPECT_EQ(Shown(line + " 13812345678" + std::string(2000, '.')).find("138"), std::string::npos);
}

TEST(RejectLogTest, EveryReasonHasAName) {
  for (size_t i = 0; i < kRejectReasons; ++i) {
    EXPECT_FALSE(RejectReasonName(static_cast<RejectReason>(i)).empty());
  }
}

}  // namespace
}  // namespace groundswell
