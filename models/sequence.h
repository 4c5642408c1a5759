// Values that the engine decides and the store keeps: places in the sequence, group ids, merges, counts of a pane.
//
// Threads: values.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace groundswell {

// Place of a record in the one sequence of everything the engine has taken, from 0.
using Seq = uint64_t;

// A group's id: a function of its first post. Printed as 16 hex digits.
struct GroupId {
  uint64_t value = 0;
  auto operator<=>(const GroupId&) const = default;
};

// 16 hex digits, and back; nothing for what is none.
std::string FormatGroupId(GroupId id);
std::optional<GroupId> ParseGroupId(std::string_view text);

// `from` lives on in `into` (which may itself merge later).
struct MergeWrite {
  GroupId from, into;
};

// Counts to be added to one pane of one organisation. The organisation of posts without one is the empty string.
struct PaneCounts {
  int64_t posts = 0, complaints = 0, negative = 0, positive = 0;
  auto operator<=>(const PaneCounts&) const = default;
  PaneCounts& operator+=(const PaneCounts& add) {
    posts += add.posts;
    complaints += add.complaints;
    negative += add.negative;
    positive += add.positive;
    return *this;
  }
};

}  // namespace groundswell
