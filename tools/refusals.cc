#include "tools/refusals.h"

#include <fmt/format.h>

namespace groundswell {
namespace {

constexpr uint64_t kToldMax = 5;

}  // namespace

void RefusalReport::Add(const RefusedLine& refused) {
  if (++count_ > kToldMax) return;
  *console_.err << fmt::format("line {}: refused: {}\n", refused.line.number, refused.refusal.text);
}

Status RefusalReport::Finish(bool strict) {
  if (count_ > kToldMax) *console_.err << fmt::format("{} records were refused in all\n", count_);
  if (!strict || count_ == 0) return {};
  return Corrupt(
      fmt::format("{} records were refused, and --strict makes that a failure; mend them or leave it away", count_));
}

}  // namespace groundswell
