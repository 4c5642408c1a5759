// `store export` and `replay` of a sequence as a user calls them: from files, pipes and compressed, cut into parts,
// with a folder, mixed up, damaged, beside an engine that writes.
#include <gtest/gtest.h>
#include <signal.h>

#include <random>

#include "storage/memory_store.h"
#include "storage/rocks_store.h"
#include "tests/engine/pipeline_testing.h"
#include "tests/tools/sequence_testing.h"

namespace groundswell {
namespace {

constexpr std::string_view kPost = R"({"id":"1","time":"2026-01-05T00:00:00Z","text":"the app crashes"})";

struct LiveSequence {
  std::string text;
  Outputs outputs;
};

// Of a live run; the same in every test.
const LiveSequence& TheSequence() {
  static const LiveSequence kSequence = [] {
    MemoryStore store;
    RunLive(42, {.stream = {.posts = 900, .deletions_percent = 0, .same_percent = 10}}, &store);
    SequenceRuns runs;
    return LiveSequence{runs.Export(store), runs.OutputsOf(store)};
  }();
  return kSequence;
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = text.find('\n', begin);
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::string TextOf(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

class SequenceUsage : public ::testing::Test {
 protected:
  void ExpectSame(const Outputs& got) {
    EXPECT_EQ(runs_.last().exit_status, 0) << runs_.last().err;
    EXPECT_EQ(Difference(got.alerts, TheSequence().outputs.alerts), "");
    EXPECT_EQ(Difference(got.groups, TheSequence().outputs.groups), "");
    EXPECT_EQ(Difference(got.assignments, TheSequence().outputs.assignments), "");
    EXPECT_EQ(got.rejects, "");
  }
  void ExpectFails(int exit_status, const std::string& reason) {
    EXPECT_EQ(runs_.last().exit_status, exit_status) << runs_.last().err;
    EXPECT_NE(runs_.last().err.find(reason), std::string::npos) << runs_.last().err;
    EXPECT_EQ(runs_.ReadOutputs(), Outputs()) << "a failed run leaves no outputs";
  }
  std::string Write(const std::string& name, std::string_view bytes) {
    WriteFile(runs_.Path(name), bytes);
    return runs_.Path(name);
  }
  // A replay of the sequence with its lines changed.
  void RunDamaged(const std::vector<std::string>& lines, std::vector<std::string> flags = {}) {
    WriteFile(runs_.file(), TextOf(lines));
    runs_.RunFile(std::move(flags));
  }

  const std::vector<std::string> lines_ = LinesOf(TheSequence().text);
  ReplayRuns runs_{TheSequence().text};
};

TEST_F(SequenceUsage, AFileACompressedOneAndAPipeAreTheSame) {
  ExpectSame(runs_.RunFile());
  ExpectSame(runs_.Run({Write("s.jsonl.gz", Gzip(TheSequence().text))}));
  ExpectSame(runs_.Run({Write("s.jsonl.zst", Zstd(TheSequence().text))}));
  ExpectSame(runs_.Run({"-"}, TheSequence().text));
}

TEST_F(SequenceUsage, SettingsOfFilesAndTheEnvironmentDoNotHold) {
  ExpectSame(runs_.RunFile({"--config", Write("c.toml", "[profile]\nemerging = 3\nmajor = 4\n")}));
  EXPECT_NE(runs_.last().err.find("the settings of the sequence hold"), std::string::npos) << runs_.last().err;
  const Outputs other = runs_.RunFile({"--set", "profile.emerging=3"});
  EXPECT_EQ(runs_.last().exit_status, 0) << runs_.last().err;
  EXPECT_NE(other.alerts, TheSequence().outputs.alerts);
}

TEST_F(SequenceUsage, MeaningsOfAnotherEmbeddingAreSaid) {
  EXPECT_EQ(runs_.last().err.find("another embedding"), std::string::npos);
  std::vector<std::string> lines = lines_;
  for (std::string& line : lines) {
    const size_t at = line.find("\"meaning\":\"");
    if (at != std::string::npos) line.replace(at + 11, 16, "0123456789abcdef");
  }
  RunDamaged(lines);
  EXPECT_EQ(runs_.last().exit_status, 0) << runs_.last().err;
  EXPECT_NE(runs_.last().err.find("another embedding"), std::string::npos) << runs_.last().err;
}

TEST_F(SequenceUsage, AKilledReplayGoesOn) {
  std::mt19937_64 random(7);
  const auto any_way = [&] {
    return std::vector<std::string>{"-",
                                    "--data-dir",
                                    runs_.Path("data"),
                                    "--threads",
                                    std::to_string(1 + random() % 3),
                                    "--set",
                                    "engine.batch_posts=" + std::to_string(1 + random() % 60),
                                    "--set",
                                    "storage.checkpoint_records=100"};
  };
  for (int kills = 0; kills < 3; ++kills) {
    std::vector<std::string> arguments = any_way();
    arguments.insert(arguments.begin(), "replay");
    Process process(arguments, Process::Stdin::kPipe);
    const std::string_view front =
        std::string_view(TheSequence().text).substr(0, 70000 + random() % (TheSequence().text.size() - 70000));
    EXPECT_EQ(process.Write(front), front.size());
    process.Signal(SIGKILL);
    EXPECT_EQ(process.Wait().signal, SIGKILL);
  }
  ExpectSame(runs_.Run(any_way(), TheSequence().text));
  ExpectSame(runs_.Run(any_way(), TheSequence().text));  // after its end
}

TEST_F(SequenceUsage, AFolderKnowsTheFlagsThatWin) {
  const std::vector<std::string> folder = {"--data-dir", runs_.Path("data")};
  const auto with = [&](std::vector<std::string> flags) {
    flags.insert(flags.end(), folder.begin(), folder.end());
    return flags;
  };
  // A flag that says what the first settings say, so that their hash is the same, and the later ones do not.
  const std::string same = lines_[0].substr(lines_[0].find("\"profile.emerging\":") + 19, 1);
  runs_.RunFile(with({"--set", "profile.emerging=" + same}));
  EXPECT_EQ(runs_.last().exit_status, 0) << runs_.last().err;
  runs_.RunFile(with({}));
  ExpectFails(2, "other settings");
  runs_.RunFile(with({"--set", "profile.emerging=" + same, "--set", "engine.threads=1"}));
  EXPECT_EQ(runs_.last().exit_status, 0) << runs_.last().err;
}

TEST_F(SequenceUsage, ASequenceAndPostsDoNotGoTogether) {
  const std::string posts = Write("only-posts.jsonl", kPost);
  runs_.Run({runs_.file(), posts});
  ExpectFails(2, "do not go together");
  runs_.Run({posts, runs_.file()});
  ExpectFails(2, "another sequence");
  runs_.Run({runs_.file(), runs_.file()});
  ExpectFails(2, "another sequence");
  runs_.Run({posts, Write("tail.jsonl", TextOf({lines_.begin() + 300, lines_.end()}))});
  ExpectFails(2, "do not go together");
  runs_.Run({Write("tail.jsonl", TextOf({lines_.begin() + 300, lines_.end()}))});
  ExpectFails(2, "in the midst of a sequence");
  runs_.Run({runs_.file(), "-"}, kPost);
  ExpectFails(1, "line " + std::to_string(lines_.size() + 1));
}

TEST_F(SequenceUsage, WhatWasDecidedBeforeItWasSequencedCannotBeSet) {
  runs_.RunFile({"--set", "privacy.patterns=order:A1"});
  ExpectFails(2, "patterns");
  runs_.RunFile({"--set", "channel.weibo.time_zone=+08:00"});
  ExpectFails(2, "time_zone");
  runs_.RunFile({"--set", "organisation.海桥银行.aliases=海桥"});
  ExpectFails(2, "aliases");
}

TEST_F(SequenceUsage, ItHasNoTruth) {
  runs_.RunFile();
  const ProcessResult evaluated = RunProcess({"eval", "clustering", runs_.file()});
  EXPECT_EQ(evaluated.exit_status, 2) << evaluated.err;
  EXPECT_NE(evaluated.err.find("no truth"), std::string::npos) << evaluated.err;
}

TEST_F(SequenceUsage, ItIsNoHistoryToTakeIn) {
  const ProcessResult served =
      RunProcess({"serve", "--import", runs_.file(), "--data-dir", runs_.Path("live"), "--listen", "127.0.0.1:0"});
  EXPECT_EQ(served.exit_status, 2) << served.err;
  EXPECT_NE(served.err.find("is a sequence, not posts"), std::string::npos) << served.err;
}

TEST_F(SequenceUsage, DamageIsToldWithItsLineAndStopsTheRun) {
  std::vector<std::string> lines = lines_;
  lines[500] = lines[500].substr(0, 40);
  RunDamaged(lines);
  ExpectFails(1, "line 501: ");
  lines[500] = kPost;
  RunDamaged(lines, {"--threads", "3"});
  ExpectFails(1, "line 501: ");
  lines[500] = std::string(2'000'000, 'x');
  RunDamaged(lines);
  ExpectFails(1, "line 501: longer than");
  RunDamaged({lines_[0].substr(0, 50)});
  ExpectFails(1, "line 1: ");
}

TEST_F(SequenceUsage, ALineTooFewOrTooManyIsTold) {
  std::vector<std::string> lines = lines_;
  lines.erase(lines.begin() + 500);
  RunDamaged(lines);
  ExpectFails(1, "line 501: record 500 follows where record 499 is expected");
  RunDamaged(lines, {"--set", "engine.batch_posts=1"});
  ExpectFails(1, "record 500 of the sequence follows where record 499 is expected");
  RunDamaged({lines_.begin(), lines_.begin() + 500});
  ExpectFails(1, "cut short");
  lines = lines_;
  lines.push_back(R"({"record":"missing","from":)" + std::to_string(lines_.size() - 1) +
                  R"(,"to":999999,"reason":"expired"})");
  RunDamaged(lines);
  ExpectFails(1, "where its head says that it ends");
  lines = lines_;
  lines[0].replace(lines[0].find("\"missing\":0"), 11, "\"missing\":1");
  RunDamaged(lines);
  ExpectFails(1, "its head says 1");
}

TEST_F(SequenceUsage, AChangedTextOrKindIsTold) {
  std::vector<std::string> lines = lines_;
  size_t post = 500;
  while (lines[post].find("\"record\":\"post\"") == std::string::npos) ++post;
  lines[post].insert(lines[post].find("\"text\":\"") + 8, "别的");
  RunDamaged(lines);
  ExpectFails(1, "line " + std::to_string(post + 1) + ": the text is not the one that was sequenced");
  lines = lines_;
  lines[post].replace(lines[post].find("\"post\""), 6, "\"update\"");
  RunDamaged(lines);
  ExpectFails(1, "line " + std::to_string(post + 1) + ": the record becomes something else");
}

TEST_F(SequenceUsage, SettingsThatCannotBeReadAreTold) {
  std::vector<std::string> lines = lines_;
  for (std::string& line : lines)
    if (line.find("\"record\":\"settings\"") != std::string::npos)
      line.replace(line.find("profile.emerging"), 16, "profile.emergent");
  RunDamaged(lines);
  ExpectFails(1, "line 2: settings of the sequence: unknown key profile.emergent");
  lines = lines_;
  lines[0].replace(lines[0].find("profile.emerging"), 16, "profile.emergent");
  RunDamaged(lines);
  ExpectFails(1, "written by another version");
  EXPECT_NE(runs_.last().err.find("line 1: "), std::string::npos) << runs_.last().err;
}

TEST_F(SequenceUsage, ADataFolderGivesItsSequence) {
  runs_.RunFile({"--data-dir", runs_.Path("data")});
  const std::vector<std::string> call = {"store", "export", "--data-dir", runs_.Path("data"), "--sequence"};
  auto to = [&](const std::string& file) {
    std::vector<std::string> arguments = call;
    arguments.push_back(file);
    return arguments;
  };
  EXPECT_EQ(Difference(RunProcess(to("-")).out, TheSequence().text), "");
  std::vector<std::string> with_json = to(runs_.Path("out.jsonl"));
  with_json.push_back("--json");
  const ProcessResult exported = RunProcess(with_json);
  EXPECT_EQ(exported.exit_status, 0) << exported.err;
  EXPECT_EQ(JsonField(exported.out, "missing"), "{\"expired\":0,\"deleted\":0}");
  EXPECT_EQ(Difference(ReadFile(runs_.Path("out.jsonl")), TheSequence().text), "");
  EXPECT_EQ(ReadFile(runs_.Path("out.jsonl.part")), "");
  std::vector<std::string> both = to("-");
  both.push_back("--json");
  EXPECT_EQ(RunProcess(both).exit_status, 2);
  EXPECT_EQ(RunProcess({"store", "export", "--data-dir", runs_.Path("none"), "--sequence", "-"}).exit_status, 1);
  EXPECT_EQ(RunProcess(to(runs_.Path("no-folder/out.jsonl"))).exit_status, 1);
}

TEST_F(SequenceUsage, ItIsExportedBesideAnEngineThatWrites) {
  TempFolder folder;
  auto store = RocksStore::Open(folder.path(), {});
  ASSERT_TRUE(store.ok()) << store.status().message();
  const std::vector<PostSpec> stream = RandomStream(3, {.posts = 4000, .deletions_percent = 0});
  LiveRun live(store->get());
  live.Settings({});
  size_t exported = 0;
  for (size_t i = 0; i < stream.size(); i += 10) {
    live.Posts({stream.begin() + static_cast<ptrdiff_t>(i), stream.begin() + static_cast<ptrdiff_t>(i + 10)});
    live.Step();
    if (i % 1000 != 0) continue;
    if (i == 2000) {
      ASSERT_TRUE((*store)->Compact().ok());
    }
    const auto beside = RocksStore::OpenReadOnly(folder.path());
    ASSERT_TRUE(beside.ok()) << beside.status().message();
    SequenceRuns runs;
    const size_t lines = LinesOf(runs.Export(**beside)).size();
    EXPECT_EQ(lines, i + 10 + 2) << "the head, the settings and every post";
    ++exported;
  }
  EXPECT_EQ(exported, 4u);
  live.Close();
}

TEST_F(SequenceUsage, CompactLeavesTheStoreWhatItHolds) {
  runs_.RunFile({"--data-dir", runs_.Path("data")});
  const std::vector<std::string> call = {"store", "compact", "--data-dir", runs_.Path("data"), "--json"};
  const ProcessResult compacted = RunProcess(call);
  EXPECT_EQ(compacted.exit_status, 0) << compacted.err;
  EXPECT_FALSE(JsonField(compacted.out, "bytes_after").empty()) << compacted.out;
  EXPECT_EQ(RunProcess({"store", "verify", "--data-dir", runs_.Path("data")}).exit_status, 0);
  ExpectSame(runs_.RunFile({"--data-dir", runs_.Path("data")}));
  EXPECT_EQ(RunProcess({"store", "compact", "--data-dir", runs_.Path("none")}).exit_status, 1);
  const auto held = RocksStore::Open(runs_.Path("data"), {});
  ASSERT_TRUE(held.ok());
  EXPECT_EQ(RunProcess(call).exit_status, 2) << "in use";
}

}  // namespace
}  // namespace groundswell
