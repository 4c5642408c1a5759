#include "models/clock_acts.h"

#include <algorithm>

namespace groundswell {
namespace {

using enum ClockEvent;

void Mark(ClockEvent event, ClockMark mark, ClockActs* acts) {
  const auto place = static_cast<size_t>(event);
  if (acts->first[place].act == 0) acts->first[place] = mark;
  acts->last[place] = mark;
}

// How far an act brings a case: also through the states before that one.
ClockEvent ReachedBy(CaseActionKind kind) {
  switch (kind) {
    case CaseActionKind::kAck:
    case CaseActionKind::kAssign:
      return kRegistered;
    case CaseActionKind::kAnalyse:
      return kAnalysed;
    case CaseActionKind::kHandle:
      return kHandling;
    case CaseActionKind::kAnswer:
      return kAnswered;
    default:
      return kReceived;
  }
}

template <typename Item>
void Push(Item item, size_t max, std::vector<Item>* items) {
  if (items->size() == max) items->erase(items->begin());
  items->push_back(std::move(item));
}

// Where there is no room one that was kept goes first; of open ones that which is due last.
void PushPromise(const ClockActs::Promise& promise, std::vector<ClockActs::Promise>* promises) {
  promises->push_back(promise);
  if (promises->size() <= ClockActs::kPromisesMax) return;
  const auto goes_first = [](const ClockActs::Promise& a, const ClockActs::Promise& b) {
    const bool a_kept = a.kept != 0, b_kept = b.kept != 0;
    if (a_kept != b_kept) return a_kept;
    return a_kept ? a.made < b.made : a.due_ms > b.due_ms;
  };
  promises->erase(std::min_element(promises->begin(), promises->end(), goes_first));
}

ClockActs::Promise* FirstOpen(std::vector<ClockActs::Promise>* promises) {
  ClockActs::Promise* first = nullptr;
  for (ClockActs::Promise& promise : *promises)
    if (promise.kept == 0 && (first == nullptr || promise.due_ms < first->due_ms)) first = &promise;
  return first;
}

// One act may bring a case to a state and through it.
bool IsOver(ClockEvent state, const ClockActs& acts) {
  const uint32_t begun = acts.FirstOf(state).act;
  const bool is_settled = state != kSettled && acts.LastOf(kSettled).act >= begun;
  return is_settled || (state != kReviewed && acts.LastOf(kReviewed).act >= begun);
}

bool IsReviewOver(const ClockActs& acts) {
  const uint32_t asked = acts.LastOf(kReviewRequested).act;
  const auto came_after = [&](ClockEvent event) { return acts.LastOf(event).act > asked; };
  return came_after(kAnswered) || came_after(kSettled) || came_after(kReviewed);
}

void WriteMark(const ClockMark& mark, ByteWriter* writer) {
  writer->Number(mark.act);
  writer->Number(mark.at_ms);
}

ClockMark ReadMark(ByteReader* reader) {
  ClockMark mark;
  mark.act = reader->Number<uint32_t>();
  mark.at_ms = reader->Number<int64_t>();
  return mark;
}

}  // namespace

void NoteAct(const CaseAction& action, EventTime now, ClockActs* acts) {
  if (action.kind == CaseActionKind::kReopen) NoteReopened(acts);
  const ClockMark mark{++acts->acts, now.is_none() ? 0 : now.ms};
  const CaseActionKind kind = action.kind;
  for (int event = static_cast<int>(ReachedBy(kind)); event > static_cast<int>(kReceived); --event)
    Mark(static_cast<ClockEvent>(event), mark, acts);
  if (kind == CaseActionKind::kReopen) Mark(kRegistered, mark, acts);
  if (kind == CaseActionKind::kResolve) {
    for (const ClockEvent event : {kRegistered, kAnalysed, kHandling, kSettled}) Mark(event, mark, acts);
  }
  if (kind == CaseActionKind::kReview) Mark(kReviewed, mark, acts);
  if (kind == CaseActionKind::kReviewRequest) Mark(kReviewRequested, mark, acts);
  if (kind == CaseActionKind::kExtend) Push({action.value, mark}, ClockActs::kNamedMax, &acts->extensions);
  if (kind == CaseActionKind::kReport) Push({action.value, mark}, ClockActs::kNamedMax, &acts->reports);
  if (kind == CaseActionKind::kPromise) PushPromise({action.until_ms, mark.act, 0, mark.at_ms}, &acts->promises);
  if (kind == CaseActionKind::kPromiseKept) {
    if (ClockActs::Promise* promise = FirstOpen(&acts->promises)) promise->kept = mark.act;
  }
  if (kind != CaseActionKind::kAnswer) return;
  for (ClockActs::Promise& promise : acts->promises)
    if (promise.kept == 0) promise.kept = mark.act;
}

void NoteReopened(ClockActs* acts) {
  ++acts->acts;
  acts->first = {};
}

// What was done with the other case ended nothing of this one: its ends stay behind, and are told by its complaints
// (FormalReceipts::Merge). Where a state began comes along while nothing has settled it there, a review that is asked
// for while nothing has ended it, and what was promised. By which event a rule ends is not known here: what is answered
// and not settled goes on, for a clock runs out too early rather than too late.
void MergeClockActs(const ClockActs& from, ClockActs* into) {
  into->acts = std::max(into->acts, from.acts) + 1;
  for (size_t i = 0; i < ClockActs::kMarks; ++i) {
    const bool runs = from.first[i].act != 0 && !IsOver(static_cast<ClockEvent>(i), from);
    if (into->first[i].act == 0 && runs) into->first[i] = {into->acts, from.first[i].at_ms};
  }
  const auto review = static_cast<size_t>(kReviewRequested);
  const ClockMark theirs = from.last[review];
  ClockMark& ours = into->last[review];
  if (theirs.act != 0 && !IsReviewOver(from)) {
    const bool both = ours.act != 0 && !IsReviewOver(*into);
    ours = {into->acts, both ? std::min(ours.at_ms, theirs.at_ms) : theirs.at_ms};
  }
  for (const ClockActs::Promise& promise : from.promises) PushPromise(promise, &into->promises);
}

Status CheckClockAct(const CaseAction& action, const ClockBook& book, const ClockActs& acts) {
  const CaseActionKind kind = action.kind;
  const auto open =
      std::count_if(acts.promises.begin(), acts.promises.end(), [](const auto& promise) { return promise.kept == 0; });
  if (kind == CaseActionKind::kPromiseKept)
    return open > 0 ? Status() : Conflict("no promise is open: make one with `promise`");
  if (kind == CaseActionKind::kPromise)
    return static_cast<size_t>(open) < ClockActs::kPromisesMax
               ? Status()
               : Conflict(std::to_string(open) + " promises are open, and no case keeps more: keep one first");
  if (kind != CaseActionKind::kExtend && kind != CaseActionKind::kReport) return {};
  const ClockRule* rule = book.Find(action.value);
  if (rule == nullptr) {
    std::string names;
    for (const ClockRule& known : book.rules) names.append(names.empty() ? "" : ", ").append(known.name);
    return Conflict("the profile has no deadline " + action.value + "; it has " + (names.empty() ? "none" : names));
  }
  if (kind == CaseActionKind::kReport)
    return rule->until == kReported ? Status() : Conflict("the deadline " + rule->name + " is met by no report");
  const auto taken = std::count_if(acts.extensions.begin(), acts.extensions.end(),
                                   [&](const auto& extension) { return extension.name == rule->name; });
  if (rule->extended.empty()) return Conflict("the deadline " + rule->name + " cannot be extended");
  if (static_cast<size_t>(taken) >= rule->extended.size())
    return Conflict("the deadline " + rule->name + " was extended as often as the profile allows");
  return {};
}

void WriteClockActs(const ClockActs& acts, ByteWriter* writer) {
  writer->Number(acts.acts);
  for (const auto* marks : {&acts.first, &acts.last})
    for (const ClockMark& mark : *marks) WriteMark(mark, writer);
  for (const auto* named : {&acts.extensions, &acts.reports}) {
    writer->Number(static_cast<uint32_t>(named->size()));
    for (const ClockActs::Named& one : *named) {
      writer->Text(one.name);
      WriteMark(one.mark, writer);
    }
  }
  writer->Number(static_cast<uint32_t>(acts.promises.size()));
  for (const ClockActs::Promise& promise : acts.promises) {
    writer->Number(promise.due_ms);
    writer->Number(promise.made);
    writer->Number(promise.kept);
    writer->Number(promise.made_ms);
  }
}

bool ReadClockActs(ByteReader* reader, ClockActs* acts) {
  *acts = {};
  acts->acts = reader->Number<uint32_t>();
  for (auto* marks : {&acts->first, &acts->last})
    for (ClockMark& mark : *marks) mark = ReadMark(reader);
  for (auto* named : {&acts->extensions, &acts->reports}) {
    const uint32_t count = reader->Number<uint32_t>();
    if (count > ClockActs::kNamedMax) return false;
    for (uint32_t i = 0; i < count && reader->ok(); ++i) {
      ClockActs::Named& one = named->emplace_back();
      one.name = reader->Text();
      one.mark = ReadMark(reader);
    }
  }
  const uint32_t promises = reader->Number<uint32_t>();
  if (promises > ClockActs::kPromisesMax) return false;
  for (uint32_t i = 0; i < promises && reader->ok(); ++i) {
    ClockActs::Promise& promise = acts->promises.emplace_back();
    promise.due_ms = reader->Number<int64_t>();
    promise.made = reader->Number<uint32_t>();
    promise.kept = reader->Number<uint32_t>();
    promise.made_ms = reader->Number<int64_t>();
  }
  return reader->ok();
}

}  // namespace groundswell
