// The words of notices about cases that nobody has taken, in both languages.
//
// Contract: functions of their arguments; names of people on the rota, figures, and no words of posts. Threads: any.
#pragma once

#include <span>
#include <string>

#include "models/local_zone.h"
#include "serve/escalation.h"

namespace groundswell {

struct UnacknowledgedFacts {
  const WaitingCase* waiting = nullptr;
  const AlertFacts* alert = nullptr;   // the newest
  const Rota* rota = nullptr;          // null: names are ids
  const RotaPerson* person = nullptr;  // who is asked now; null: nobody
  int64_t now_ms = 0;
  LocalZone zone;
  const std::function<std::string(std::string_view tag, MessageLanguage language)>* tag_name = nullptr;
};
NoticeWords UnacknowledgedWords(const UnacknowledgedFacts& facts, MessageLanguage language);

// For the systems that hold an incident of it.
NoticeWords NoLongerWaitingWords(const std::string& org, MessageLanguage language);

constexpr size_t kManyLinesMax = 20;
// Of several cases at once, the worst first.
NoticeWords ManyUnacknowledgedWords(std::span<const WaitingCase* const> cases, const RotaPerson* person, int64_t now_ms,
                                    MessageLanguage language);

}  // namespace groundswell
