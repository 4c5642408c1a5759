#include "serve/report_sender.h"

#include <gtest/gtest.h>

#include "storage/memory_store.h"
#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

constexpr ZoneOffset kChina{8 * 60};

int64_t Wall(std::string_view time) { return ParseEventTime(time, &kChina).value().ms; }

std::string Due(ReportKind kind, std::string_view at, std::string_view now) {
  const auto after_ms = ParseReportTime(kind, at).value().value();
  const ReportDue due = NewestReportDue(kind, after_ms, Wall(now), kChina);
  return due.period.name + " " + FormatEventTime({due.at_ms + 8 * kHourMs}).substr(0, 16);
}

TEST(ReportSender, ADayIsToldOnTheNextAtItsTime) {
  EXPECT_EQ(Due(ReportKind::kDay, "09:00", "2026-03-06 08:59:59"), "2026-03-04 2026-03-05T09:00");
  EXPECT_EQ(Due(ReportKind::kDay, "09:00", "2026-03-06 09:00:00"), "2026-03-05 2026-03-06T09:00");
}

TEST(ReportSender, TheTimeIsThatOfTheClockThereAlsoOnTheDayItChanges) {
  const LocalZone berlin = LocalZone::Parse("Europe/Berlin").value();
  const auto due = [&](std::string_view now) {
    return FormatEventTime(
        {NewestReportDue(ReportKind::kDay, 9 * kHourMs, ParseEventTime(now, nullptr)->ms, berlin).at_ms});
  };
  EXPECT_EQ(due("2026-03-28T12:00:00Z"), "2026-03-28T08:00:00.000Z");
  EXPECT_EQ(due("2026-03-29T12:00:00Z"), "2026-03-29T07:00:00.000Z");
  EXPECT_EQ(due("2026-10-25T12:00:00Z"), "2026-10-25T08:00:00.000Z");
}

TEST(ReportSender, AWeekAndAMonthAreToldWhenTheyAreOver) {
  EXPECT_EQ(Due(ReportKind::kWeek, "mon 09:00", "2026-03-09 10:00:00"), "2026-W10 2026-03-09T09:00");
  EXPECT_EQ(Due(ReportKind::kWeek, "sun 08:30", "2026-03-14 10:00:00"), "2026-W09 2026-03-08T08:30");
  EXPECT_EQ(Due(ReportKind::kMonth, "1 09:00", "2026-03-31 23:00:00"), "2026-02 2026-03-01T09:00");
  EXPECT_EQ(Due(ReportKind::kMonth, "28 00:00", "2026-03-01 00:00:00"), "2026-01 2026-02-28T00:00");
}

TEST(ReportSender, WhatIsNoTimeIsRefused) {
  for (const char* text : {"9", "9:00", "24:00", "09:60", "mon 09:00", "09-00", " 09:00"})
    EXPECT_FALSE(ParseReportTime(ReportKind::kDay, text).ok()) << text;
  for (const char* text : {"09:00", "monday 09:00", "1 09:00", "mon"})
    EXPECT_FALSE(ParseReportTime(ReportKind::kWeek, text).ok()) << text;
  for (const char* text : {"09:00", "0 09:00", "29 09:00", "mon 09:00"})
    EXPECT_FALSE(ParseReportTime(ReportKind::kMonth, text).ok()) << text;
  EXPECT_FALSE(ParseReportTime(ReportKind::kDay, "").value().has_value());
}

class ReportSenderLookTest : public ::testing::Test {
 protected:
  void SetUp() override {
    filler_.Post({.id = "1", .minute = -24 * 60});
    filler_.Post({.id = "2"});
    filler_.Commit();
    ASSERT_TRUE(model_.Load().ok());
  }
  // What a fresh engine on the same store has told by that time.
  std::vector<std::string> Tell(std::string_view now) {
    ReceiverSettings boss;
    boss.name = "boss";
    NoticesOptions known;
    known.receivers = {boss};
    auto made = Notices::Make(filler_.store(), known);
    const std::unique_ptr<Notices> notices = std::move(made.value());
    ReportParts parts;
    parts.context.store = filler_.store();
    parts.context.model = &model_;
    parts.zone = kChina;
    ReportSenderOptions options;
    options.times = times_;
    options.receivers = {"boss"};
    ReportSender sender(parts, notices.get(), nullptr, options, [](std::string_view) {});
    EXPECT_TRUE(sender.Look(Wall(now)).ok());
    EXPECT_TRUE(sender.Look(Wall(now)).ok());
    std::vector<std::string> told;
    const Status status = notices->Scan(0, [&](uint64_t, std::string_view row) {
      told.push_back(ParseNotice(row).value().zh.headline);
      return Status();
    });
    EXPECT_TRUE(status.ok());
    return told;
  }

  // The Chinese words of the report of 2026-03-01, and what its notice gives programs.
  std::string DayTold() {
    ReadModel model(filler_.store(), {});
    EXPECT_TRUE(model.Load().ok());
    ReportParts parts;
    parts.context.store = filler_.store();
    parts.context.model = &model;
    parts.zone = kChina;
    const auto report = MakeReportNow(parts, ParseReportPeriod("2026-03-01", kChina).value());
    const Notice notice = ReportNotice(report.value(), Wall("2026-03-02 09:00:00"));
    std::string told;
    for (const auto& part : notice.zh.parts) told += part.label + "：" + part.text + "\n";
    return told + notice.data;
  }

  ReportTimes times_{.daily_ms = 9 * kHourMs, .weekly_ms = {}, .monthly_ms = {}};
  testing::StoreFiller filler_;
  ReadModel model_{filler_.store(), {}};
};

TEST_F(ReportSenderLookTest, WhatIsMoreThanADayLateIsNotTold) {
  times_ = {.daily_ms = {}, .weekly_ms = 9 * kHourMs, .monthly_ms = {}};
  EXPECT_TRUE(Tell("2026-03-03 09:00:01").empty());
  EXPECT_EQ(Tell("2026-03-03 09:00:00").size(), 1u);
}

TEST_F(ReportSenderLookTest, ADayWhoseStreamHasNotReachedItsEndIsNotToldAsFinal) {
  const std::string behind = DayTold();
  EXPECT_TRUE(behind.starts_with("数据截至：2026-03-01 20:00 (+08:00)，时段尚未结束，数字仍会变化。\n")) << behind;
  EXPECT_NE(behind.find(R"("complete":false)"), std::string::npos) << behind;
  filler_.Post({.id = "3", .minute = 4 * 60});
  filler_.Commit();
  const std::string over = DayTold();
  EXPECT_EQ(over.find("时段尚未结束"), std::string::npos) << over;
  EXPECT_NE(over.find(R"("complete":true)"), std::string::npos) << over;
}

TEST_F(ReportSenderLookTest, ARestartTellsNothingTwice) {
  const std::vector<std::string> first = Tell("2026-03-02 09:00:01");
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0], "舆情日报 2026-03-01：帖子 1，投诉 1，负面占比 100%");
  EXPECT_EQ(Tell("2026-03-02 23:00:00"), first);
  EXPECT_EQ(Tell("2026-03-03 09:00:01").size(), 2u);
}

}  // namespace
}  // namespace groundswell
