#include "tools/replay.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <thread>

#include "ingest/limits.h"
#include "tools/data_folder.h"
#include "tools/interrupt.h"
#include "tools/progress.h"
#include "tools/refusals.h"
#include "tools/replay_input.h"
#include "tools/sequence_reader.h"

namespace groundswell {
namespace {

// A paced replay takes posts in small blocks, so that each comes near its time.
constexpr size_t kPacedBlockPosts = 16;
// And looks so often whether it is to stop.
constexpr std::chrono::milliseconds kSleepMax(100);

uint64_t PeakMemoryBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

// 0 for "max".
Result<double> ParseSpeed(const std::string& speed) {
  if (speed == "max") return 0.0;
  double factor = 0;
  const auto [end, error] = std::from_chars(speed.data(), speed.data() + speed.size(), factor);
  const std::string_view rest(end, speed.data() + speed.size() - end);
  if (error == std::errc() && factor > 0 && (rest.empty() || rest == "x")) return factor;
  return Invalid("--speed " + speed + ": give max, or a factor of real time such as 60x");
}

size_t ThreadsOf(const ReplayOptions& options, const Config& config) {
  if (options.threads > 0) return options.threads;
  const auto configured = static_cast<size_t>(config.Integer("engine.threads"));
  return configured > 0 ? configured : std::max(1u, std::thread::hardware_concurrency());
}

// The bytes to be read, where that can be known: 0 for stdin and for compressed files.
uint64_t InputBytes(const std::vector<std::string>& files) {
  uint64_t bytes = 0;
  for (const std::string& file : files) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (error || file.ends_with(".gz") || file.ends_with(".zst")) return 0;
    bytes += size;
  }
  return bytes;
}

// Waits until the block's time has come, event time running `factor` times as fast as the clock.
class Pacer {
 public:
  explicit Pacer(double factor) : factor_(factor), start_(std::chrono::steady_clock::now()) {}

  // `last` is the block that ends a step.
  void WaitFor(const InputBlock& last) {
    const EventTime time = last.posts.posts.empty() ? last.tick : last.posts.posts.back().time;
    if (factor_ <= 0 || time.is_none()) return;
    if (first_.is_none()) first_ = time;
    const std::chrono::duration<double, std::milli> due(static_cast<double>(time.ms - first_.ms) / factor_);
    const MonotonicTime due_at = start_ + std::chrono::duration_cast<std::chrono::nanoseconds>(due);
    while (!Interrupt::requested() && std::chrono::steady_clock::now() < due_at)
      std::this_thread::sleep_until(std::min(due_at, std::chrono::steady_clock::now() + kSleepMax));
  }

 private:
  double factor_;
  MonotonicTime start_;
  EventTime first_;
};

// Brings the reader to where an earlier run stands, and makes sure that it reads the same input.
Status GoOnWhereItStands(const Position& position, LineReader* reader) {
  if (position.input_lines == 0) return {};
  const auto progress = reader->SkipTo(position.input_lines);
  if (!progress.ok()) return progress.status();
  if (progress->lines == position.input_lines && progress->bytes == position.input_bytes &&
      progress->hash == position.input_hash)
    return {};
  return Conflict("the data folder was begun with another input; give another --data-dir, or the input of then");
}

// Everything of one run, wired together.
class Run {
 public:
  Run(const ReplayOptions& options, const Config& config, const Console& console, const ReplayListener& listener)
      : options_(options), config_(config), console_(console), listener_(listener) {}

