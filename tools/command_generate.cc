#include "tools/command_generate.h"

#include <filesystem>
#include <fstream>
#include <functional>

namespace groundswell {
namespace {

// The file under its name once it is whole.
Status WriteWhole(const std::string& path, const std::function<Status(std::ostream*)>& write) {
  const std::string partial = path + ".partial";
  std::ofstream file(partial, std::ios::binary);
  Status written = file ? write(&file) : Status();
  file.close();
  std::error_code error;
  if (written.ok() && file) std::filesystem::rename(partial, path, error);
  if (written.ok() && file && !error) return {};
  std::error_code ignored;
  std::filesystem::remove(partial, ignored);
  if (!written.ok()) return written;
  return IoError(path + ": the feed cannot be written there; is the folder there, and room on the disk?");
}

Status WriteText(const std::string& path, const std::string& text) {
  if (path.empty()) return {};
  return WriteWhole(path, [&](std::ostream* out) {
    *out << text;
    return Status();
  });
}

}  // namespace

Status RunGenerate(const GenerateCommandOptions& options, const Console& console) {
  GenerateOptions feed = options.feed;
  feed.with_truth = !options.no_truth;
  if (!options.start.empty()) {
    const Result<EventTime> start = ParseEventTime(options.start, nullptr);
    if (!start.ok()) return start.status().Annotate("--start");
    feed.start = *start;
  }
  FeedFacts facts;
  const auto write = [&](std::ostream* out) { return GenerateFeed(feed, out, &facts); };
  GROUNDSWELL_TRY(options.out_path.empty() ? write(console.out) : WriteWhole(options.out_path, write));
  GROUNDSWELL_TRY(WriteText(options.truth_path, facts.truth));
  return WriteText(options.calendar_path, facts.calendar);
}

}  // namespace groundswell
