// What cells of workbooks show.
#include "ingest/workbook_cell.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

std::string Shown(std::string_view number, CellFormat format, bool is_1904 = false) {
  std::string out;
  AppendCellNumber(number, format, is_1904, &out);
  return out;
}
std::string Undone(std::string text) {
  UndoCellEscapes(&text);
  return text;
}
std::string Kind(std::string_view code) {
  const CellFormat format = CellFormatOf(code);
  return std::string(format.has_date ? "date" : "") + (format.has_time ? "time" : "");
}

constexpr CellFormat kNumber{}, kDate{true, false}, kTime{false, true}, kMoment{true, true};

TEST(WorkbookCell, ANumberIsItsShortestForm) {
  EXPECT_EQ(Shown("13800138000", kNumber), "13800138000");
  EXPECT_EQ(Shown("1.38001380E10", kNumber), "13800138000");
  EXPECT_EQ(Shown("100000", kNumber), "100000");
  EXPECT_EQ(Shown("0.10000000000000001", kNumber), "0.1");
  EXPECT_EQ(Shown("-3", kNumber), "-3");
  EXPECT_EQ(Shown("1E+300", kNumber), "1e+300");
  for (const char* none : {"", "x", "1x", "nan", "1e999"}) EXPECT_EQ(Shown(none, kDate), none);
}

TEST(WorkbookCell, ADayIsThatOfItsSystem) {
  EXPECT_EQ(Shown("46082", kDate), "2026-03-01");
  EXPECT_EQ(Shown("44620", kDate, true), "2026-03-01");
  EXPECT_EQ(Shown("46082.383333333331", kMoment), "2026-03-01 09:12:00");
  EXPECT_EQ(Shown("46082.383333333331", kDate), "2026-03-01 09:12:00") << "more is known than is shown";
  EXPECT_EQ(Shown("46082", kMoment), "2026-03-01 00:00:00");
  EXPECT_EQ(Shown("46082.999999999", kMoment), "2026-03-02 00:00:00");
  EXPECT_EQ(Shown("46082.5000001157", kMoment), "2026-03-01 12:00:00.010");
  EXPECT_EQ(Shown("0.5", kTime), "12:00:00");
  EXPECT_EQ(Shown("1", kDate), "1900-01-01");
  EXPECT_EQ(Shown("59", kDate), "1900-02-28");
  EXPECT_EQ(Shown("61", kDate), "1900-03-01");
  EXPECT_EQ(Shown("2958465", kDate), "9999-12-31");
}

TEST(WorkbookCell, WhatIsNoDayStaysANumber) {
  EXPECT_EQ(Shown("60", kDate), "60");
  EXPECT_EQ(Shown("0", kDate), "0");
  EXPECT_EQ(Shown("-1", kDate), "-1");
  EXPECT_EQ(Shown("2958466", kDate), "2958466");
  EXPECT_EQ(Shown("1E+17", kMoment), "1e+17");
}

TEST(WorkbookCell, AFormatTellsWhatItShows) {
  EXPECT_EQ(Kind("yyyy-mm-dd"), "date");
  EXPECT_EQ(Kind("yyyy\"年\"m\"月\"d\"日\";@"), "date");
  EXPECT_EQ(Kind("[$-804]yyyy/m/d hh:mm:ss"), "datetime");
  EXPECT_EQ(Kind("h:mm AM/PM"), "time");
  EXPECT_EQ(Kind("mmm"), "date");
  EXPECT_EQ(Kind("mm:ss.0"), "time");
  for (const char* none :
       {"General", "0.00", "#,##0", "[h]:mm:ss", "\"day\" 0", "0\\d", "[Red]0;[Blue]0", "@", "", "[", "\""})
    EXPECT_EQ(Kind(none), "") << none;
  EXPECT_TRUE(BuiltInCellFormat(14).has_date);
  EXPECT_TRUE(BuiltInCellFormat(22).has_time);
  EXPECT_TRUE(BuiltInCellFormat(31).has_date);
  EXPECT_FALSE(BuiltInCellFormat(46).is_moment()) << "a span of time";
  EXPECT_FALSE(BuiltInCellFormat(2).is_moment());
}

TEST(WorkbookCell, EscapesAreUndoneOnce) {
  EXPECT_EQ(Undone("a_x000D_\nb"), "a\r\nb");
  EXPECT_EQ(Undone("_x005F_x000D_"), "_x000D_");
  EXPECT_EQ(Undone("_x4E00__x"), "一_x");
  for (const char* none : {"_xD800_", "_x00_", "_xGGGG_", "_x0041", "_", ""}) EXPECT_EQ(Undone(none), none);
}

TEST(WorkbookCell, AReferenceNamesAColumn) {
  EXPECT_EQ(CellColumn("A1"), 0);
  EXPECT_EQ(CellColumn("AB12"), 27);
  EXPECT_EQ(CellColumn("XFD1"), 16383);
  for (const char* none : {"", "12", "XFE1", "ZZZZZZZZZZZZZZ1", "a1"}) EXPECT_EQ(CellColumn(none), -1) << none;
}

}  // namespace
}  // namespace groundswell
