#include "models/clock_rule.h"

#include <algorithm>
#include <charconv>

namespace groundswell {
namespace {

using enum ClockEvent;

constexpr std::string_view kUnits[] = {"hours", "days", "working_days"};
constexpr std::string_view kEvents[] = {"received", "registered", "analysed",         "handling",  "answered",
                                        "reviewed", "settled",    "review_requested", "reported",  "watch",
                                        "emerging", "major",      "crisis",           "data_leak", "none"};
static_assert(std::size(kEvents) == kClockEvents);
constexpr ClockEvent kStarts[] = {kReceived, kRegistered, kAnalysed, kHandling, kAnswered,        kReviewed,
                                  kWatch,    kEmerging,   kMajor,    kCrisis,   kReviewRequested, kDataLeak};
constexpr ClockEvent kEnds[] = {kRegistered, kAnalysed, kHandling, kAnswered, kReviewed, kSettled, kReported, kNone};
constexpr size_t kLabelBytesMax = 120;

bool IsName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// The next word of *rest, which it is taken from.
std::string_view TakeWord(std::string_view* rest) {
  const size_t begin = std::min(rest->find_first_not_of(' '), rest->size());
  const size_t end = std::min(rest->find(' ', begin), rest->size());
  const std::string_view word = rest->substr(begin, end - begin);
  rest->remove_prefix(end);
  return word;
}

std::string_view Trimmed(std::string_view text) {
  const size_t begin = std::min(text.find_first_not_of(' '), text.size());
  const size_t end = text.find_last_not_of(' ');
  return end == std::string_view::npos ? std::string_view() : text.substr(begin, end + 1 - begin);
}

std::string Listed(std::span<const std::string_view> words) {
  std::string list;
  for (const std::string_view word : words) list.append(list.empty() ? "" : ", ").append(word);
  return list;
}

std::string Listed(std::span<const ClockEvent> events) {
  std::string list;
  for (const ClockEvent event : events) list.append(list.empty() ? "" : ", ").append(ClockEventName(event));
  return list;
}

// False where it is none of `allowed`.
bool FindEvent(std::string_view word, std::span<const ClockEvent> allowed, ClockEvent* event) {
  for (const ClockEvent one : allowed)
    if (ClockEventName(one) == word) return *event = one, true;
  return false;
}

ClockEvent UsualEnd(ClockEvent after) {
  if (after == kReceived || after == kReviewRequested) return kAnswered;
  return after >= kWatch ? kReported : kSettled;
}

class ClockReader {
 public:
  explicit ClockReader(std::string_view line) : line_(line), rest_(line) {}

  Result<ClockRule> Read() {
    GROUNDSWELL_TRY(ReadStart());
    word_ = TakeWord(&rest_);
    if (word_ == "until") {
      if (!FindEvent(TakeWord(&rest_), kEnds, &clock_.until))
        return Wrong("a clock runs until one of " + Listed(std::span<const ClockEvent>(kEnds)));
      word_ = TakeWord(&rest_);
    }
    if (word_ == "extendable") GROUNDSWELL_TRY(ReadSteps());
    if (word_ == "named") GROUNDSWELL_TRY(ReadNames());
    if (!word_.empty()) return Wrong("nothing but until, extendable to and named may follow the event");
    return std::move(clock_);
  }

 private:
  Status Wrong(const std::string& what) const { return Invalid("\"" + std::string(line_) + "\": " + what); }

