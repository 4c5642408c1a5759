#include "tools/command_generate.h"

#include <filesystem>
#include <fstream>

namespace groundswell {

Status RunGenerate(const GenerateCommandOptions& options, const Console& console) {
  GenerateOptions feed = options.feed;
  feed.with_truth = !options.no_truth;
  if (!options.start.empty()) {
    const Result<EventTime> start = ParseEventTime(options.start, nullptr);
    if (!start.ok()) return start.status().Annotate("--start");
    feed.start = *start;
  }
  if (options.out_path.empty()) return GenerateFeed(feed, console.out);
  const std::string partial = options.out_path + ".partial";
  std::ofstream file(partial, std::ios::binary);
  Status written = file ? GenerateFeed(feed, &file) : Status();
  file.close();
  std::error_code error;
  if (written.ok() && file) std::filesystem::rename(partial, options.out_path, error);
  if (written.ok() && file && !error) return {};
  std::error_code ignored;
  std::filesystem::remove(partial, ignored);
  if (!written.ok()) return written;
  return IoError(options.out_path + ": the feed cannot be written there; is the folder there, and room on the disk?");
}

}  // namespace groundswell
