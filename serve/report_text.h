// ReportText: what people wrote into a report: a summary, a word on an event, what is left out; and ReportTexts, which
// keeps it in the store beside it.
//
// Contract: the text of a period has a version, from 1 on, and each writing names the version it was made from: another
// one is kConflict, so that nobody overwrites what they have not read. Who wrote which version when is kept for the
// newest kReportWritingsMax. Texts are in their stored form (models/stored_text.h) before they get here. It decides
// nothing and is no part of the sequence. Ownership: borrows the store. Threads: any. Errors: those of the store;
// kCorrupt for a row that is none.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json_writer.h"
#include "models/sequence.h"
#include "storage/store.h"

namespace groundswell {

constexpr size_t kReportSummaryBytesMax = 16'000, kReportCommentBytesMax = 4'000;
constexpr size_t kReportCommentsMax = 50, kReportLeftOutMax = 64, kReportWritingsMax = 50;

// The parts that may be left out, besides events by their ids.
constexpr std::array<std::string_view, 9> kReportSections = {
    "volume", "platforms", "organisations", "hot_words", "events", "answers", "needs_action", "clocks", "competitors"};

struct ReportWriting {
  uint64_t version = 0;
  std::string by;
  int64_t at_ms = 0;  // wall time
};

struct ReportText {
  uint64_t version = 0;  // 0: nobody has written anything
  std::string title, summary;
  std::vector<std::pair<std::string, std::string>> comments;  // group id and words, ascending
  std::vector<std::string> left_out;                          // of kReportSections, or group ids; ascending
  std::vector<ReportWriting> writings;                        // the newest last

  // What was written of a group; empty where nothing was.
  std::string_view CommentOn(GroupId group) const;
  bool LeavesOut(std::string_view section) const;
  bool LeavesOut(GroupId group) const { return LeavesOut(FormatGroupId(group)); }
};

// One JSON object: version, by, at, title, summary, comments, left_out, history.
void WriteReportText(const ReportText& text, JsonWriter* json);

class ReportTexts {
 public:
  explicit ReportTexts(Store* store) : store_(store) {}

  Result<ReportText> Read(std::string_view period) const;
  // Puts `text` in the place of `version`; gives it back with its new version and its history.
  Result<ReportText> Write(std::string_view period, uint64_t version, ReportText text, std::string by, int64_t at_ms);

 private:
  Store* const store_;
  std::mutex writing_;  // a writing is read, compared and written as one
};

}  // namespace groundswell