  Status Drive(const std::function<Status(const Store&, const ReplayResult&)>& finish) {
    const auto start = std::chrono::steady_clock::now();
    auto speed = ParseSpeed(options_.speed);
    if (!speed.ok()) return speed.status();
    auto opened = ReplayInput::Open(options_.files, config_, options_.mapping);
    if (!opened.ok()) return opened.status();
    const ReplayInput& input = **opened;
    if (Interrupt::requested()) return Interrupted();
    if (input.head()) GROUNDSWELL_TRY(TellOfSequence(*input.head()));
    result.config_hash = input.settings().config_hash;
    auto folder = DataFolder::OpenReplay(options_.data_dir, input.settings_mark(), config_);
    if (!folder.ok()) return folder.status();

    const size_t threads = ThreadsOf(options_, config_);
    Engine engine(input.settings().settings, result.config_hash);
    PostScorer restorer(&input.models(), nullptr);
    const bool keeps = !(*folder)->is_temporary();
    const auto checkpoint_records = static_cast<uint64_t>(config_.Integer("storage.checkpoint_records"));
    Pipeline pipeline(&engine, (*folder)->store(), &restorer,
                      {.async_commit = threads > 1,
                       .checkpoint_records = keeps ? checkpoint_records : 0,
                       .rejects_max = kRejectRowsMax,
                       .observer = listener_.on_step,
                       .read_settings = input.settings_reader(),
                       .records_hold = input.records_hold()});
    GROUNDSWELL_TRY(pipeline.Recover());
    LineReader reader((*opened)->source());
    const Status place = GoOnWhereItStands(pipeline.position(), &reader);
    if (Interrupt::requested()) return Interrupted();
    GROUNDSWELL_TRY(place);

    FeedOptions feed_options = FeedOptionsOf(config_);
    feed_options.threads = threads;
    feed_options.scoring.mapping = options_.mapping;
    feed_options.scoring.decode.want_truth = listener_.on_block != nullptr;
    if (options_.block_posts > 0) feed_options.block_posts = options_.block_posts;
    if (*speed > 0) feed_options.block_posts = std::min(feed_options.block_posts, kPacedBlockPosts);
    PostFeed feed(&reader, input.block_readers(&(*folder)->key(), &feed_options.scoring), feed_options);
    std::optional<SequenceOrder> order;
    if (input.head()) order.emplace(*input.head(), pipeline.position().input_lines == 0);
    GROUNDSWELL_TRY(Feed(&feed, &pipeline, order ? &*order : nullptr, *speed, start));

    if (input.met_other_meanings())
      *console_.err
          << "posts of the sequence had their meaning from another embedding than this one: groups may be others "
             "than they were live; models.dir takes the models of then\n";
    result.position = pipeline.position();
    result.figures.wall_secs = SecondsSince(start);
    result.figures.rss_bytes_max = PeakMemoryBytes();
    return finish(*(*folder)->store(), result);
  }

  ReplayResult result;

 private:
  Status TellOfSequence(const SequenceHead& head) {
    if (listener_.on_block) return Invalid("a sequence carries no truth; give the labelled posts themselves");
    if (head.missing > 0)
      *console_.err << fmt::format(
          "{} records of the sequence are missing, so that alerts may differ from those of then\n", head.missing);
    if (head.settings.empty()) *console_.err << "the sequence carries no settings; those of this program hold\n";
    for (const auto& [name, entry] : config_.entries())
      if (entry.key->changes_results && !head.settings.empty() &&
          (entry.source == ConfigSource::kFile || entry.source == ConfigSource::kEnvironment)) {
        *console_.err << "the settings of the sequence hold; to try another one, give it with --set\n";
        break;
      }
    return {};
  }

