// Who is on duty: by day, hour, turn, exception, absence and holiday.
#include "serve/rota.h"

#include <gtest/gtest.h>

#include "serve/on_call.h"
#include "tests/serve/on_call_testing.h"

namespace groundswell {
namespace {

constexpr int64_t kMinuteMs = 60'000;

int64_t At(std::string_view text) {
  const ZoneOffset shanghai{480};
  const auto time = ParseEventTime(text, &shanghai);
  EXPECT_TRUE(time.ok()) << text;
  return time.ok() ? time->ms : 0;
}
int64_t DayOf(std::string_view date) {
  const ZoneOffset utc;
  return ParseEventTime(date, &utc)->ms / kDayMs;
}

// Two who take turns of a week by day, from Monday 2026-11-02 on, and one at night.
RotaParts TwoAndOne() {
  RotaParts parts;
  for (const char* id : {"an", "bo", "chen"}) parts.people.push_back(Person(id));
  parts.shifts.push_back({.name = "10-day",
                          .from_min = 9 * 60,
                          .to_min = 18 * 60,
                          .zone = ZoneOffset{480},
                          .people = {0, 1},
                          .start_day = DayOf("2026-11-02")});
  parts.shifts.push_back(
      {.name = "20-night", .from_min = 18 * 60, .to_min = 9 * 60, .zone = ZoneOffset{480}, .people = {2}});
  return parts;
}

std::string Who(const Rota& rota, std::string_view at) {
  const RotaPerson* person = rota.At(At(at));
  return person == nullptr ? "nobody" : person->id;
}

TEST(Rota, TurnsChangeWithTheirWeekAtTheHourOfTheShift) {
  const Rota rota(TwoAndOne());
  EXPECT_EQ(Who(rota, "2026-11-02T09:00:00"), "an");
  EXPECT_EQ(Who(rota, "2026-11-08T17:59:59"), "an");
  EXPECT_EQ(Who(rota, "2026-11-09T08:59:59"), "chen");
  EXPECT_EQ(Who(rota, "2026-11-09T09:00:00"), "bo");
  EXPECT_EQ(Who(rota, "2026-11-16T09:00:00"), "an");
  EXPECT_EQ(Who(rota, "2026-10-26T09:00:00"), "bo") << "turns go back in time, too";
}

TEST(Rota, ShiftsGoByTheClockOfTheirPlaceAlsoInSummer) {
  RotaParts parts = TwoAndOne();
  for (RotaShift& shift : parts.shifts) shift.zone = LocalZone::Parse("Europe/London").value();
  const Rota rota(std::move(parts));
  EXPECT_EQ(Who(rota, "2026-12-01T08:59:59Z"), "chen");
  EXPECT_NE(Who(rota, "2026-12-01T09:00:00Z"), "chen");
  EXPECT_NE(Who(rota, "2026-07-01T08:00:00Z"), "chen") << "nine o'clock there";
  EXPECT_EQ(Who(rota, "2026-07-01T17:00:00Z"), "chen") << "six o'clock there";
  // Over both changes of the clock, nobody is missing and nobody is on duty twice.
  for (const char* from : {"2026-03-28T00:00:00Z", "2026-10-24T00:00:00Z"}) {
    const auto spans = rota.Between(At(from), At(from) + 3 * kDayMs);
    for (size_t i = 0; i < spans.size(); ++i) {
      EXPECT_NE(spans[i].person, nullptr);
      if (i > 0) {
        EXPECT_EQ(spans[i].from_ms, spans[i - 1].until_ms);
      }
    }
  }
}

TEST(Rota, AShiftBelongsToTheDayOnWhichItBegan) {
  RotaParts parts = TwoAndOne();
  parts.shifts[1].days = 1 << 1;  // the night that begins on Monday
  const Rota rota(std::move(parts));
  EXPECT_EQ(Who(rota, "2026-11-03T03:00:00"), "chen");
  EXPECT_EQ(Who(rota, "2026-11-02T03:00:00"), "nobody");
  EXPECT_EQ(Who(rota, "2026-11-03T20:00:00"), "nobody");
}

TEST(Rota, HolidaysAndTheDaysWorkedForThemHaveShiftsOfTheirOwn) {
  RotaParts parts = TwoAndOne();
  parts.shifts = {{.name = "10-holiday", .days = kRotaHoliday, .zone = ZoneOffset{480}, .people = {2}},
                  {.name = "20-work", .days = kRotaWorkday, .zone = ZoneOffset{480}, .people = {0}},
                  {.name = "30-rest", .days = kRotaRestday, .zone = ZoneOffset{480}, .people = {1}}};
  parts.days = {{DayOf("2026-10-01"), DayMark::kHoliday}, {DayOf("2026-10-10"), DayMark::kWorkday}};
  const Rota rota(std::move(parts));
  EXPECT_EQ(Who(rota, "2026-10-01T12:00:00"), "chen") << "a Thursday that is a holiday";
  EXPECT_EQ(Who(rota, "2026-10-10T12:00:00"), "an") << "a Saturday that is worked";
  EXPECT_EQ(Who(rota, "2026-10-11T12:00:00"), "bo") << "a Sunday";
  EXPECT_EQ(Who(rota, "2026-10-12T12:00:00"), "an");
}

TEST(Rota, AnExceptionComesBeforeEveryShift) {
  RotaParts parts = TwoAndOne();
  parts.exceptions = {{.person = 1, .from_ms = At("2026-11-03T12:00:00"), .until_ms = At("2026-11-03T13:00:00")}};
  const Rota rota(std::move(parts));
  EXPECT_EQ(Who(rota, "2026-11-03T11:59:59"), "an");
  EXPECT_EQ(Who(rota, "2026-11-03T12:00:00"), "bo");
  EXPECT_EQ(Who(rota, "2026-11-03T13:00:00"), "an");
}

TEST(Rota, WhoIsAbsentIsStoodInForByTheDeputyOfTheAbsenceElseByTheirOwn) {
  RotaParts parts = TwoAndOne();
  parts.people[0].deputy = "chen";
  parts.absences = {{.person = 0, .from_ms = At("2026-11-03"), .until_ms = At("2026-11-04")},
                    {.person = 0, .from_ms = At("2026-11-05"), .until_ms = At("2026-11-06"), .deputy = 1}};
  const Rota rota(std::move(parts));
  EXPECT_EQ(Who(rota, "2026-11-03T10:00:00"), "chen");
  EXPECT_EQ(Who(rota, "2026-11-05T10:00:00"), "bo");
  EXPECT_EQ(Who(rota, "2026-11-06T10:00:00"), "an");
  const auto spans = rota.Between(At("2026-11-03T10:00:00"), At("2026-11-03T11:00:00"));
  ASSERT_EQ(spans.size(), 1u);
  ASSERT_NE(spans[0].instead, nullptr);
  EXPECT_EQ(spans[0].instead->id, "an");
}

TEST(Rota, DeputiesWhoAreAllAwayLeaveTheNextShiftAndDoNotTurnInCircles) {
  RotaParts parts = TwoAndOne();
  parts.people[0].deputy = "bo";
  parts.people[1].deputy = "an";
  for (const size_t person : {0, 1})
    parts.absences.push_back({.person = person, .from_ms = At("2026-11-03"), .until_ms = At("2026-11-04")});
  parts.shifts[1].from_min = parts.shifts[1].to_min = 0;  // chen, all day long
  const Rota rota(std::move(parts));
  EXPECT_EQ(Who(rota, "2026-11-03T10:00:00"), "chen");
}

TEST(Rota, SpansFollowEachOtherWithoutAHoleAndShowGaps) {
  RotaParts parts = TwoAndOne();
  parts.shifts[1].to_min = 8 * 60;  // nobody between eight and nine
  const Rota rota(std::move(parts));
  const int64_t from_ms = At("2026-11-02T10:00:00"), until_ms = At("2026-11-04T10:00:00");
  const auto spans = rota.Between(from_ms, until_ms);
  ASSERT_EQ(spans.size(), 7u);
  EXPECT_EQ(spans.front().from_ms, from_ms);
  EXPECT_EQ(spans.back().until_ms, until_ms);
  for (size_t i = 1; i < spans.size(); ++i) EXPECT_EQ(spans[i - 1].until_ms, spans[i].from_ms);
  EXPECT_EQ(spans[2].person, nullptr);
  EXPECT_EQ(spans[2].from_ms, At("2026-11-03T08:00:00"));
  EXPECT_EQ(spans[2].until_ms, At("2026-11-03T09:00:00"));
}

TEST(Rota, EveryMomentOfASpanHasThePersonOfTheSpan) {
  RotaParts parts = TwoAndOne();
  parts.people[1].deputy = "chen";
  parts.exceptions = {{.person = 2, .from_ms = At("2026-11-07T01:30:00"), .until_ms = At("2026-11-07T12:15:00")}};
  parts.absences = {{.person = 1, .from_ms = At("2026-11-10"), .until_ms = At("2026-11-12")}};
  parts.shifts[0].days = kRotaWorkday;
  const Rota rota(std::move(parts));
  for (const DutySpan& span : rota.Between(At("2026-11-01"), At("2026-11-20")))
    for (int64_t at_ms = span.from_ms; at_ms < span.until_ms; at_ms += 7 * kMinuteMs)
      ASSERT_EQ(rota.At(at_ms), span.person) << FormatEventTime(EventTime{at_ms});
}

TEST(OnCallPlan, AsksTheDeputyTheNextInTurnAPersonAndAtLastTheFallback) {
  RotaParts parts = TwoAndOne();
  parts.people.push_back(Person("head"));
  parts.people[0].deputy = "chen";
  OnCallPlan plan;
  plan.rota = std::make_shared<const Rota>(std::move(parts));
  plan.fallback = "head";
  const int64_t day_ms = At("2026-11-02T10:00:00"), night_ms = At("2026-11-02T20:00:00");
  EXPECT_EQ(plan.Asked("duty", day_ms)->id, "an");
  EXPECT_EQ(plan.Asked("deputy", day_ms)->id, "chen");
  EXPECT_EQ(plan.Asked("next", day_ms)->id, "bo");
  EXPECT_EQ(plan.Asked("bo", day_ms)->id, "bo");
  EXPECT_EQ(plan.Asked("next", night_ms)->id, "head") << "the night has one person alone";
  EXPECT_EQ(plan.Asked("deputy", night_ms)->id, "head");
}

TEST(OnCallPlan, CallsByTheIdOfTheReceiverAndKeepsItsOwnMentionsWhereThereIsNone) {
  RotaPerson person = Person("an");
  person.wecom = "an.wecom";
  OnCallPlan plan;
  const ReceiverSettings wecom = Chat("duty", ReceiverKind::kWeCom, {"all"});
  const ReceiverSettings slack = Chat("ops", ReceiverKind::kSlack, {"U1"});
  using Ids = std::vector<std::string>;
  EXPECT_EQ(plan.Mentions(wecom, &person), Ids{"an.wecom"});
  EXPECT_EQ(plan.Mentions(slack, &person), Ids{"U1"});
  EXPECT_EQ(plan.Mentions(wecom, nullptr), Ids{"all"});
  plan.mention = MentionRule::kAdd;
  EXPECT_EQ(plan.Mentions(wecom, &person), (Ids{"an.wecom", "all"}));
  plan.mention = MentionRule::kNone;
  EXPECT_EQ(plan.Mentions(wecom, &person), Ids{"all"});
}

}  // namespace
}  // namespace groundswell
