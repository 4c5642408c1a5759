#include "engine/profile_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace groundswell {
namespace {

constexpr std::string_view kUnits[] = {"hours", "days", "working_days"};
constexpr std::string_view kEvents[] = {"received",         "registered", "analysed", "handling", "answered",
                                        "reviewed",         "watch",      "emerging", "major",    "crisis",
                                        "review_requested", "data_leak"};
// Nobody is expected to have more complaints than people; it only keeps products within their type.
constexpr double kScaleMax = 1000;
constexpr double kPeopleMax = 1e9;

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

template <size_t N>
std::string Listed(const std::string_view (&words)[N]) {
  std::string list;
  for (const std::string_view word : words) list.append(list.empty() ? "" : ", ").append(word);
  return list;
}

Status Wrong(std::string_view line, const std::string& what) {
  return Invalid("\"" + std::string(line) + "\": " + what);
}

}  // namespace

std::string_view ClockUnitName(ClockUnit unit) { return kUnits[static_cast<size_t>(unit)]; }

Result<ProfileClock> ParseClock(std::string_view line) {
  std::string_view rest = line;
  const std::string_view name = TakeWord(&rest), equals = TakeWord(&rest), amount = TakeWord(&rest),
                         unit = TakeWord(&rest), after = TakeWord(&rest), event = TakeWord(&rest);
  if (!IsName(name) || equals != "=" || after != "after" || !TakeWord(&rest).empty())
    return Wrong(line, "write a clock as NAME = AMOUNT UNIT after EVENT, such as decide = 15 days after received");
  ProfileClock clock;
  clock.name = name;
  const auto [end, error] = std::from_chars(amount.data(), amount.data() + amount.size(), clock.amount);
  if (error != std::errc() || end != amount.data() + amount.size() || clock.amount < 1 ||
      clock.amount > kClockAmountMax)
    return Wrong(line, "the amount must be a whole number from 1 to " + std::to_string(kClockAmountMax));
  const auto found = std::find(std::begin(kUnits), std::end(kUnits), unit);
  if (found == std::end(kUnits)) return Wrong(line, "the unit must be one of " + Listed(kUnits));
  clock.unit = static_cast<ClockUnit>(found - std::begin(kUnits));
  if (std::find(std::begin(kEvents), std::end(kEvents), event) == std::end(kEvents))
    return Wrong(line, "a clock runs from one of " + Listed(kEvents));
  clock.after = event;
  return clock;
}

Result<std::vector<ProfileClock>> ParseClocks(std::span<const std::string> lines) {
  if (lines.size() > kClocksMax) return Invalid("more than " + std::to_string(kClocksMax) + " clocks; drop some");
  std::vector<ProfileClock> clocks;
  for (const std::string& line : lines) {
    Result<ProfileClock> clock = ParseClock(line);
    if (!clock.ok()) return clock.status();
    const bool is_known =
        std::any_of(clocks.begin(), clocks.end(), [&](const ProfileClock& other) { return other.name == clock->name; });
    if (is_known) return Wrong(line, "a clock of this name is there already; give it another");
    clocks.push_back(std::move(*clock));
  }
  return clocks;
}

double ScaleFor(const Profile& profile, double complainants_daily) {
  if (profile.usual_daily == 0 || !(complainants_daily > profile.usual_daily)) return 1;
  return std::min(kScaleMax, std::sqrt(complainants_daily / profile.usual_daily));
}

uint32_t ScaledPeople(uint32_t people, double scale) {
  return static_cast<uint32_t>(std::min(kPeopleMax, std::ceil(people * scale)));
}

Profile ScaledBy(const Profile& profile, double scale) {
  Profile scaled = profile;
  if (scale <= 1) return scaled;
  for (uint32_t* people : {&scaled.emerging, &scaled.major, &scaled.crisis_complainants, &scaled.crisis_calm})
    *people = ScaledPeople(*people, scale);
  return scaled;
}

Profile ScaledTo(const Profile& profile, double complainants_daily) {
  return ScaledBy(profile, ScaleFor(profile, complainants_daily));
}

}  // namespace groundswell
