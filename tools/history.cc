#include "tools/history.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>
#include <optional>

#include "ingest/mapping_source.h"
#include "tools/intake.h"
#include "tools/interrupt.h"
#include "tools/post_feed.h"
#include "tools/progress.h"
#include "tools/refusals.h"
#include "tools/replay_input.h"

namespace groundswell {
namespace {

// What a file is known by: where it lies, how large it is and when it was written. Nothing for stdin.
std::optional<std::string> IdentityOf(const std::string& file) {
  struct stat info = {};
  if (file == "-" || stat(file.c_str(), &info) != 0) return std::nullopt;
  return fmt::format("{}.{}.{}", info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
}

int64_t WallMs() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

std::string MarkOf(const std::string& file) {
  std::error_code error;
  const auto path = std::filesystem::absolute(file, error);
  return "import/" + (error ? file : path.string());
}

Status ImportFile(const std::string& file, const FeedOptions& feed_options, const Models& models, DataFolder* folder,
                  LiveEngine* engine, const Console& console) {
  const auto start = std::chrono::steady_clock::now();
  InputFiles files({file});
  PeekedSource source(&files);
  const Mapping* mapping = feed_options.scoring.mapping.get();
  if (mapping == nullptr && LooksLikeSequenceLine(source.FirstLine()))
    return Invalid(file + ": is a sequence, not posts; what is in it was decided already, and `replay` reads it");
  std::optional<MappingSource> records;
  if (mapping != nullptr) records.emplace(&source, mapping);
  LineReader reader(records ? static_cast<ByteSource*>(&*records) : &source);
  PostFeed feed(&reader, &models, &folder->key(), feed_options);
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  const bool is_plain = !error && mapping == nullptr && !file.ends_with(".gz") && !file.ends_with(".zst");
  ProgressLine progress(console.err, console.err_is_terminal, is_plain ? size : 0, start);
  RefusalReport refusals(console);
  uint64_t posts = 0;
  while (true) {
    auto next = feed.Next();
    if (!next.ok()) return next.status();
    if (Interrupt::requested()) return IoError(file + ": stopped by a signal; the same command takes in the rest");
    if (*next == nullptr) break;
    FeedBlock& block = **next;
    for (const RefusedLine& refused : block.refused) refusals.Add(refused);
    posts += block.input->lines.size();
    const uint64_t bytes = block.input->end_bytes;
    block.input->end_lines = 0;  // a live stream has no place in a file
    MarkAhead(WallMs(), &block.input->posts);
    GROUNDSWELL_TRY(engine->Import(std::move(block.input)));
    progress.Update(bytes, posts, std::chrono::steady_clock::now());
  }
  progress.Done();
  GROUNDSWELL_TRY(engine->DrainImport());
  *console.err << fmt::format("{}: {} posts of history taken in, in {:.1f} s\n", file, posts, SecondsSince(start));
  return refusals.Finish(false);
}

}  // namespace

Status ImportHistory(const HistoryFiles& history, const Config& config, const Models& models, DataFolder* folder,
                     LiveEngine* engine, const Console& console) {
  GROUNDSWELL_TRY(InputFiles(history.files).Check());
  FeedOptions feed_options = FeedOptionsOf(config);
  feed_options.threads = 2;
  feed_options.scoring.mapping = history.mapping;
  for (const std::string& file : history.files) {
    auto identity = IdentityOf(file);
    if (identity && history.mapping) *identity += fmt::format("+{:016x}", history.mapping->checksum());
    auto known = folder->store()->ReadMark(MarkOf(file));
    if (!known.ok()) return known.status();
    if (identity && *known == identity) {
      *console.err << file << ": was taken in before\n";
      continue;
    }
    GROUNDSWELL_TRY(ImportFile(file, feed_options, models, folder, engine, console));
    if (identity) GROUNDSWELL_TRY(folder->store()->PutMark(MarkOf(file), *identity));
  }
  return {};
}

}  // namespace groundswell
