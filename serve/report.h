// Report: what happened in a day, week or month, as data: the figures of a 舆情日报, made from the store alone.
//
// Every figure comes with the call of the API that lists what it counts. What is not known is absent (nullopt, or
// empty), never made up. Groups, cases and their levels stand as they do when the report is made; what is said of the
// period itself (posts, people who joined, the highest level) is of the period. Ownership: values. Threads: values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/local_zone.h"
#include "models/sequence.h"
#include "models/watchlist_entry.h"
#include "serve/report_period.h"

namespace groundswell {

// A number, and the path of the API whose items it counts.
struct Figure {
  int64_t value = 0;
  std::string query;
};

// How posts were counted: one by one, as they stand now, or from the panes in which they were counted as they came.
enum class CountedBy : uint8_t { kPosts, kPanes };

// Posts of one window, all of them and by mood.
struct MoodFigures {
  CountedBy by = CountedBy::kPosts;
  Figure posts, complaints, negative, neutral, positive;

  // Share of the posts that are negative; nothing of no posts.
  std::optional<double> negative_share() const {
    if (posts.value <= 0) return std::nullopt;
    return static_cast<double>(negative.value) / static_cast<double>(posts.value);
  }
};

struct ReportComparison {
  std::string_view with;  // as in ComparedPeriod
  ReportPeriod period;
  std::optional<MoodFigures> figures;  // absent where the store does not reach back so far
};

// A platform or an organisation, beside the period before.
struct ReportRow {
  std::string name;  // empty: unknown
  EntryRole role = EntryRole::kOwn;
  MoodFigures now;
  std::optional<MoodFigures> before;
  // Of a competitor: the group that stands highest among those with posts in the period.
  std::optional<GroupId> group;
  std::string group_title;
};

struct HotWord {
  std::string word;
  double score = 0;                   // as in serve/report_words.h
  std::optional<Figure> now, before;  // posts that have it; absent where only a sample was read
};

struct ReportPost {
  std::string channel, id, url, text;
  EventTime time;
  std::string query;
};

struct ReportEvent {
  GroupId id;
  std::string org, title, cause_class, cause_tag, status;
  std::vector<std::string> keywords;
  uint8_t highest = 0, at_end = 0, level = 0;  // in the period, at its end, now
  EventTime first_at;
  Figure complainants;                                            // in its whole life
  Figure posts;                                                   // in the period
  std::optional<Figure> joined, joined_before;                    // people, in the period and in the one before
  Figure alerts;                                                  // in the period
  std::optional<double> urgency, severity, reach, organic_share;  // now
  std::optional<ReportPost> first;                                // its first post
  std::vector<ReportPost> representatives;
};

// What people were told, and how many joined in the hour before and after.
struct ReportAnswer {
  GroupId group;
  std::string org, title, by, text, link;
  uint64_t entry = 0;   // of the audit log
  int64_t at_ms = 0;    // wall time
  EventTime watermark;  // event time: the hours are counted from here
  std::optional<Figure> before, after;
  bool is_whole = true;  // false: the hour after is not over
};

// Why somebody should act: nobody has taken it, nobody was answered, the day to look at it again has come, a deadline
// has passed.
enum class ActionReason : uint8_t { kUntaken, kUnanswered, kFollowUp, kOverdue };
std::string_view ActionReasonName(ActionReason reason);  // "untaken", "unanswered", "follow_up", "overdue"

struct ReportAction {
  GroupId group;
  std::string org, title, status, assignee;
  uint8_t level = 0;
  Figure complainants;
  std::vector<ActionReason> reasons;
  std::string query;
};

// Deadlines of one kind that run for a case (models/clock_fold.h), as of the watermark.
struct ReportClock {
  GroupId group;
  std::string org, title;
  std::string name, zh, en;  // what it is called
  EventTime due;             // the earliest
  Figure running, passed;    // passed ones run, too
};

struct Report {
  ReportPeriod period;
  LocalZone zone;
  std::string previous, next;  // periods of the same kind beside it
  bool is_complete = false;    // the watermark has passed its end
  EventTime watermark;
  Seq seq = 0;              // records below were read
  bool has_others = false;  // the watchlist names other organisations than own: the volume is that of the own
  MoodFigures volume;
  std::vector<ReportComparison> compared;
  std::vector<ReportRow> platforms, organisations, competitors;
  bool has_rows = true;  // false: the period is too large for tables by platform
  std::vector<HotWord> words;
  bool has_words = false;  // false: there is nothing to hold the words against
  bool is_sample = false;  // words were looked for in a part of the posts
  std::vector<ReportEvent> events;
  std::array<Figure, 3> risen;  // alerts by which a group rose to `emerging`, `major`, `crisis`
  std::vector<ReportAnswer> answers;
  std::vector<ReportAction> actions;
  std::vector<ReportClock> clocks;  // the earliest due first
  bool has_clocks = false;          // there are rules by which deadlines run
};

}  // namespace groundswell
