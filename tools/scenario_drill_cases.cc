// The kinds of case of the drills, and how often each comes in thirty days.
#include <algorithm>
#include <iterator>

#include "base/check.h"
#include "tools/scenario_drill.h"

namespace groundswell {
namespace {

constexpr DrillCaseInfo kCases[] = {
    {DrillCase::kBurst, "burst", DrillWant::kEmerging, 8},
    {DrillCase::kRamp, "ramp", DrillWant::kEmerging, 5},
    {DrillCase::kSilence, "silence", DrillWant::kEmerging, 5},
    {DrillCase::kTwoCauses, "twocauses", DrillWant::kEmerging, 3},
    {DrillCase::kTwoCompanies, "twocompanies", DrillWant::kEmerging, 3},
    {DrillCase::kParaphrase, "paraphrase", DrillWant::kEmerging, 5},
    {DrillCase::kMixed, "mixed", DrillWant::kEmerging, 5},
    {DrillCase::kCopies, "copies", DrillWant::kEmerging, 4},
    {DrillCase::kCampaign, "campaign", DrillWant::kEmerging, 4},
    {DrillCase::kLate, "late", DrillWant::kEmerging, 5},
    {DrillCase::kSlowChannel, "slowchannel", DrillWant::kEmerging, 4},
    {DrillCase::kChronic, "chronic", DrillWant::kEmerging, 2},
    {DrillCase::kJoiners, "joiners", DrillWant::kEmerging, 5},
    {DrillCase::kCritical, "critical", DrillWant::kCriticalPost, 6},
    {DrillCase::kAgents, "agents", DrillWant::kEmerging, 4},
    {DrillCase::kDeletion, "deletion", DrillWant::kEmerging, 4},
    {DrillCase::kLoud, "loud", DrillWant::kNothing, 4},
    {DrillCase::kPraise, "praise", DrillWant::kNothing, 4},
    {DrillCase::kNews, "news", DrillWant::kNothing, 4},
    {DrillCase::kOldStory, "oldstory", DrillWant::kNothing, 3},
    {DrillCase::kPlanned, "planned", DrillWant::kNothing, 3},
};

}  // namespace

std::span<const DrillCaseInfo> DrillCases() { return kCases; }

const DrillCaseInfo& InfoOf(DrillCase kind) {
  const auto* info = std::find_if(std::begin(kCases), std::end(kCases), [&](const auto& c) { return c.kind == kind; });
  CHECK(info != std::end(kCases));
  return *info;
}

}  // namespace groundswell
