// The words that rows and parameters use for levels, events and the state of a case, in their order.
//
// The numbers of levels are those of Totals::alerts in storage/store.h. Threads: values.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace groundswell {

constexpr std::array<std::string_view, 5> kLevelNames = {"none", "watch", "emerging", "major", "crisis"};
constexpr uint8_t kLevelNone = 0, kLevelWatch = 1;

constexpr std::array<std::string_view, 8> kEventNames = {"opened",   "escalated", "surged",        "deescalated",
                                                         "resolved", "reopened",  "critical_post", "withdrawn"};

constexpr std::array<std::string_view, 7> kStatusNames = {"received", "registered", "analysed", "handling",
                                                          "answered", "reviewed",   "dismissed"};

// Where `name` stands among `names`, or -1.
template <size_t N>
constexpr int IndexOf(const std::array<std::string_view, N>& names, std::string_view name) {
  for (size_t i = 0; i < N; ++i)
    if (names[i] == name) return static_cast<int>(i);
  return -1;
}

}  // namespace groundswell
