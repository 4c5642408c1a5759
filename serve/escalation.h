// Escalation: who is asked next about a case that nobody takes.
//
// An alert from OnCallPlan::level on, or one post that cannot wait, makes its case wait from the moment it is told.
// While nobody has acknowledged, assigned or dismissed the case, each step of the plan whose time has come asks one
// person through its receivers; a crisis repeats the last step. A rise of level begins the steps of that level anew,
// from the rise on. Taken is taken: a case that somebody has does not wait, whatever it rises to, until it opens again
// by itself. Contract: Step is a function of the store's alerts, cases, outbox, delivery log and of one mark, and of
// the time and the plan; a notice of a step has one id for good, so that a kill between its telling and the mark
// repeats none. What a silence covers waits until the silence ends. Alerts that were never to be told anywhere, and
// those told more than a day before they are looked at, wait for nobody. Of many cases that are due at once the worst
// kSinglyMax are told singly and the others in one notice for each set of receivers. An incident system that was asked
// is told when the case waits no longer. A row that cannot be read is told of in the log and holds up its own case
// alone. Limits: kWaitingCasesMax cases wait; beyond, the mildest, oldest gives way and is told of in the log. Units:
// milliseconds of the wall. Errors: those of the store; Step may be called again. Threads: Step from one, Waiting from
// any. Ownership: borrows all its parts.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/local_zone.h"
#include "models/sequence.h"
#include "serve/message_facts.h"
#include "serve/notice.h"
#include "serve/notify_silence.h"
#include "serve/on_call.h"
#include "storage/store.h"

namespace groundswell {

constexpr size_t kWaitingCasesMax = 4'096;
constexpr size_t kSinglyMax = 10;

struct AskedPerson {
  std::string person;  // by id
  int64_t at_ms = 0;
};
// What a notice began in an incident system, and its end has to name again.
struct AskedIncident {
  GroupId group;  // as it was then; none: of several cases at once
  uint8_t level = 0;
  std::string receiver;
};
struct WaitingCase {
  GroupId group;
  uint64_t alert = 0;        // the newest
  uint64_t began = 0;        // the alert by which it began to wait, or rose
  uint8_t level = 0;         // at least that of the plan
  bool is_critical = false;  // for a post that cannot wait: only its end, or an act, ends the waiting
  bool is_in_many = false;   // it was told with others
  std::string org;
  int64_t since_ms = 0;              // by which steps are counted
  int64_t first_ms = 0;              // since when it waits in all
  int64_t done_after_ms = 0;         // steps before this time were told
  std::vector<uint64_t> done_steps;  // and of those at it these
  int64_t told_ms = 0;               // the last of them
  uint32_t repeats = 0;
  std::vector<AskedPerson> asked;
  std::vector<AskedIncident> incidents;
};

// By level, then by who waits longest.
bool IsWorse(const WaitingCase& a, const WaitingCase& b);

// To whom an alert that was decided then is told, and from when on; no receivers: to nobody.
struct AlertTelling {
  std::vector<std::string> receivers;
  int64_t from_ms = 0;
};

struct EscalationParts {
  Store* store = nullptr;
  const OnCall* on_call = nullptr;
  std::function<AlertTelling(const AlertFacts& alert, int64_t decided_ms)> telling;
  std::function<Status(Notice notice)> put;
  // The incident systems among those who get a notice; empty: there are none.
  std::function<std::vector<std::string>(const Notice& notice)> incident_systems = {};
  ActiveSilences silences = {};  // empty: none
  bool crisis_breaks_silence = true;
  std::function<std::string(std::string_view tag, MessageLanguage language)> tag_name = {};
  LocalZone zone;  // in which times are told
  std::function<void(std::string_view line)> log;
};

class Escalation {
 public:
  explicit Escalation(EscalationParts parts) : parts_(std::move(parts)) {}

  // Reads where it stood; in a store that never had it, begins behind the alerts that are there. Before any alert of
  // this run.
  Status Load();
  // One look at what is new and what is due. After Load.
  Status Step(int64_t now_ms);
  // The longest waiting first.
  std::vector<WaitingCase> Waiting() const;

 private:
  struct Due {
    size_t place;  // in waiting_
    const EscalationStep* step;
    size_t number;  // of the step in the plan; of a repeat behind all of them
    bool is_repeat;
  };
  // An incident that is to be told to be over.
  struct End {
    AskedIncident incident;
    uint64_t of = 0;  // what tells it from other ends of that group
    std::string org;
  };
  void WriteTo(std::string* mark) const;
  bool ReadFrom(std::string_view mark);
  Status TakeIn(int64_t now_ms);
  Status TakeAlert(uint64_t number, std::string_view json, int64_t now_ms);
  Result<AlertTelling> TellingOf(uint64_t number, const AlertFacts& facts) const;
  Status DropTaken();
  Result<bool> Follow(WaitingCase* one);
  void NoteEnd(const WaitingCase& one);
  Status TellEnds(int64_t now_ms);
  WaitingCase* Find(GroupId group);
  void MakeRoom();
  std::vector<Due> DueNow(const OnCallPlan& plan, int64_t now_ms) const;
  Status Tell(const OnCallPlan& plan, std::vector<Due> due, int64_t now_ms);
  Status TellOne(const OnCallPlan& plan, const Due& due, int64_t now_ms);
  Status TellMany(const OnCallPlan& plan, std::span<const Due> due, int64_t now_ms);
  Status TellTogether(const OnCallPlan& plan, std::span<const Due> due, const std::vector<std::string>& receivers,
                      int64_t now_ms);
  void NoteTold(const Due& due, const RotaPerson* person, int64_t now_ms);
  bool IsSilenced(const WaitingCase& one, const AlertFacts& facts, int64_t now_ms) const;
  Result<AlertFacts> FactsOf(uint64_t number);
  // Nothing where the row cannot be read, which is logged.
  Result<std::optional<AlertFacts>> ReadableFactsOf(uint64_t number);
  // Of the step, or those of the alert by which it began to wait; empty: those that watch.
  Result<std::vector<std::string>> ReceiversOf(const EscalationStep& step, const WaitingCase& one);
  // The incident systems that get it.
  Result<std::vector<std::string>> PutNotice(Notice notice);
  void LogOnce(const std::string& line);
  Status Save();

  const EscalationParts parts_;
  AlertFactsReader reader_;
  uint64_t next_ = 0;  // alerts below were looked at
  std::vector<WaitingCase> waiting_;
  std::vector<End> ends_;            // not yet told
  std::vector<AskedIncident> many_;  // open for cases that were told together
  uint64_t many_of_ = 0;             // the last of those notices
  std::set<std::string> said_;       // what the log was told of
  std::string saved_;
  mutable std::mutex mutex_;
  std::vector<WaitingCase> shown_;  // what Waiting gives
};

}  // namespace groundswell
