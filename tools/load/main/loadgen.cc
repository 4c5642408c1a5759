// groundswell-loadgen: an open-loop sender. Exit status: 0 done, 1 nothing was answered or a file failed, 2 bad usage.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "base/time.h"
#include "tools/load/options.h"
#include "tools/load/posts.h"
#include "tools/load/report.h"
#include "tools/load/run.h"

namespace groundswell {
namespace {

int Fail(const Status& status) {
  std::cerr << "groundswell-loadgen: " << status.message() << "\n";
  return status.code() == Code::kInvalid ? 2 : 1;
}

// A line that renews itself on a terminal; nothing in a pipe.
class Progress {
 public:
  void Show(const LoadReport& report) {
    if (is_terminal_) std::cerr << "\r\x1b[K" << LoadProgress(report, SecondsSince(start_)) << std::flush;
  }
  void End() {
    if (is_terminal_) std::cerr << "\r\x1b[K" << std::flush;
  }

 private:
  const bool is_terminal_ = isatty(STDERR_FILENO) != 0;
  const MonotonicTime start_ = std::chrono::steady_clock::now();
};

LoadReport RunShown(const LoadPlan& plan, const LoadPosts& posts, std::ostream* answered) {
  Progress progress;
  LoadReport report = RunLoad(plan, posts, answered, [&](const LoadReport& so_far) { progress.Show(so_far); });
  progress.End();
  return report;
}

int Main(LoadOptions options) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  if (options.run.empty())
    options.run = std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
  const Result<LoadPosts> posts = options.file_path.empty()
                                      ? LoadPosts::Write(options.mix, options.seed, options.run)
                                      : LoadPosts::FromFile(options.file_path, options.keep_times, options.run);
  if (!posts.ok()) return Fail(posts.status());
  std::ofstream answered;
  if (!options.answered_path.empty()) {
    answered.open(options.answered_path, std::ios::binary);
    if (!answered) return Fail(IoError(options.answered_path + ": cannot be written"));
  }
  std::ostream* const names = answered.is_open() ? &answered : nullptr;

  double capacity = 0;
  LoadReport report;
  if (options.only_find || options.rate_of_capacity > 0) {
    LoadPlan find = options.plan;
    find.posts_per_sec = 0;
    find.duration_secs = options.find_secs;
    report = RunShown(find, *posts, names);
    capacity = report.answered_posts_per_sec;
    options.plan.first_post = report.sent_posts;
    if (!options.is_json) std::cout << "capacity   " << static_cast<uint64_t>(capacity) << " posts a second\n";
  }
  if (options.rate_of_capacity > 0) options.plan.posts_per_sec = capacity * options.rate_of_capacity;
  if (!options.only_find && options.plan.posts_per_sec > 0) report = RunShown(options.plan, *posts, names);

  std::cout << (options.is_json ? LoadJson(report, capacity) + "\n" : LoadText(report));
  if (answered.is_open() && !answered.flush()) return Fail(IoError(options.answered_path + ": cannot be written"));
  return report.answered_requests > 0 ? 0 : 1;
}

}  // namespace
}  // namespace groundswell

int main(int argc, char** argv) {
  groundswell::LoadOptions options;
  groundswell::LoadExit exit;
  if (groundswell::ParseLoadOptions(argc, argv, &options, &exit)) return groundswell::Main(std::move(options));
  (exit.status == 0 ? std::cout : std::cerr) << exit.message;
  return exit.status;
}