  Status ReadStart() {
    const std::string_view name = TakeWord(&rest_), equals = TakeWord(&rest_), amount = TakeWord(&rest_),
                           unit = TakeWord(&rest_), after = TakeWord(&rest_), event = TakeWord(&rest_);
    if (!IsName(name) || equals != "=" || after != "after")
      return Wrong("write a clock as NAME = AMOUNT UNIT after EVENT, such as decide = 15 days after received");
    clock_.name = name;
    GROUNDSWELL_TRY(ReadAmount(amount, &clock_.amount));
    const auto found = std::find(std::begin(kUnits), std::end(kUnits), unit);
    if (found == std::end(kUnits)) return Wrong("the unit must be one of " + Listed(kUnits));
    clock_.unit = static_cast<ClockUnit>(found - std::begin(kUnits));
    if (!FindEvent(event, kStarts, &clock_.after))
      return Wrong("a clock runs from one of " + Listed(std::span<const ClockEvent>(kStarts)));
    clock_.until = UsualEnd(clock_.after);
    return CheckWorkingDays(clock_.amount);
  }

  Status ReadAmount(std::string_view word, uint32_t* amount) const {
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), *amount);
    if (error == std::errc() && end == word.data() + word.size() && *amount >= 1 && *amount <= kClockAmountMax)
      return {};
    return Wrong("the amount must be a whole number from 1 to " + std::to_string(kClockAmountMax));
  }

  Status CheckWorkingDays(uint32_t amount) const {
    if (clock_.unit != ClockUnit::kWorkingDays || amount <= kClockWorkingDaysMax) return {};
    return Wrong("at most " + std::to_string(kClockWorkingDaysMax) + " working days; count longer ones in days");
  }

  Status ReadSteps() {
    if (TakeWord(&rest_) != "to") return Wrong("write extendable to and the longer amounts, such as extendable to 30");
    uint32_t before = clock_.amount;
    for (word_ = TakeWord(&rest_); !word_.empty() && word_ != "named"; word_ = TakeWord(&rest_)) {
      uint32_t amount = 0;
      GROUNDSWELL_TRY(ReadAmount(word_, &amount));
      GROUNDSWELL_TRY(CheckWorkingDays(amount));
      if (amount <= before) return Wrong("each extension must be longer than what it extends");
      clock_.extended.push_back(before = amount);
    }
    if (clock_.extended.empty() || clock_.extended.size() > kClockStepsMax)
      return Wrong("extendable to must be followed by 1 to " + std::to_string(kClockStepsMax) + " amounts");
    return {};
  }

  Status ReadNames() {
    const std::string_view names = Trimmed(rest_);
    const size_t slash = names.find(" / ");
    if (slash == std::string_view::npos || names.size() > kLabelBytesMax)
      return Wrong("named must be followed by the Chinese and the English name, with / between, of " +
                   std::to_string(kLabelBytesMax) + " bytes at most");
    clock_.zh = Trimmed(names.substr(0, slash));
    clock_.en = Trimmed(names.substr(slash + 3));
    word_ = {};
    return {};
  }

  const std::string_view line_;
  std::string_view rest_, word_;
  ClockRule clock_;
};

}  // namespace

std::string_view ClockUnitName(ClockUnit unit) { return kUnits[static_cast<size_t>(unit)]; }
std::string_view ClockEventName(ClockEvent event) { return kEvents[static_cast<size_t>(event)]; }

Result<ClockRule> ParseClock(std::string_view line) { return ClockReader(line).Read(); }

Result<std::vector<ClockRule>> ParseClocks(std::span<const std::string> lines) {
  if (lines.size() > kClocksMax) return Invalid("more than " + std::to_string(kClocksMax) + " clocks; drop some");
  std::vector<ClockRule> clocks;
  for (const std::string& line : lines) {
    Result<ClockRule> clock = ParseClock(line);
    if (!clock.ok()) return clock.status();
    const bool is_known =
        std::any_of(clocks.begin(), clocks.end(), [&](const ClockRule& other) { return other.name == clock->name; });
    if (is_known) return Invalid("\"" + line + "\": a clock of this name is there already; give it another");
    clocks.push_back(std::move(*clock));
  }
  return clocks;
}

const ClockRule* ClockBook::Find(std::string_view name) const {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const ClockRule& rule) { return rule.name == name; });
  return found == rules.end() ? nullptr : &*found;
}

}  // namespace groundswell
