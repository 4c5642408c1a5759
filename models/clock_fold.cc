#include "models/clock_fold.h"

#include <algorithm>

namespace groundswell {
namespace {

using enum ClockEvent;

constexpr ClockRule kNoRule = {};

// What one deadline starts from.
struct Start {
  EventTime at;
  uint32_t acts = 0;  // an act with a greater number came after it
  int64_t count = 1;
  uint32_t ended = 0;  // EndBit
};

class Folder {
 public:
  Folder(const ClockBook& book, const ClockActs& acts, EventTime now) : book_(book), acts_(acts), now_(now) {}

  // Adds what runs of the rule to *state.
  void Fold(const ClockRule& rule, const ClockFacts& facts, ClockState* state) const {
    state->rule = &rule;
    if (rule.after == kReceived) {
      for (const ClockReceipts& receipts : facts.receipts)
        Add(rule, {receipts.from, receipts.acts, receipts.count, receipts.ended}, state);
      return;
    }
    for (size_t i = 0; i < facts.starts.size(); ++i)
      if (kClockStarts[i] == rule.after && !facts.starts[i].at.is_none())
        Add(rule, {facts.starts[i].at, facts.starts[i].acts}, state);
    // A review that is asked for again starts anew; a state begins with its first act. Behind the acts before that one:
    // an act that brings a case to a state and through it ends what it starts.
    const ClockMark mark = rule.after == kReviewRequested ? acts_.LastOf(rule.after) : acts_.FirstOf(rule.after);
    if (mark.act != 0) Add(rule, {{mark.at_ms}, mark.act - 1}, state);
  }

  bool IsDone(ClockEvent after, const Start& start) const {
    bool any = false;
    for (const ClockRule& rule : book_.rules) {
      if (rule.after != after || rule.until == kNone) continue;
      if (!HasEnded(rule, start)) return false;
      any = true;
    }
    return any;
  }

  void FoldPromises(ClockState* state) const {
    for (const ClockActs::Promise& promise : acts_.promises)
      if (promise.kept == 0) Count({promise.due_ms}, 1, 0, true, state);
  }

 private:
  bool HasEnded(const ClockRule& rule, const Start& start) const {
    if (rule.until == kNone) return false;
    if (rule.until == kReported)
      return std::any_of(acts_.reports.begin(), acts_.reports.end(), [&](const ClockActs::Named& report) {
        return report.name == rule.name && report.mark.act > start.acts;
      });
    const auto ended_by = [&](ClockEvent event) {
      return (start.ended & EndBit(event)) != 0 || acts_.LastOf(event).act > start.acts;
    };
    return ended_by(rule.until) || ended_by(kReviewed);  // what was reviewed takes no answer any more
  }

  uint32_t AmountOf(const ClockRule& rule, const Start& start, uint32_t* extended) const {
    for (const ClockActs::Named& extension : acts_.extensions)
      *extended += extension.name == rule.name && extension.mark.act > start.acts;
    *extended = std::min(*extended, static_cast<uint32_t>(rule.extended.size()));
    return *extended == 0 ? rule.amount : rule.extended[*extended - 1];
  }

  void Add(const ClockRule& rule, const Start& start, ClockState* state) const {
    if (HasEnded(rule, start)) return;
    uint32_t extended = 0;
    const uint32_t amount = AmountOf(rule, start, &extended);
    const PeriodEnd end = EndOfPeriod(book_.days, start.at, amount, rule.unit);
    // A term that nobody has to meet is over when it is over.
    if (rule.until == kNone && end.at < now_) return;
    Count(end.at, start.count, extended, end.is_covered, state);
  }

  void Count(EventTime due, int64_t count, uint32_t extended, bool is_covered, ClockState* state) const {
    const bool has_passed = due < now_;
    state->running += count;
    state->passed += has_passed ? count : 0;
    state->is_covered = state->is_covered && is_covered;
    if (state->due.is_none() || due < state->due) state->due = due, state->extended = extended;
    if (has_passed) {
      state->last_passed = std::max(state->last_passed, due);  // no time is the least
      return;
    }
    if (state->next.is_none() || due < state->next) state->next = due, state->next_count = 0;
    if (due == state->next) state->next_count += count;
  }

