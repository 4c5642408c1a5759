#include "tools/block_scorer.h"

#include <algorithm>
#include <utility>

#include "ingest/reject_log.h"
#include "tools/config_keys.h"
#include "tools/config_watchlist.h"

namespace groundswell {

BlockScorerOptions BlockScorerOptionsOf(const Config& config) {
  BlockScorerOptions options;
  options.decode.channel_zones = ChannelZonesOf(config);
  for (const std::string& channel : config.Channels()) {
    const auto zone = config.entries().find({"channel." + channel, "time_zone"});
    if (zone != config.entries().end() && zone->second.source <= ConfigSource::kMapping)
      options.decode.zones_of_mappings.insert(channel);
    const auto& names = config.List("channel." + channel + ".placeholder_authors");
    if (!names.empty()) options.placeholder_authors[channel] = names;
    options.clocks[channel] = {.expected_lag_secs = config.Integer("channel." + channel + ".expected_lag_secs"),
                               .date_only = config.Bool("channel." + channel + ".date_only")};
  }
  options.watchlist = std::make_shared<const Watchlist>(WatchlistOf(config));
  options.patterns = std::make_shared<const RedactPatterns>(RedactPatternsOf(config));
  return options;
}

std::unique_ptr<FeedBlock> BlockScorer::Score(const LineBlock& lines) {
  posts_.Clear();
  auto block = std::make_unique<FeedBlock>();
  block->input = std::make_unique<InputBlock>();
  Decode(lines, &block->refused);
  ForgetPlaceholders();
  if (options_.decode.want_truth) KeepTruth(block.get());
  scorer_.Score(posts_, &block->input->posts);
  for (const Post& post : posts_.posts) block->input->lines.push_back(post.line);
  for (const RefusedLine& refused : block->refused) {
    // A row is a function of the line; how many are kept is decided where they get their order.
    RejectLog log(0, options_.patterns.get());
    // Only in records of our own is it known where people are named, so others show nothing of themselves.
    const std::string_view shown = mapper_ ? std::string_view() : lines.text(refused.line);
    const std::string_view row = log.Add(refused.line.number, refused.refusal, shown);
    block->input->refused.push_back({refused.line.number, std::string(row)});
  }
  block->input->end_lines = lines.end.lines;
  block->input->end_bytes = lines.end.bytes;
  block->input->end_hash = lines.end.hash;
  return block;
}

void BlockScorer::Decode(const LineBlock& lines, std::vector<RefusedLine>* refused) {
  if (!mapper_) return DecodeBlock(lines, &decoder_, &posts_, refused);
  unmapped_.clear();
  MapBlock(lines, &*mapper_, &posts_, &unmapped_);
  for (const MappedRefusal& record : unmapped_)
    refused->push_back({record.line, {record.refusal.reason, RefusalText(record)}});
}

void BlockScorer::ForgetPlaceholders() {
  if (options_.placeholder_authors.empty()) return;
  for (Post& post : posts_.posts) {
    const auto names = options_.placeholder_authors.find(post.channel);
    if (names == options_.placeholder_authors.end()) continue;
    if (std::find(names->second.begin(), names->second.end(), post.author) != names->second.end()) post.author = {};
  }
}

void BlockScorer::KeepTruth(FeedBlock* block) {
  block->truths = std::move(posts_.truths);
  for (const Post& post : posts_.posts) {
    const bool has_person = !post.person.empty();
    std::string& person = block->people.emplace_back();
    if (has_person) person = post.person;
    if (!has_person && !IsPlaceholderAuthor(post.author)) person.append(post.channel).append("\n").append(post.author);
  }
}

}  // namespace groundswell
