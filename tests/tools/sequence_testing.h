// A live engine in a test, without its listener: posts, ticks and changes of settings into a store, and what replaying
// its exported sequence must give again.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/pipeline.h"
#include "storage/store.h"
#include "tests/engine/posts.h"
#include "tests/tools/replay_testing.h"

namespace groundswell {

// Those that a replay reads posts with.
const Models& BuiltInModels();
// The settings of a program that was given these values after --set, as a sequence carries them.
std::string SettingsTextOf(const std::vector<std::string>& sets);

class LiveRun {
 public:
  // Goes on where the store stands. Borrows it.
  explicit LiveRun(Store* store, uint64_t checkpoint_records = 0);

  // What is given goes in with the next Step, in its order.
  void Settings(const std::vector<std::string>& sets);
  void Tick(EventTime time);
  // A post after another of the same call comes in the same block.
  void Posts(const std::vector<PostSpec>& specs, bool are_ahead = false);
  void Step();
  // At once, as a step of its own; what waits goes first.
  RuleAnswer Rule(const GroupRule& rule);
  CaseAnswer Act(const CaseAction& action);
  CorrectionAnswer Correct(const Correction& correction);
  ForgettingAnswer Forget(const Forgetting& forgetting);

  EventTime watermark() const { return pipeline_.position().watermark; }
  // Ends as a replay does, so that the rows of groups can be compared.
  void Finish() { EXPECT_TRUE(pipeline_.Finish().ok()); }
  // Leaves a checkpoint.
  void Close() { EXPECT_TRUE(pipeline_.Close().ok()); }

 private:
  // Takes the one block that waits.
  template <typename Answer>
  Answer TakeAct(Answer InputBlock::*answer);

  PostScorer scorer_{&BuiltInModels(), nullptr};
  Engine engine_;
  Pipeline pipeline_;
  InputBlocks waiting_;
};

// What of a run depends on the seed.
struct LiveShape {
  StreamShape stream;
  bool changes_settings = true;
};
// A run with everything that a sequence can hold, and that leaves nothing missing: ticks, posts ahead, late posts,
// copies, edits, refreshes, duplicates, deletions of what was never seen, settings changed on the way; in random steps.
void RunLive(uint64_t seed, const LiveShape& shape, Store* store);

// A folder for sequences and the outputs of their replays, which run in the test's own process.
class SequenceRuns {
 public:
  std::string Path(const std::string& name) const { return folder_.path() + "/" + name; }
  // The store's sequence; a failure to export fails the test.
  std::string Export(const Store& store);
  // What a replay would have written out of the store.
  Outputs OutputsOf(const Store& store);

  struct How {
    std::vector<std::string> flags = {};
    size_t threads = 1, block_posts = 0;
    std::string data_dir = {};
  };
  // Replays the sequence, cut into so many files.
  Outputs Replay(const std::string& sequence, const How& how, size_t files = 1);
  // Of the last export or replay.
  const Status& status() const { return status_; }
  const std::string& said() const { return said_; }

 private:
  TempFolder folder_;
  Status status_;
  std::string said_;
};

}  // namespace groundswell