  // `order` is a sequence's.
  Status Feed(PostFeed* feed, Pipeline* pipeline, SequenceOrder* order, double speed, MonotonicTime start) {
    ProgressLine progress(console_.err, console_.err_is_terminal, InputBytes(options_.files), start);
    RefusalReport refusals(console_);
    Pacer pacer(speed);
    const bool was_finished = pipeline->position().finished;
    const Totals before = pipeline->position().totals;
    while (true) {
      auto next = feed->Next();
      if (!next.ok()) return next.status();
      if (Interrupt::requested()) return Interrupted();
      if (*next == nullptr) break;
      if (was_finished) return Conflict("the data folder was begun with a shorter input; give another --data-dir");
      FeedBlock& block = **next;
      if (order != nullptr) GROUNDSWELL_TRY(order->Check(block));
      for (const RefusedLine& refused : block.refused) refusals.Add(refused);
      if (listener_.on_block) listener_.on_block(block);
      pacer.WaitFor(block.more.empty() ? *block.input : *block.more.back());
      if (Interrupt::requested()) return Interrupted();
      GROUNDSWELL_TRY(Take(&block, pipeline));
      progress.Update(pipeline->position().input_bytes, result.figures.posts, std::chrono::steady_clock::now());
    }
    if (order != nullptr) GROUNDSWELL_TRY(order->Finish());
    if (!was_finished) GROUNDSWELL_TRY(pipeline->Finish());
    result.figures.text_bytes = pipeline->position().totals.text_bytes - before.text_bytes;
    progress.Done();
    return refusals.Finish(false);
  }

  Status Take(FeedBlock* block, Pipeline* pipeline) {
    InputBlocks blocks;
    blocks.push_back(std::move(block->input));
    for (auto& more : block->more) blocks.push_back(std::move(more));
    result.figures.posts += block->refused.size();
    for (const auto& taken : blocks) result.figures.posts += taken->lines.size();
    return pipeline->Take(std::move(blocks));
  }

  Status Interrupted() const {
    if (options_.data_dir.empty()) return IoError("stopped by a signal; with --data-dir, a stopped run can go on");
    return IoError("stopped by a signal; the same command goes on where " + options_.data_dir + " stands");
  }

  const ReplayOptions& options_;
  const Config& config_;
  const Console& console_;
  const ReplayListener& listener_;
  Interrupt interrupt_;
};

void TellSummary(const ReplayResult& result, const Console& console) {
  const Totals& totals = result.position.totals;
  const RunFigures& run = result.figures;
  *console.err << fmt::format(
      "{} posts accepted, {} updated, {} duplicates, {} deletions, {} refused; {} groups at watch or above, {} "
      "emerging "
      "alerts\n{:.1f} s, {:.0f} posts/s, {:.1f} MB/s of text, {:.0f} MiB of memory at most\n",
      totals.accepted, totals.updated, totals.duplicates, totals.deletions, totals.rejected, totals.groups,
      totals.alerts[static_cast<size_t>(Level::kEmerging)], run.wall_secs,
      static_cast<double>(run.posts) / std::max(run.wall_secs, 1e-9),
      static_cast<double>(run.text_bytes) / 1e6 / std::max(run.wall_secs, 1e-9),
      static_cast<double>(run.rss_bytes_max) / (1 << 20));
}

}  // namespace

Result<ReplayResult> DriveReplay(const ReplayOptions& options, const Config& config, const Console& console,
                                 const ReplayListener& listener,
                                 const std::function<Status(const Store&, const ReplayResult&)>& finish) {
  Run run(options, config, console, listener);
  if (Status status = run.Drive(finish); !status.ok()) return status;
  return run.result;
}

Status RunReplay(const ReplayOptions& options, const Config& config, const Console& console) {
  GROUNDSWELL_TRY(CheckReplayOutputs(options.outputs, options.files, options.json));
  auto result = DriveReplay(options, config, console, {}, [&](const Store& store, const ReplayResult& done) {
    return WriteReplayOutputs(options.outputs, store, done.figures, done.config_hash, console);
  });
  if (!result.ok()) return result.status();
  if (options.json)
    *console.out << SummaryJson(result->position, result->figures, result->config_hash) << '\n' << std::flush;
  TellSummary(*result, console);
  const uint64_t refused = result->position.totals.rejected;
  if (options.strict && refused > 0)
    return Corrupt(fmt::format("{} records were refused, and --strict makes that a failure", refused));
  return {};
}

}  // namespace groundswell
