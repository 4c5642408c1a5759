// A live run's sequence, exported and replayed, gives the run's alerts, groups and assignments again, byte for byte:
// whatever was in it, and however it is cut, batched and threaded. What is missing in it is told.
#include <gtest/gtest.h>

#include "storage/memory_store.h"
#include "storage/rocks_store.h"
#include "storage/verify.h"
#include "tests/engine/pipeline_testing.h"
#include "tests/tools/sequence_testing.h"
#include "tools/replay_outputs.h"

namespace groundswell {
namespace {

StreamShape Shape(size_t posts) {
  return {.posts = posts, .authors = 40, .step_ms = 20 * 60 * kSecondMs, .deletions_percent = 0, .same_percent = 10};
}

void ExpectSame(const Outputs& got, const Outputs& want) {
  EXPECT_EQ(Difference(got.alerts, want.alerts), "");
  EXPECT_EQ(Difference(got.groups, want.groups), "");
  EXPECT_EQ(Difference(got.assignments, want.assignments), "");
}

PostSpec Complaint(const std::string& author, int64_t minutes = 0) {
  return {.id = "of " + author,
          .author = author,
          .text = "转账失败 余额不见了 客服不理 " + author,
          .time = {kTestStart.ms + minutes * 60 * kSecondMs},
          .org = "海桥银行"};
}

size_t CountOf(const std::string& text, const std::string& what) {
  size_t count = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

GroupId GroupOf(const Store& store, const std::string& wanted) {
  GroupId found;
  const Status status = ForEachAssignment(store, [&](std::string_view, std::string_view id, GroupId group) {
    if (id == wanted) found = group;
    return Status();
  });
  EXPECT_TRUE(status.ok()) << status.message();
  return found;
}

GroupRule Split(GroupId group, const std::vector<PostSpec>& leaving) {
  GroupRule rule;
  rule.group = group;
  for (const PostSpec& post : leaving) rule.posts.push_back({post.channel, post.id});
  rule.by = "bo";
  rule.reason = "别的\n事";
  return rule;
}

// Of twelve people four leave; the part and the rest go on, and in the end are one again.
void RunRules(LiveRun* live, const Store& store) {
  live->Settings({});
  std::vector<PostSpec> leaving;
  for (int i = 0; i < 12; ++i) {
    live->Posts({Complaint("a" + std::to_string(i), i)});
    if (i % 3 == 0) leaving.push_back(Complaint("a" + std::to_string(i)));
  }
  live->Step();
  const GroupId group = GroupOf(store, "of a1");
  const RuleAnswer parted = live->Rule(Split(group, leaving));
  ASSERT_TRUE(parted.refused.ok()) << parted.refused.message();
  live->Tick({kTestStart.ms + kDayMs});
  for (int i = 0; i < 6; ++i) live->Posts({Complaint("b" + std::to_string(i), 1500 + i)});
  live->Step();
  GroupRule merge;
  merge.group = parted.outcome.other;
  merge.other = group;
  merge.lifts_split = true;
  merge.by = "ann";
  ASSERT_TRUE(live->Rule(merge).refused.ok());
  live->Posts({Complaint("late", 1600)});
  live->Step();
}

TEST(SequenceReplayOfRules, GivesTheSameGroupsAgainHoweverItIsCut) {
  MemoryStore store;
  LiveRun live(&store, 5);
  RunRules(&live, store);
  live.Finish();
  SequenceRuns runs;
  const std::string sequence = runs.Export(store);
  for (const std::string kind : {"group_split", "group_merge"})
    EXPECT_EQ(CountOf(sequence, "\"record\":\"" + kind + "\""), 1u) << kind;
  EXPECT_EQ(CountOf(sequence, "\"record\":\"move\""), 4u);
  EXPECT_EQ(CountOf(sequence, "\"why\":\"别的\\n事\""), 1u);
  const Outputs want = runs.OutputsOf(store);
  EXPECT_EQ(CountOf(want.groups, "\"event\":\"split_off\""), 1u);
  for (const size_t block_posts : {1, 2, 4096})
    for (const size_t files : {1, 7}) {
      SCOPED_TRACE(std::to_string(block_posts) + " lines a block, " + std::to_string(files) + " files");
      ExpectSame(runs.Replay(sequence, {.threads = 2, .block_posts = block_posts}, files), want);
      EXPECT_TRUE(runs.status().ok()) << runs.status().message();
    }
}

TEST(SequenceReplayOfRules, AMovedPostThatIsDeletedIsMissingAndTheRestGoesOn) {
  MemoryStore store;
  LiveRun live(&store);
  RunRules(&live, store);
  PostSpec gone = Complaint("a3", 1700);
  gone.deleted = true;
  live.Posts({gone});
  live.Step();
  live.Finish();
  SequenceRuns runs;
  const std::string sequence = runs.Export(store);
  EXPECT_EQ(CountOf(sequence, "客服不理 a3"), 0u) << "its words are out";
  EXPECT_EQ(CountOf(sequence, "\"record\":\"missing\""), 2u) << "as it came, and as it was moved";
  const Outputs got = runs.Replay(sequence, {.block_posts = 3});
  EXPECT_TRUE(runs.status().ok()) << runs.status().message();
  EXPECT_EQ(CountOf(got.assignments, "\n"), CountOf(runs.OutputsOf(store).assignments, "\n"));
}

TEST(SequenceReplayOfRules, ARuleThatDoesNotHoldStopsAWholeSequence) {
  MemoryStore store;
  LiveRun live(&store);
  RunRules(&live, store);
  live.Finish();
  SequenceRuns runs;
  std::string sequence = runs.Export(store);
  const std::string other = "\"other\":\"" + FormatGroupId(GroupOf(store, "of a1"));
  const size_t at = sequence.find(other);
  ASSERT_NE(at, std::string::npos);
  sequence.replace(at, other.size(), "\"other\":\"00000000000000aa");
  runs.Replay(sequence, {});
  EXPECT_EQ(runs.status().code(), Code::kCorrupt);
  EXPECT_NE(runs.status().message().find("the rule held when it was sequenced"), std::string::npos)
      << runs.status().message();
}

class SequenceReplay : public ::testing::TestWithParam<uint64_t> {};

TEST_P(SequenceReplay, GivesWhatTheLiveRunGave) {
  MemoryStore store;
  RunLive(GetParam(), {.stream = Shape(600)}, &store);
  SequenceRuns runs;
  const std::string sequence = runs.Export(store);
  const Outputs want = runs.OutputsOf(store);
  EXPECT_GT(CountOf(want.alerts, "\n"), 5u);
  for (const std::string kind : {"post", "update", "refresh", "deletion", "tick", "settings"})
    EXPECT_GT(CountOf(sequence, "\"record\":\"" + kind + "\""), 0u) << kind;
  EXPECT_GT(CountOf(sequence, "\"is_ahead\":true"), 0u);
  EXPECT_EQ(CountOf(sequence, "\"record\":\"missing\""), 0u);
  std::mt19937_64 random(GetParam());
  for (const size_t block_posts : {1, 60, 4096}) {
    const SequenceRuns::How how{.threads = 1 + random() % 3, .block_posts = block_posts};
    const size_t files = 1 + random() % 5;
    SCOPED_TRACE(std::to_string(block_posts) + " lines a block, " + std::to_string(how.threads) + " threads, " +
                 std::to_string(files) + " files");
    ExpectSame(runs.Replay(sequence, how, files), want);
    EXPECT_TRUE(runs.status().ok()) << runs.status().message();
  }
}

TEST_P(SequenceReplay, ItsOwnSequenceIsTheSameAgain) {
  MemoryStore store;
  RunLive(GetParam(), {.stream = Shape(200)}, &store);
  SequenceRuns runs;
  const std::string sequence = runs.Export(store);
  runs.Replay(sequence, {.data_dir = runs.Path("data")});
  ASSERT_TRUE(runs.status().ok()) << runs.status().message();
  const auto replayed = RocksStore::OpenReadOnly(runs.Path("data"));
  ASSERT_TRUE(replayed.ok()) << replayed.status().message();
  EXPECT_EQ(Difference(runs.Export(**replayed), sequence), "");
}

INSTANTIATE_TEST_SUITE_P(Seeds, SequenceReplay, ::testing::Range<uint64_t>(1, 7));

class Sequence : public ::testing::Test {
 protected:
  // Exports and replays, with nothing missing.
  void ExpectReplayGivesTheSame() {
    sequence_ = runs_.Export(store_);
    const Outputs got = runs_.Replay(sequence_, {});
    EXPECT_TRUE(runs_.status().ok()) << runs_.status().message();
    ExpectSame(got, runs_.OutputsOf(store_));
  }

  MemoryStore store_;
  SequenceRuns runs_;
  std::string sequence_;
};

TEST_F(Sequence, OfNothingIsAHead) {
  ExpectReplayGivesTheSame();
  EXPECT_EQ(sequence_, "{\"record\":\"sequence\",\"version\":1,\"from_seq\":0,\"next_seq\":0,\"missing\":0}\n");
}

TEST_F(Sequence, OfSettingsAlone) {
  LiveRun live(&store_);
  live.Settings({"profile.emerging=3"});
  live.Step();
  live.Finish();
  ExpectReplayGivesTheSame();
  EXPECT_EQ(CountOf(sequence_, "\"profile.emerging\":3"), 2u) << "in the head and in its place";
}

TEST_F(Sequence, AlertsNameTheSettingsInForceWhenTheyWereDecided) {
  LiveRun live(&store_);
  live.Settings({});
  live.Posts({Complaint("ann"), Complaint("bob", 1)});
  live.Settings({"profile.emerging=3"});
  live.Posts({Complaint("cy", 2)});
  live.Step();
  live.Finish();
  ExpectReplayGivesTheSame();
  const std::string alerts = runs_.OutputsOf(store_).alerts;
  EXPECT_EQ(CountOf(alerts, "\n"), 2u) << alerts;
  EXPECT_NE(JsonField(alerts, "config_hash"), JsonField(alerts.substr(alerts.find('\n')), "config_hash"));
}

TEST_F(Sequence, AFlagWinsOverTheSettingsItCarries) {
  LiveRun live(&store_);
  live.Settings({"profile.emerging=3"});
  for (int i = 0; i < 6; ++i) live.Posts({Complaint("author" + std::to_string(i), i)});
  live.Settings({"profile.emerging=9"});
  live.Posts({Complaint("last", 9)});
  live.Step();
  live.Finish();
  ExpectReplayGivesTheSame();
  const auto emerging_at = [&](const std::vector<std::string>& flags) {
    const std::string alerts = runs_.Replay(sequence_, {.flags = flags}).alerts;
    EXPECT_TRUE(runs_.status().ok()) << runs_.status().message();
    const size_t line = alerts.find("\"level\":\"emerging\"");
    return line == std::string::npos ? std::string("never") : JsonField(alerts.substr(line), "count");
  };
  EXPECT_EQ(emerging_at({}), "3");
  EXPECT_EQ(emerging_at({"engine.threads=2"}), "3");
  EXPECT_EQ(emerging_at({"profile.emerging=5", "engine.burst.people_min=100"}), "5");
  EXPECT_EQ(emerging_at({"profile.emerging=20", "engine.burst.people_min=100"}), "never");
}

TEST_F(Sequence, TimePassesByTicksAsItDid) {
  LiveRun live(&store_);
  live.Settings({});
  live.Posts({Complaint("ann"), Complaint("bob", 1)});
  live.Step();
  live.Tick({kTestStart.ms + 91 * kDayMs});
  live.Step();
  live.Finish();
  ExpectReplayGivesTheSame();
  EXPECT_EQ(CountOf(runs_.OutputsOf(store_).alerts, "\"idle\""), 1u);
}

TEST_F(Sequence, PostsAheadMoveNoWatermarkAgain) {
  LiveRun live(&store_);
  live.Settings({});
  live.Posts({Complaint("first", 365 * 24 * 60)}, true);
  live.Posts({Complaint("ann"), Complaint("bob", 1)});
  live.Posts({Complaint("cy", 365 * 24 * 60)}, true);
  live.Posts({Complaint("dan", 2)});
  live.Step();
  live.Finish();
  ExpectReplayGivesTheSame();
  EXPECT_EQ(CountOf(sequence_, "\"is_ahead\":true"), 2u);
}

TEST_F(Sequence, ASettingOfTheLayoutHoldsFromTheHeadOn) {
  LiveRun live(&store_);
  live.Settings({"engine.pane_secs=300", "engine.cluster.terms_max=2048"});
  live.Posts({Complaint("ann"), Complaint("bob", 1)});
  live.Settings({"engine.pane_secs=300", "engine.cluster.terms_max=2048", "profile.emerging=3"});
  live.Posts({Complaint("cy", 2)});
  live.Step();
  live.Finish();
  ExpectReplayGivesTheSame();
  runs_.Replay(sequence_, {.flags = {"engine.pane_secs=60"}});
  EXPECT_TRUE(runs_.status().ok()) << runs_.status().message();
}

TEST_F(Sequence, WordsOfADeletedPostAreNotExported) {
  LiveRun live(&store_);
  PostSpec secret = Complaint("eve"), liked = secret, gone = secret;
  secret.text = "我的秘密在这里";
  liked.text = secret.text;
  liked.likes = 3;
  gone.deleted = true;
  live.Settings({});
  live.Posts({Complaint("ann"), secret, liked, Complaint("bob", 1), gone, secret});
  live.Step();
  live.Finish();
  sequence_ = runs_.Export(store_);
  EXPECT_EQ(sequence_.find("秘密"), std::string::npos);
  EXPECT_EQ(CountOf(sequence_, "{\"record\":\"missing\",\"from\":2,\"to\":2,\"reason\":\"deleted\"}"), 1u);
  // The refresh of what is not there refreshes nothing; the deletion is remembered.
  const Outputs got = runs_.Replay(sequence_, {});
  EXPECT_TRUE(runs_.status().ok()) << runs_.status().message();
  EXPECT_NE(runs_.said().find("1 records of the sequence are missing"), std::string::npos) << runs_.said();
  EXPECT_EQ(got.assignments, runs_.OutputsOf(store_).assignments);
}

// Posts of the stream into a store on disk, which is closed and opened again four times and has checkpoints all over.
void RunOnDisk(const std::vector<PostSpec>& stream, Store* store) {
  for (size_t i = 0; i < stream.size(); i += 100) {
    LiveRun live(store, 30);
    if (i == 0) live.Settings({});
    for (size_t j = i; j < i + 100; j += 10) {
      live.Posts({stream.begin() + static_cast<ptrdiff_t>(j), stream.begin() + static_cast<ptrdiff_t>(j + 10)});
      live.Step();
    }
    live.Close();
    if (i + 100 == stream.size()) live.Finish();
  }
}

TEST_F(Sequence, EditsRestartsAndCheckpointsTakeNothingFromIt) {
  TempFolder folder;
  auto store = RocksStore::Open(folder.path(), {});
  ASSERT_TRUE(store.ok()) << store.status().message();
  StreamShape shape = Shape(400);
  shape.edits_percent = 20;
  RunOnDisk(RandomStream(11, shape), store->get());
  sequence_ = runs_.Export(**store);
  EXPECT_EQ(CountOf(sequence_, "\"record\":\"missing\""), 0u);
  ExpectSame(runs_.Replay(sequence_, {}), runs_.OutputsOf(**store));
  EXPECT_TRUE(runs_.status().ok()) << runs_.status().message();
}

TEST_F(Sequence, RecordsOfDeletedPostsAreToldAsMissingAndTheRestReplayed) {
  TempFolder folder;
  auto store = RocksStore::Open(folder.path(), {});
  ASSERT_TRUE(store.ok()) << store.status().message();
  StreamShape shape = Shape(400);
  shape.edits_percent = shape.deletions_percent = 10;
  const std::vector<PostSpec> stream = RandomStream(11, shape);
  RunOnDisk(stream, store->get());
  EXPECT_TRUE(VerifyStore(**store).is_sound());
  sequence_ = runs_.Export(**store);
  EXPECT_GT(CountOf(sequence_, "\"reason\":\"deleted\""), 9u);
  for (const PostSpec& spec : stream) {
    if (!spec.deleted) continue;
    const std::string keys = "\"id\":\"" + spec.id + "\",\"channel\":\"" + spec.channel + "\"";
    EXPECT_EQ(CountOf(sequence_, keys + ",\"time\":\"" + FormatEventTime(spec.time) + "\",\"text\""), 0u) << keys;
  }
  for (const size_t threads : {1, 3}) {
    const Outputs got = runs_.Replay(sequence_, {.threads = threads, .block_posts = 10 * threads});
    EXPECT_TRUE(runs_.status().ok()) << runs_.status().message();
    EXPECT_NE(runs_.said().find("records of the sequence are missing"), std::string::npos) << runs_.said();
    const auto keys_of = [](const std::string& assignments) {
      std::string keys;
      for (size_t at = 0; at < assignments.size(); at = assignments.find('\n', at) + 1)
        keys += assignments.substr(at, assignments.find("\"group\"", at) - at) + "\n";
      return keys;
    };
    EXPECT_EQ(keys_of(got.assignments), keys_of(runs_.OutputsOf(**store).assignments));
  }
}

TEST_F(Sequence, WhatHasExpiredIsToldAndTheSettingsAreKnownAllTheSame) {
  TempFolder folder;
  auto store = RocksStore::Open(folder.path(), {});
  ASSERT_TRUE(store.ok()) << store.status().message();
  {
    LiveRun live(store->get(), 1);
    live.Settings({"profile.emerging=3"});
    for (int day = 0; day < 400; ++day) {
      live.Posts({Complaint("author" + std::to_string(day), day * 24 * 60)});
      live.Step();
    }
    live.Close();
  }
  sequence_ = runs_.Export(**store);
  EXPECT_EQ(CountOf(sequence_, "\"record\":\"missing\",\"from\":0,"), 1u);
  EXPECT_EQ(CountOf(sequence_, "\"reason\":\"expired\""), 1u);
  EXPECT_EQ(CountOf(sequence_, "\"record\":\"settings\""), 0u);
  const Outputs got = runs_.Replay(sequence_, {});
  EXPECT_TRUE(runs_.status().ok()) << runs_.status().message();
  EXPECT_EQ(JsonField(got.alerts.substr(got.alerts.find("\"level\":\"emerging\"")), "threshold"), "3");
}

}  // namespace
}  // namespace groundswell
