// `groundswell replay`: recorded posts through the engine on event time. The wiring of the whole path of a post, which
// is Run::Drive in replay.cc.
//
// Contract: what is decided is a function of the input, the settings and the model files. With a data folder, a run
// that was killed goes on where its store stands; a finished one writes its outputs again. Errors: kConflict for a
// folder of another input or setting, kInvalid for bad usage, else what failed. Threads: see ReplayOptions.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/pipeline.h"
#include "ingest/mapping.h"
#include "tools/config.h"
#include "tools/console.h"
#include "tools/post_feed.h"
#include "tools/replay_outputs.h"

namespace groundswell {

struct ReplayOptions {
  std::vector<std::string> files;
  std::shared_ptr<const Mapping> mapping;  // of another system's records; null: posts of our own, or a sequence
  std::string data_dir;                    // empty: a temporary folder
  std::string speed = "max";               // or a factor of event time such as "60x"
  size_t threads = 0;                      // 0: engine.threads, else as many as there are cores; 1: all in the caller's
  ReplayOutputs outputs;
  size_t block_posts = 0;  // posts a step; 0: engine.batch_posts
  bool json = false;       // the summary on stdout
  bool strict = false;     // refused records make the run a failure
};

Status RunReplay(const ReplayOptions& options, const Config& config, const Console& console);

// What `eval` listens to: every block as it was read, and every step as it was decided.
struct ReplayListener {
  std::function<void(const FeedBlock&)> on_block;
  StepObserver on_step;
};

// What a run came to.
struct ReplayResult {
  Position position;
  RunFigures figures;
  std::string config_hash;
};

// The run itself: opens the folder, drives the input through the pipeline, then calls `finish` with the store.
Result<ReplayResult> DriveReplay(const ReplayOptions& options, const Config& config, const Console& console,
                                 const ReplayListener& listener,
                                 const std::function<Status(const Store&, const ReplayResult&)>& finish);

}  // namespace groundswell
