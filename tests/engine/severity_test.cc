// Severity and urgency: where groups stand beside one another, and that more of anything never makes less of either.
#include "engine/severity.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace groundswell {
namespace {

HarmTally Named(uint16_t harms, int posts, uint8_t vulnerable = 0, float money_yuan = 0) {
  HarmTally tally;
  for (int i = 0; i < posts; ++i) tally.Count({harms, vulnerable, money_yuan}, 1);
  return tally;
}

SeverityFigures People(int64_t people, HarmTally harm = {}) {
  SeverityFigures figures;
  figures.complainants = people;
  figures.harm = harm;
  figures.negative_share = 1;
  return figures;
}

double SeverityFor(const SeverityFigures& figures) { return SeverityOf(figures).score; }

TEST(Severity, NothingIsNothing) {
  EXPECT_EQ(SeverityOf({}).score, 0);
  EXPECT_EQ(UrgencyOf({}).score, 0);
}

TEST(Severity, RanksGroupsAsACrisisTeamWould) {
  const SeverityFigures fee = People(20, Named(kMoneyLost, 10, 0, 30)),
                        many_fees = People(1000, Named(kMoneyLost, 500, 0, 30)),
                        savings = People(20, Named(kLivelihood | kMoneyLost, 8, kElderly, 200000)),
                        fires = People(8, Named(kHazard, 6)),
                        burned = People(8, Named(kHazard | kInjury, 4, kChildren)),
                        death = People(8, Named(kDeath | kHazard, 4, kChildren, 500000));
  EXPECT_LT(SeverityFor(fee), 35);
  EXPECT_LT(SeverityFor(fee), SeverityFor(many_fees));
  EXPECT_LT(SeverityFor(fee), SeverityFor(fires));
  EXPECT_LT(SeverityFor(fires), SeverityFor(savings));
  EXPECT_LT(SeverityFor(many_fees), SeverityFor(burned));
  EXPECT_LT(SeverityFor(burned), SeverityFor(death));
  EXPECT_GT(SeverityFor(death), 85);
}

TEST(Severity, OneVoiceIsHalfBelieved) {
  EXPECT_DOUBLE_EQ(SeverityOf(People(1, Named(kDeath, 1))).parts[0].points, 20);
  EXPECT_DOUBLE_EQ(SeverityOf(People(1, Named(kDeath, 2))).parts[0].points, 30);
}

TEST(Severity, PartsAddUpToTheScore) {
  const auto sum = [](const auto& score) {
    double points = 0;
    for (const ScorePart& part : score.parts) {
      EXPECT_GE(part.points, 0) << part.name;
      EXPECT_FALSE(part.name.empty());
      points += part.points;
    }
    return points;
  };
  const SeverityFigures figures = People(30, Named(kInjury | kHazard, 2, kElderly, 5000));
  EXPECT_DOUBLE_EQ(SeverityFor(figures), sum(SeverityOf(figures)));
  EXPECT_DOUBLE_EQ(UrgencyOf(figures).score, sum(UrgencyOf(figures)));
}

TEST(Severity, EndsAtAHundred) {
  SeverityFigures figures = People(1'000'000, Named(0xffff, 1000, 0xff, 1e9f));
  figures.audience = 1'000'000'000'000;
  figures.channels = 1000;
  figures.signs.fill(1000);
  figures.surprise = figures.rate_per_hour = 1e300;
  figures.hours_to_next_level = figures.hours_to_deadline = -1e9;
  EXPECT_EQ(SeverityOf(figures).score, 100);
  EXPECT_EQ(UrgencyOf(figures).score, 100);
}

TEST(Severity, FiguresThatAreNoNumbersCountForNothing) {
  SeverityFigures figures;
  figures.surprise = figures.rate_per_hour = figures.baseline_per_hour = figures.negative_share =
      std::numeric_limits<double>::quiet_NaN();
  figures.hours_to_deadline = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(SeverityOf(figures).score, 0);
  EXPECT_EQ(UrgencyOf(figures).score, 0);
}

TEST(Urgency, RanksGroupsAsACrisisTeamWould) {
  SeverityFigures slow, burst, crowd, overdue;
  slow.rate_per_hour = slow.baseline_per_hour = 2;
  burst.rate_per_hour = 60, burst.baseline_per_hour = 1, burst.surprise = 20, burst.hours_to_next_level = 0.5;
  crowd.signs[2] = 3;
  overdue.hours_to_deadline = -5;
  EXPECT_EQ(UrgencyOf(slow).score, 0);
  EXPECT_LT(UrgencyOf(overdue).score, UrgencyOf(crowd).score);
  EXPECT_GT(UrgencyOf(crowd).score, 30);
  EXPECT_GT(UrgencyOf(burst).score, 35);
}

SeverityFigures RandomFigures(std::mt19937* random) {
  const auto number = [&](double most) { return std::uniform_real_distribution<double>(0, most)(*random); };
  SeverityFigures figures;
  for (int i = 0; i < 6; ++i) {
    figures.harm.Count({static_cast<uint16_t>((*random)() & 0x3ff), static_cast<uint8_t>((*random)() & 31),
                        static_cast<float>(std::exp(number(14)))},
                       1);
  }
  figures.complainants = (*random)() % 200, figures.joiners = (*random)() % 50;
  figures.audience = (*random)() % 1'000'000, figures.channels = (*random)() % 9;
  figures.negative_share = number(1);
  for (int64_t& sign : figures.signs) sign = (*random)() % 3;
  figures.rate_per_hour = number(50), figures.baseline_per_hour = number(10), figures.surprise = number(15);
  if ((*random)() % 2 == 0) figures.hours_to_next_level = number(48);
  if ((*random)() % 2 == 0) figures.hours_to_deadline = number(100) - 20;
  return figures;
}

TEST(SeverityAndUrgency, NeverFallWhenAFigureGetsWorse) {
  using Worsen = std::function<void(SeverityFigures*)>;
  std::vector<Worsen> worsen = {
      [](SeverityFigures* f) { f->complainants += 3; },
      [](SeverityFigures* f) { f->joiners += 3; },
      [](SeverityFigures* f) { f->audience += 50000; },
      [](SeverityFigures* f) { ++f->channels; },
      [](SeverityFigures* f) { f->negative_share = std::min(1.0, f->negative_share + 0.1); },
      [](SeverityFigures* f) { f->rate_per_hour += 2; },
      [](SeverityFigures* f) { f->baseline_per_hour /= 2; },
      [](SeverityFigures* f) { f->surprise += 1; },
      [](SeverityFigures* f) { f->hours_to_next_level = f->hours_to_next_level.value_or(100) / 2; },
      [](SeverityFigures* f) { f->hours_to_deadline = f->hours_to_deadline.value_or(100) - 10; },
      [](SeverityFigures* f) {
        f->harm.Count({0, 0, 300000}, 1);
      },
  };
  for (size_t i = 0; i < kHarmKinds; ++i)
    worsen.push_back([i](SeverityFigures* f) { f->harm.Count({static_cast<uint16_t>(1u << i), 0, 0}, 1); });
  for (size_t i = 0; i < kVulnerableKinds; ++i)
    worsen.push_back([i](SeverityFigures* f) { f->harm.Count({0, static_cast<uint8_t>(1u << i), 0}, 1); });
  for (size_t i = 0; i < 6; ++i) worsen.push_back([i](SeverityFigures* f) { ++f->signs[i]; });
  std::mt19937 random(3);
  for (int run = 0; run < 300; ++run) {
    const SeverityFigures before = RandomFigures(&random);
    for (size_t i = 0; i < worsen.size(); ++i) {
      SeverityFigures after = before;
      worsen[i](&after);
      EXPECT_GE(SeverityOf(after).score, SeverityOf(before).score - 1e-9) << i;
      EXPECT_GE(UrgencyOf(after).score, UrgencyOf(before).score - 1e-9) << i;
      for (size_t part = 0; part < SeverityOf(after).parts.size(); ++part)
        EXPECT_GE(SeverityOf(after).parts[part].points, SeverityOf(before).parts[part].points - 1e-9) << i << part;
    }
  }
}

TEST(HarmTally, WhatIsTakenBackWasNeverThere) {
  HarmTally tally = Named(kInjury, 2, kElderly, 5000);
  const HarmTally before = tally;
  const HarmReading more{kDeath | kInjury, kChildren, 123456};
  tally.Count(more, 1);
  EXPECT_FALSE(tally == before);
  tally.Count(more, -1);
  EXPECT_EQ(tally, before);
}

TEST(HarmTally, RemembersTheLargestSumToHalfAPowerOfTen) {
  for (const double yuan : {10.0, 31.0, 99.0, 1000.0, 5000.0, 2e5, 1e9}) {
    const double told = Named(0, 1, 0, static_cast<float>(yuan)).money_yuan();
    EXPECT_LE(told, yuan * 1.0001);
    EXPECT_GT(told * 3.17, std::min(yuan, 3e9));
  }
  EXPECT_EQ(Named(0, 3, 0, 5).money_yuan(), 0);
  EXPECT_EQ(Named(0, 3, 0, 50).money_posts(), 3);
}

TEST(HarmTally, MergesAndComesBackFromBytes) {
  HarmTally a = Named(kInjury, 2, kElderly, 5000);
  a.Merge(Named(kDeath, 1, 0, 90));
  EXPECT_EQ(a.harm_posts(0), 1);
  EXPECT_EQ(a.harm_posts(1), 2);
  EXPECT_EQ(a.money_posts(), 3);
  std::string bytes;
  ByteWriter writer(&bytes);
  a.Save(&writer);
  HarmTally loaded;
  ByteReader reader(bytes);
  ASSERT_TRUE(loaded.Load(&reader));
  EXPECT_TRUE(reader.done());
  EXPECT_EQ(loaded, a);
  ByteReader cut(std::string_view(bytes).substr(1));
  EXPECT_FALSE(HarmTally().Load(&cut));
}

}  // namespace
}  // namespace groundswell
