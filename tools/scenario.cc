#include "tools/scenario.h"

#include "tools/scenario_drill.h"

namespace groundswell {
namespace {

Scenario MakeDay() {
  Scenario day;
  day.name = "day";
  day.default_posts = 6000;
  day.companies = {
      {"bank", "海桥银行", "海桥银行", {"海桥", "haiqiao"}, "#海桥银行#", "@HaiqiaoBank"},
      {"insurer", "澄岳保险", "澄岳保险", {"澄岳", "chengyue"}, "#澄岳保险#", "@ChengyueCare"},
      {"airline", "岚翼航空", "岚翼航空", {"岚翼", "lanyi"}, "#岚翼航空#", "@LanyiAir"},
  };
  constexpr int32_t kHour = 60;
  day.groups = {
      // The app fails in the morning rush: a burst.
      {"haiqiao-double-charge", 0, "dd", "手机银行", 120, 26, 15, 16, 14, 4, 8 * kHour + 46, 16 * kHour, Shape::kBurst},
      // Nobody lets them cancel: a slow ramp through the whole day.
      {"chengyue-cancel-refused", 1, "cc", "", 72, 14, 22, 24, 8, 10, 1 * kHour, 23 * kHour + 30, Shape::kRamp},
      // Bags stay behind: Chinese and English travellers, growing over the afternoon.
      {"lanyi-lost-luggage", 2, "lb", "", 64, 12, 48, 10, 0, 8, 11 * kHour, 22 * kHour, Shape::kHump},
      // A device that falls silent, in many words for one thing.
      {"haiqiao-soundbox-silent", 0, "sb", "收款音箱", 36, 6, 8, 12, 6, 10, 6 * kHour, 22 * kHour, Shape::kSteady},
      // A second cause at a company that has one already: they must stay apart.
      {"lanyi-voucher-refund", 2, "rv", "", 15, 3, 40, 14, 0, 6, 9 * kHour, 20 * kHour, Shape::kSteady},
      // A small one.
      {"chengyue-data-leak", 1, "dl", "", 11, 2, 22, 0, 0, 20, 13 * kHour, 21 * kHour, Shape::kHump},
  };
  return day;
}

// Its drills are drawn from the seed (tools/scenario_drill.h). Nothing of them is late by chance: lateness is a case.
Scenario MakeDrills() {
  Scenario drills;
  drills.name = "drills";
  drills.default_posts = 200000;
  drills.days = 30;
  drills.days_min = kDrillDaysMin;
  drills.days_max = kDrillDaysMax;
  drills.companies = DrillCompanies();
  drills.second = {0, 2000, 0, 60, 400, 60, 200, 200, 150};
  return drills;
}

}  // namespace

Result<const Scenario*> FindScenario(std::string_view name) {
  static const Scenario kDay = MakeDay();
  static const Scenario kDrills = MakeDrills();
  if (name == kDay.name) return &kDay;
  if (name == kDrills.name) return &kDrills;
  return NotFound("no scenario is named '" + std::string(name) + "'; there are: day, drills");
}

}  // namespace groundswell
