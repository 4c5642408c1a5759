// Notice: what the engine has to say to people that is not an alert: a source fell silent, a receiver cannot be
// reached, the disk is full, a deadline comes near, nobody took a case, a sign of life, a drill.
//
// Contract: a notice has one id for its whole life, made from its kind, its subject and a bucket of time, so that the
// same thing is told once whatever restarts come between. Its words stand in both languages: figures and names, and
// never the words of a post, for nothing would blank them after a deletion; where it names a group, the group's title
// is added as it stands when the notice is told. Its row is JSON:
//
//   {"at","id","kind","level","thread","over","group","org","page","expires_at","receivers","mentions","zh","en","data"}
//
// `at` stands first, in its fixed length; what is absent is left out. `zh` and `en` are {"headline","parts":[{"kind",
// "weight","label","text"}]}. Errors: ParseNotice gives kCorrupt. Threads: values and free functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "serve/message.h"

namespace groundswell {

enum class NoticeKind : uint8_t {
  kSourceQuiet,
  kSourceFailing,
  kSourceBack,
  kReceiverDown,
  kReceiverBack,
  kDiskLow,
  kDiskOk,
  kStoreFailing,
  kStoreBack,
  kOverloaded,
  kOverloadOver,
  kSignOfLife,
  kDrill,
  kClock,
  kUnacknowledged,
  kReport,
};
constexpr std::array<std::string_view, 16> kNoticeKindNames = {
    "source_quiet", "source_failing", "source_back",    "receiver_down", "receiver_back", "disk_low",
    "disk_ok",      "store_failing",  "store_back",     "overloaded",    "overload_over", "sign_of_life",
    "drill",        "clock",          "unacknowledged", "report"};
inline std::string_view NoticeKindName(NoticeKind kind) { return kNoticeKindNames[static_cast<size_t>(kind)]; }

struct NoticeWords {
  std::string headline;
  // Facts, notes and lines; no quotes. What weighs least goes first where a chat takes less.
  std::vector<MessagePart> parts;
};

// Who is called in the chat of a receiver, by that chat's id of the person.
struct NoticeMention {
  std::string receiver, id;
};

struct Notice {
  NoticeKind kind = NoticeKind::kDrill;
  std::string id;        // NoticeId; the same on every attempt
  int64_t at_ms = 0;     // of the wall
  uint8_t level = 2;     // in kLevelNames; receivers with a level above `emerging` get notices from that level on
  std::string thread;    // what it is about: notices of one thread are one thread of mails, one incident
  bool is_over = false;  // it tells the end of what its thread began
  std::string group = {}, org = {};
  std::string page = {};  // the view that it leads to, "/#/reports/2026-03-05"; empty: its group's, or the first
  // Who gets it, whatever their level; absent: notify.watch_receivers, or who watches where that is empty.
  std::optional<std::vector<std::string>> receivers = {};
  std::string not_to = {};  // none of the absent receivers is this one
  // Absent for a receiver: those of its settings, from level `emerging` on.
  std::vector<NoticeMention> mentions = {};
  int64_t expires_ms = 0;  // not told from then on; 0: always
  NoticeWords zh = {}, en = {};
  std::string data = {};  // a JSON object for programs; empty: none
};

// "KIND-" and 16 hex digits of subject and bucket.
std::string NoticeId(NoticeKind kind, std::string_view subject, int64_t bucket);

std::string NoticeJson(const Notice& notice);
Result<Notice> ParseNotice(std::string_view json);

}  // namespace groundswell
