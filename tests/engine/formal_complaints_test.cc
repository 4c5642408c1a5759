// FormalComplaints: against a list of everything that stands, through withdrawals, merges and saved bytes.
#include "engine/formal_complaints.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>
#include <set>

namespace groundswell {
namespace {

uint64_t NewSeed() {
  const char* given = std::getenv("GROUNDSWELL_TEST_SEED");
  const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::cout << "GROUNDSWELL_TEST_SEED=" << seed << "\n";
  return seed;
}

struct Made {
  Seq seq;
  EventTime at;
  PersonHash person;
};

// What FormalComplaints must tell, from everything.
struct Standing {
  std::vector<Made> made;

  void Expect(const FormalComplaints& formal) const {
    ASSERT_EQ(formal.posts(), static_cast<int64_t>(made.size()));
    std::set<uint64_t> people;
    EventTime first = EventTime::None();
    for (const Made& one : made) {
      if (one.person.known()) people.insert(one.person.value);
      if (first.is_none() || one.at < first) first = one.at;
    }
    ASSERT_EQ(formal.people(), people.size());
    ASSERT_EQ(formal.first_at(), first);
  }
};

TEST(FormalComplaints, TellWhatStandsWhereverFromThereIs) {
  std::mt19937_64 random(NewSeed());
  FormalComplaints formal;
  Standing standing;
  Seq seq = 0;
  for (int i = 0; i < 2000; ++i) {
    // Fewer stand than are kept now and then, so that the earliest is always one of those.
    if (!standing.made.empty() && (standing.made.size() > 30 || random() % 2 == 0)) {
      const size_t place = random() % standing.made.size();
      const Made gone = standing.made[place];
      standing.made.erase(standing.made.begin() + static_cast<ptrdiff_t>(place));
      formal.Withdraw(gone.seq, gone.at, gone.person);
    } else {
      const Made made{seq++, EventTime{static_cast<int64_t>(random() % 50)}, PersonHash{random() % 20}};
      standing.made.push_back(made);
      formal.Add(made.seq, made.at, made.person);
    }
    standing.Expect(formal);
  }
}

TEST(FormalComplaints, WhoMergesBringsAllAndTheEarliestOfBoth) {
  std::mt19937_64 random(NewSeed());
  FormalComplaints groups[2];
  Standing standing;
  for (Seq seq = 0; seq < 200; ++seq) {
    const Made made{seq, EventTime{static_cast<int64_t>(random() % 1000)}, PersonHash{1 + random() % 30}};
    groups[seq % 2].Add(made.seq, made.at, made.person);
    standing.made.push_back(made);
  }
  groups[0].Merge(groups[1]);
  standing.Expect(groups[0]);
  // The earliest go first; those that are kept tell the truth until the last of them.
  std::sort(standing.made.begin(), standing.made.end(), [](const Made& a, const Made& b) { return a.at < b.at; });
  for (size_t i = 0; i + 1 < FormalComplaints::kEarliestMax; ++i) {
    const Made gone = standing.made.front();
    standing.made.erase(standing.made.begin());
    groups[0].Withdraw(gone.seq, gone.at, gone.person);
    standing.Expect(groups[0]);
  }
}

TEST(FormalComplaints, WhenAllOfTheEarliestAreGoneTheFirstIsNotLaterThanTheTruth) {
  FormalComplaints formal;
  for (int64_t i = 0; i < 100; ++i) formal.Add(static_cast<Seq>(i), EventTime{i}, {});
  for (int64_t i = 0; i < 50; ++i) {
    formal.Withdraw(static_cast<Seq>(i), EventTime{i}, {});
    EXPECT_LE(formal.first_at().ms, i + 1);
    EXPECT_GE(formal.first_at().ms, std::min<int64_t>(i + 1, FormalComplaints::kEarliestMax));
  }
  formal.Add(100, EventTime{7}, {});
  EXPECT_EQ(formal.first_at().ms, 7);
}

TEST(FormalComplaints, SavedOnesGoOnAsIfNothingHadBeen) {
  FormalComplaints formal;
  for (int64_t i = 0; i < 50; ++i) formal.Add(static_cast<Seq>(i), EventTime{1000 - i}, {1 + uint64_t(i) / 2});
  std::string bytes, again;
  ByteWriter writer(&bytes);
  formal.Save(&writer);
  FormalComplaints loaded;
  ByteReader reader(bytes);
  ASSERT_TRUE(loaded.Load(&reader));
  ByteWriter writer_again(&again);
  loaded.Save(&writer_again);
  EXPECT_EQ(bytes, again);
  loaded.Withdraw(49, EventTime{951}, {25});
  EXPECT_EQ(loaded.posts(), 49);
  EXPECT_EQ(loaded.people(), 25u);
  EXPECT_EQ(loaded.first_at().ms, 952);
  ByteReader cut(std::string_view(bytes).substr(0, bytes.size() - 1));
  EXPECT_FALSE(FormalComplaints().Load(&cut));
}

}  // namespace
}  // namespace groundswell
