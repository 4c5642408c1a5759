#include "tests/tools/sequence_testing.h"

#include <sstream>

#include "tools/model_set.h"
#include "tools/replay.h"
#include "tools/sequence_export.h"
#include "tools/settings_text.h"

namespace groundswell {
namespace {

PipelineOptions LiveOptions(uint64_t checkpoint_records) {
  return {.keeps_reader_rows = true,
          .checkpoint_records = checkpoint_records,
          .filter_ids = size_t{1} << 14,
          .read_settings = [](std::string_view text) { return ReadSettingsText(text); }};
}

EngineSettings SettingsOfText(const std::string& text) {
  auto read = ReadSettingsText(text);
  EXPECT_TRUE(read.ok()) << read.status().message();
  return read->settings;
}

// What a live engine may be set to while it runs.
std::vector<std::string> SomeSettings(std::mt19937_64* random) {
  const std::vector<std::string> kChoices[] = {
      {},
      {"profile.watch=2", "profile.emerging=3", "profile.major=6"},
      {"channel.weibo.complaints=true", "channel.weibo.placeholder_authors=路人,\"x\""},
      {"channel.forum.each_post_is_a_person=true", "engine.complaint_min=0.05", "engine.evidence_max=3"},
      {"engine.cluster.threshold=0.3", "engine.group_idle_days=1", "engine.retention_days=400"},
  };
  return kChoices[(*random)() % std::size(kChoices)];
}

}  // namespace

const Models& BuiltInModels() {
  static const Result<Models> kModels = LoadModels(*Config::Load({}));
  return *kModels;
}

std::string SettingsTextOf(const std::vector<std::string>& sets) {
  const auto config = Config::Load({.sets = sets});
  EXPECT_TRUE(config.ok()) << config.status().message();
  return SettingsText(*config, BuiltInModels());
}

LiveRun::LiveRun(Store* store, uint64_t checkpoint_records)
    : engine_(SettingsOfText(SettingsTextOf({})), "none"),
      pipeline_(&engine_, store, &scorer_, LiveOptions(checkpoint_records)) {
  const Status status = pipeline_.Recover();
  EXPECT_TRUE(status.ok()) << status.message();
}

void LiveRun::Settings(const std::vector<std::string>& sets) {
  waiting_.push_back(std::make_unique<InputBlock>());
  waiting_.back()->settings = SettingsTextOf(sets);
}

void LiveRun::Tick(EventTime time) {
  waiting_.push_back(std::make_unique<InputBlock>());
  waiting_.back()->tick = time;
}

void LiveRun::Posts(const std::vector<PostSpec>& specs, bool are_ahead) {
  InputBlock& block = *waiting_.emplace_back(std::make_unique<InputBlock>());
  BuildBatch(specs, &block.posts, 0, &BuiltInModels());
  for (ScoredPost& post : block.posts.posts) {
    block.lines.push_back(block.lines.size() + 1);
    post.is_ahead = are_ahead;
  }
}

void LiveRun::Step() {
  const Status status = pipeline_.Take(std::exchange(waiting_, {}));
  EXPECT_TRUE(status.ok()) << status.message();
}

RuleAnswer LiveRun::Rule(const GroupRule& rule) {
  Step();
  waiting_.push_back(std::make_unique<InputBlock>());
  waiting_.back()->rule = rule;
  return TakeAct(&InputBlock::rule_answer);
}

CaseAnswer LiveRun::Act(const CaseAction& action) {
  Step();
  waiting_.push_back(std::make_unique<InputBlock>());
  waiting_.back()->action = action;
  return TakeAct(&InputBlock::case_answer);
}

ForgettingAnswer LiveRun::Forget(const Forgetting& forgetting) {
  Step();
  waiting_.push_back(std::make_unique<InputBlock>());
  waiting_.back()->forgetting = forgetting;
  return TakeAct(&InputBlock::forgetting_answer);
}

CorrectionAnswer LiveRun::Correct(const Correction& correction) {
  Step();
  waiting_.push_back(std::make_unique<InputBlock>());
  waiting_.back()->correction = correction;
  return TakeAct(&InputBlock::correction_answer);
}

template <typename Answer>
Answer LiveRun::TakeAct(Answer InputBlock::*answer) {
  Answer told;
  TakeOptions options;
  options.written = [&](const Status&, const InputBlocks& written) { told = written[0].get()->*answer; };
  const Status status = pipeline_.Take(std::exchange(waiting_, {}), options);
  EXPECT_TRUE(status.ok()) << status.message();
  return told;
}

void RunLive(uint64_t seed, const LiveShape& shape, Store* store) {
  std::mt19937_64 random(seed);
  const std::vector<PostSpec> stream = RandomStream(seed, shape.stream);
  LiveRun live(store);
  live.Settings(SomeSettings(&random));
  for (size_t i = 0; i < stream.size();) {
    const size_t count = std::min<size_t>(1 + random() % 12, stream.size() - i);
    std::vector<PostSpec> posts(stream.begin() + static_cast<ptrdiff_t>(i),
                                stream.begin() + static_cast<ptrdiff_t>(i + count));
    i += count;
    live.Posts(posts);
    if (random() % 8 == 0) {
      for (PostSpec& post : posts) post.id += " ahead", post.time.ms += static_cast<int64_t>(random() % (9 * kDayMs));
      live.Posts(posts, true);
    }
    if (random() % 8 == 0) {
      posts.resize(1);
      posts[0].id += " never seen";
      posts[0].deleted = true;
      live.Posts(posts);
      posts[0].deleted = false;
      live.Posts(posts);  // a duplicate from now on
    }
    if (random() % 3 == 0) live.Step();
    if (random() % 10 == 0 && !live.watermark().is_none())
      live.Tick({live.watermark().ms + static_cast<int64_t>(random() % (2 * kDayMs))});
    if (shape.changes_settings && random() % 15 == 0) live.Settings(SomeSettings(&random));
  }
  live.Step();
  live.Finish();
}

std::string SequenceRuns::Export(const Store& store) {
  std::ostringstream said;
  const auto counts = ExportSequence(store, Path("exported"), {nullptr, nullptr, &said, false});
  status_ = counts.status();
  EXPECT_TRUE(status_.ok()) << status_.message();
  return ReadFile(Path("exported"));
}

Outputs SequenceRuns::OutputsOf(const Store& store) {
  const ReplayOutputs files{
      Path("live alerts"), Path("live groups"), Path("live assignments"), Path("live rejects"), {}};
  std::ostringstream said;
  EXPECT_TRUE(WriteReplayOutputs(files, store, {}, "", {nullptr, nullptr, &said, false}).ok());
  return {ReadFile(files.alerts), ReadFile(files.groups), ReadFile(files.assignments), ReadFile(files.rejects)};
}

Outputs SequenceRuns::Replay(const std::string& sequence, const How& how, size_t files) {
  ReplayOptions options;
  options.outputs = {Path("alerts"), Path("groups"), Path("assignments"), Path("rejects"), {}};
  const std::vector<std::string> parts = CutAtLines(sequence, files);
  for (size_t i = 0; i < parts.size(); ++i) {
    options.files.push_back(Path("part " + std::to_string(i)));
    WriteFile(options.files.back(), parts[i]);
  }
  options.threads = how.threads;
  options.block_posts = how.block_posts;
  options.data_dir = how.data_dir;
  for (const std::string& file :
       {options.outputs.alerts, options.outputs.groups, options.outputs.assignments, options.outputs.rejects})
    std::filesystem::remove(file);
  const auto config = Config::Load({.sets = how.flags});
  EXPECT_TRUE(config.ok()) << config.status().message();
  std::ostringstream out, said;
  status_ = RunReplay(options, *config, {nullptr, &out, &said, false});
  said_ = said.str();
  return {ReadFile(options.outputs.alerts), ReadFile(options.outputs.groups), ReadFile(options.outputs.assignments),
          ReadFile(options.outputs.rejects)};
}

}  // namespace groundswell
