// What must hold of the engine over any stream: cuts, checkpoints and the values of hashes change nothing.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "tests/engine/posts.h"

namespace groundswell {
namespace {

// A new seed each run, printed; GROUNDSWELL_TEST_SEED repeats one.
uint64_t NewSeed() {
  const char* given = std::getenv("GROUNDSWELL_TEST_SEED");
  const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::cout << "GROUNDSWELL_TEST_SEED=" << seed << "\n";
  return seed;
}

// Few posts between merges and little memory, so that merging, fading and evicting happen often.
EngineSettings BusySettings() {
  EngineSettings settings = TestSettings();
  settings.cluster.merge_every_posts = 32;
  settings.cluster.fade_posts = 60;
  settings.cluster.clusters_max = 60;
  settings.cluster.terms_max = 600;
  settings.group_idle_days = 2;
  settings.copy_texts_max = 200;
  settings.channels["desk"].formal = true;
  settings.channels["forum"].date_only = true;
  return settings;
}

void ExpectSame(const Told& a, const Told& b) {
  ASSERT_EQ(a.verdicts, b.verdicts);
  ASSERT_EQ(a.alerts, b.alerts);
  ASSERT_EQ(a.merges, b.merges);
}

std::map<uint64_t, std::string> GroupsOf(Engine* engine) {
  StepResult result;
  engine->DescribeGroups(&result);
  Told told;
  told.Take(result);
  return told.groups;
}

class Property : public ::testing::Test {
 protected:
  explicit Property(uint64_t seed = NewSeed())
      : seed_(seed), trace_(__FILE__, __LINE__, "GROUNDSWELL_TEST_SEED=" + std::to_string(seed_)) {
    for (uint64_t round = 0; round < 3; ++round) {
      StreamShape shape;
      shape.posts = 1500;
      // From a stream of days to one of months, where groups end and begin anew.
      shape.step_ms = (round == 0 ? 4 : round == 1 ? 60 : 400) * 60 * kSecondMs;
      Feed& feed = *feeds_.emplace_back(std::make_unique<Feed>(BusySettings()));
      for (const PostSpec& spec : streams_.emplace_back(RandomStream(seed_ + round, shape))) feed.Add(spec);
    }
  }
  uint64_t seed_;
  ::testing::ScopedTrace trace_;
  std::vector<std::vector<PostSpec>> streams_;
  std::vector<std::unique_ptr<Feed>> feeds_;
};

// Whether the streams have what the properties are about is asked of one fixed seed: a rare one may miss an event.
class PropertyStreams : public Property {
 protected:
  PropertyStreams() : Property(3) {}
};

TEST_F(PropertyStreams, DoWhatTheyAreFor) {
  size_t alerts = 0, merges = 0;
  std::map<std::string, int> events;
  for (const auto& feed : feeds_) {
    alerts += feed->told().alerts.size();
    merges += feed->told().merges.size();
    for (const std::string& alert : feed->told().alerts) ++events[JsonField(alert, "event")];
  }
  EXPECT_GT(alerts, 50u);
  EXPECT_GT(merges, 0u);
  for (const char* event : {"opened", "escalated", "deescalated", "resolved", "reopened"})
    EXPECT_GT(events[event], 0) << event;
}

TEST_F(Property, WhereTheStreamIsCutIntoStepsChangesNothing) {
  std::mt19937_64 random(seed_);
  for (const auto& feed : feeds_) {
    const std::span<const Record> records(feed->records());
    for (const size_t longest : {records.size(), size_t{1000}, size_t{40}, size_t{5}}) {
      Engine engine(BusySettings(), "test");
      StepResult result;
      Told told;
      for (size_t begin = 0; begin < records.size();) {
        const size_t size =
            std::min<size_t>(longest == records.size() ? longest : 1 + random() % longest, records.size() - begin);
        engine.Step(records.subspan(begin, size), &result);
        told.Take(result);
        begin += size;
      }
      ExpectSame(feed->told(), told);
      ASSERT_EQ(feed->Groups(), GroupsOf(&engine));
    }
  }
}

TEST_F(Property, AnEmptyStepChangesNothing) {
  Feed& feed = *feeds_[0];
  const auto before = feed.Groups();
  std::string bytes, after;
  feed.engine()->Save(&bytes);
  StepResult result;
  feed.engine()->Step({}, &result);
  feed.engine()->Save(&after);
  EXPECT_EQ(bytes, after);
  EXPECT_EQ(before, feed.Groups());
}

TEST_F(Property, SavingAndLoadingInTheMiddleChangesNothing) {
  std::mt19937_64 random(seed_);
  for (const auto& feed : feeds_) {
    const std::span<const Record> records(feed->records());
    auto engine = std::make_unique<Engine>(BusySettings(), "test");
    StepResult result;
    Told told;
    for (size_t begin = 0; begin < records.size();) {
      const size_t size = std::min<size_t>(1 + random() % 300, records.size() - begin);
      engine->Step(records.subspan(begin, size), &result);
      told.Take(result);
      begin += size;
      std::string bytes, again;
      engine->Save(&bytes);
      engine = std::make_unique<Engine>(BusySettings(), "test");
      ASSERT_TRUE(engine->Load(bytes));
      engine->Save(&again);
      ASSERT_EQ(bytes, again);
    }
    ExpectSame(feed->told(), told);
    ASSERT_EQ(feed->Groups(), GroupsOf(engine.get()));
  }
}

TEST_F(Property, AStateOfAnotherVersionOrSettingIsRefused) {
  std::string bytes;
  feeds_[0]->engine()->Save(&bytes);
  EXPECT_FALSE(Engine(BusySettings(), "other").Load(bytes));
  ++bytes[0];  // the version comes first
  EXPECT_FALSE(Engine(BusySettings(), "test").Load(bytes));
}

TEST_F(Property, TheValuesOfAuthorHashesChangeNothing) {
  for (size_t i = 0; i < feeds_.size(); ++i) {
    Feed other(BusySettings(), 0x1234567890abcdef + i);
    for (const PostSpec& spec : streams_[i]) other.Add(spec);
    ExpectSame(feeds_[i]->told(), other.told());
    ASSERT_EQ(feeds_[i]->Groups(), other.Groups());
  }
}

TEST_F(Property, DeletingEveryPostLeavesEveryGroupEmpty) {
  for (size_t i = 0; i < feeds_.size(); ++i) {
    std::map<std::pair<std::string, std::string>, PostSpec> standing;
    for (const PostSpec& spec : streams_[i]) {
      if (spec.deleted)
        standing.erase({spec.channel, spec.id});
      else
        standing[{spec.channel, spec.id}] = spec;
    }
    for (auto& [key, spec] : standing) {
      spec.deleted = true;
      feeds_[i]->Add(spec);
    }
    for (const auto& [id, json] : feeds_[i]->Groups()) {
      EXPECT_EQ(JsonField(json, "posts"), "0") << json;
      EXPECT_EQ(JsonField(json, "complainants"), R"({"count":0,"low":0,"high":0,"joiners":0})") << json;
      EXPECT_EQ(JsonField(json, "channels"), "{}") << json;
      EXPECT_EQ(JsonField(json, "representatives"), "[]") << json;
    }
  }
}

// Every alert goes from the level that the one before it of its group went to, and changes it but for the events that
// tell of something else.
TEST_F(Property, TheAlertsOfAGroupAreAChainOfLevels) {
  for (const auto& feed : feeds_) {
    std::map<std::string, std::string> levels;
    std::string last_at;
    for (const std::string& alert : feed->told().alerts) {
      const std::string id = JsonField(alert, "id"), group = id.substr(0, 16), level = JsonField(alert, "level");
      const std::string known = levels.contains(group) ? levels[group] : "none";
      EXPECT_EQ(JsonField(alert, "previous_level"), known) << alert;
      const std::string event = JsonField(alert, "event");
      const bool keeps_level = event == "surged" || event == "withdrawn" || event == "critical_post";
      EXPECT_EQ(level == known, keeps_level) << alert;
      levels[group] = level;
      EXPECT_GE(JsonField(alert, "at"), last_at) << alert;
      last_at = JsonField(alert, "at");
    }
  }
}

}  // namespace
}  // namespace groundswell
