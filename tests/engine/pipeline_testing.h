// A pipeline over a store in a test: records in, the store's outputs out as text.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "engine/pipeline.h"
#include "storage/memory_store.h"
#include "tests/engine/posts.h"

namespace groundswell {

// Alerts, merges, assignments, groups, rejects and totals: what replay writes out of a store.
inline std::string OutputsOf(const Store& store) {
  std::string out;
  const auto add = [&out](auto... parts) {
    ((out += std::string(parts) + " "), ...);
    out += "\n";
    return Status();
  };
  const auto text = [](std::string_view view) { return std::string(view); };
  Status status = store.ScanAlerts(
      0, [&](uint64_t number, std::string_view json) { return add("alert", std::to_string(number), text(json)); });
  if (status.ok())
    status = store.ScanMerges(
        [&](GroupId from, GroupId into) { return add("merge", FormatGroupId(from), FormatGroupId(into)); });
  if (status.ok())
    status = store.ScanAssignments([&](Seq seq, std::string_view channel, std::string_view id, GroupId group) {
      return add("assignment", std::to_string(seq), text(channel), text(id), FormatGroupId(group));
    });
  if (status.ok())
    status = store.ScanGroups(
        [&](GroupId id, std::string_view json) { return add("group", FormatGroupId(id), text(json)); });
  if (status.ok())
    status = store.ScanRejects(
        0, [&](uint64_t number, std::string_view json) { return add("reject", std::to_string(number), text(json)); });
  const auto position = store.ReadPosition();
  if (!status.ok() || !position.ok() || !*position) return out + "failed";
  const Totals& t = (**position).totals;
  for (const uint64_t count : {t.accepted, t.updated, t.refreshed, t.duplicates, t.deletions, t.rejected, t.groups})
    out += std::to_string(count) + " ";
  for (const uint64_t count : t.alerts) out += std::to_string(count) + " ";
  return out + std::to_string((**position).next_seq) + " " + std::to_string((**position).watermark.ms) + "\n";
}

// The records from `begin` on, at most `size` of them, as a block of input whose lines are numbered from 1.
inline std::unique_ptr<InputBlock> MakeBlock(const std::vector<PostSpec>& records, size_t begin, size_t size) {
  auto block = std::make_unique<InputBlock>();
  const size_t end = std::min(begin + size, records.size());
  BuildBatch({records.begin() + static_cast<ptrdiff_t>(begin), records.begin() + static_cast<ptrdiff_t>(end)},
             &block->posts);
  for (size_t i = begin; i < end; ++i) block->lines.push_back(i + 1);
  block->end_lines = block->end_bytes = block->end_hash = end;
  return block;
}

// The first line in which two texts differ, as both have it; empty when none does.
inline std::string Difference(const std::string& a, const std::string& b) {
  if (a == b) return {};
  const size_t same = static_cast<size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
  const size_t begin = same == 0 ? 0 : a.rfind('\n', same - 1) + 1;
  return a.substr(begin, a.find('\n', same) - begin) + "\nis not\n" + b.substr(begin, b.find('\n', same) - begin);
}

struct RunOptions {
  size_t block = 50;
  bool async_commit = false;
  uint64_t checkpoint_records = 0;
};

// Goes on where the store stands, to the end of the records or to the first failure.
inline Status RunOn(Store* store, const std::vector<PostSpec>& records, const EngineSettings& settings,
                    const RunOptions& run) {
  Engine engine(settings, "test");
  PostScorer scorer(nullptr, nullptr);  // restoring needs no models
  PipelineOptions options;
  options.async_commit = run.async_commit;
  options.checkpoint_records = run.checkpoint_records;
  options.rejects_max = 1000;
  options.filter_ids = 1 << 12;
  Pipeline pipeline(&engine, store, &scorer, options);
  GROUNDSWELL_TRY(pipeline.Recover());
  for (size_t begin = pipeline.position().input_lines; begin < records.size(); begin += run.block)
    GROUNDSWELL_TRY(pipeline.Take(MakeBlock(records, begin, run.block)));
  return pipeline.Finish();
}

}  // namespace groundswell