  const ClockBook& book_;
  const ClockActs& acts_;
  const EventTime now_;
};

}  // namespace

std::vector<ClockState> FoldClocks(const ClockBook& book, const ClockFacts& facts, const ClockActs& acts,
                                   EventTime now) {
  const Folder folder(book, acts, now);
  std::vector<ClockState> clocks;
  for (const ClockRule& rule : book.rules) {
    ClockState state;
    folder.Fold(rule, facts, &state);
    if (state.running > 0) clocks.push_back(state);
  }
  ClockState promises;
  folder.FoldPromises(&promises);
  if (promises.running > 0) clocks.push_back(promises);
  std::stable_sort(clocks.begin(), clocks.end(),
                   [](const ClockState& a, const ClockState& b) { return a.due < b.due; });
  return clocks;
}

bool IsDone(const ClockBook& book, ClockEvent after, const ClockStart& start, const ClockActs& acts) {
  return Folder(book, acts, start.at).IsDone(after, {start.at, start.acts});
}

void WriteClockReceipts(const std::vector<ClockReceipts>& receipts, JsonWriter* json) {
  if (receipts.empty()) return;
  json->Key("receipts").BeginArray();
  for (const ClockReceipts& day : receipts) {
    json->BeginObject().Key("from").Time(day.from);
    if (day.to != day.from) json->Key("to").Time(day.to);
    json->Key("count").Integer(day.count).Key("acts").Integer(day.acts);
    if (day.ended != 0) {
      json->Key("ended").BeginArray();
      for (size_t event = 0; event < kClockEvents; ++event)
        if ((day.ended >> event & 1) != 0) json->Text(ClockEventName(static_cast<ClockEvent>(event)));
      json->EndArray();
    }
    json->EndObject();
  }
  json->EndArray();
}

void WriteClockStarts(const ClockStarts& starts, JsonWriter* json) {
  bool any = false;
  for (size_t i = 0; i < starts.size(); ++i) {
    if (starts[i].at.is_none()) continue;
    if (!any) json->Key("reached").BeginObject();
    any = true;
    json->Key(ClockEventName(kClockStarts[i])).BeginObject().Key("at").Time(starts[i].at);
    json->Key("acts").Integer(starts[i].acts).EndObject();
  }
  if (any) json->EndObject();
}

void WriteClocks(const std::vector<ClockState>& clocks, EventTime wall, JsonWriter* json) {
  json->BeginArray();
  for (const ClockState& clock : clocks) {
    const ClockRule& rule = clock.rule == nullptr ? kNoRule : *clock.rule;
    json->BeginObject().Key("name").Text(clock.name());
    const std::string_view zh = clock.rule == nullptr ? std::string_view("承诺") : rule.zh;
    const std::string_view en = clock.rule == nullptr ? std::string_view("Promise") : rule.en;
    if (!zh.empty()) json->Key("zh").Text(zh);
    if (!en.empty()) json->Key("en").Text(en);
    json->Key("after").Text(clock.rule == nullptr ? "promise" : ClockEventName(rule.after));
    json->Key("until").Text(clock.rule == nullptr ? "kept" : ClockEventName(rule.until));
    json->Key("due").Time(clock.due);
    if (!clock.next.is_none() && clock.next != clock.due) json->Key("next_due").Time(clock.next);
    json->Key("running").Integer(clock.running).Key("passed").Integer(clock.passed);
    if (clock.extended > 0) json->Key("extended").Integer(clock.extended);
    if (!clock.is_covered) json->Key("weekends_only").Bool(true);
    if (!wall.is_none()) json->Key("due_in").Integer((clock.due.ms - wall.ms) / kSecondMs);
    json->EndObject();
  }
  json->EndArray();
}

}  // namespace groundswell
