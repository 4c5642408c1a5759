#include "tools/feeds.h"

#include <set>
#include <utility>

#include "tools/config_sources.h"

namespace groundswell {

Result<std::unique_ptr<Feeds>> Feeds::Make(const Config& config, const BlockScorerOptions& score,
                                           const ClockWatch::Say& say) {
  auto feeds = std::make_unique<Feeds>();
  for (const BuiltInMapping& built_in : BuiltInMappings()) {
    auto mapping = LoadMapping(std::string(built_in.name));
    if (!mapping.ok()) return mapping.status();
    feeds->Add(std::string(built_in.name), score, *mapping);
  }
  auto sources = SourcesOf(config);
  if (!sources.ok()) return sources.status();
  std::set<std::string> closed;
  for (const SourceSettings& source : *sources) {
    if (source.kind != SourceKind::kWebhook) continue;
    NamedFeed* feed = feeds->Add(source.name, score, source.mapping);
    feed->is_source = true;
    feed->quiet_after_secs = source.quiet_after_secs;
    feed->clocks = std::make_shared<ClockWatch>("source " + source.name, score.clocks, say);
    if (source.signature.empty()) continue;
    auto secret = SecretOf(config, source.name);
    if (!secret.ok()) return secret.status();
    auto signature = WebhookSignature::Make(source.signature, *secret);
    if (!signature.ok()) return signature.status();
    feed->signature = std::move(*signature);
    closed.insert(source.mapping->name());
  }
  // Where one sender has to sign, nobody sends the same records to the mapping's own address without.
  for (const std::string& name : closed)
    if (const auto feed = feeds->Find(name); feed && !feed->is_source) feeds->feeds_.erase(name);
  return feeds;
}

NamedFeed* Feeds::Add(const std::string& name, BlockScorerOptions score, std::shared_ptr<const Mapping> mapping) {
  score.mapping = std::move(mapping);
  auto feed = std::make_shared<NamedFeed>();
  feed->name = name;
  feed->score = std::make_shared<const BlockScorerOptions>(std::move(score));
  feeds_[name] = feed;
  return feed.get();
}

std::shared_ptr<NamedFeed> Feeds::Find(std::string_view name) const {
  std::lock_guard lock(mutex_);
  const auto found = feeds_.find(name);
  return found == feeds_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<NamedFeed>> Feeds::Configured() const {
  std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<NamedFeed>> configured;
  for (const auto& [name, feed] : feeds_)
    if (feed->is_source) configured.push_back(feed);
  return configured;
}

void Feeds::Become(const Feeds& next) {
  ByName feeds = next.feeds_;
  std::lock_guard lock(mutex_);
  for (const auto& [name, feed] : feeds) {
    const auto before = feeds_.find(name);
    if (!feed->is_source || before == feeds_.end() || !before->second->is_source) continue;
    GoOn(*before->second, feed.get());
  }
  feeds_.swap(feeds);
}

void Feeds::SetScore(BlockScorerOptions score) {
  std::lock_guard lock(mutex_);
  for (auto& [name, feed] : feeds_) {
    score.mapping = feed->score->mapping;
    auto next = std::make_shared<NamedFeed>();
    next->name = name;
    next->score = std::make_shared<const BlockScorerOptions>(score);
    next->signature = feed->signature;
    next->is_source = feed->is_source;
    next->quiet_after_secs = feed->quiet_after_secs;
    GoOn(*feed, next.get());
    feed = std::move(next);
  }
}

// A feed in the place of one of the same name, with its counts.
void Feeds::GoOn(const NamedFeed& before, NamedFeed* next) {
  next->counts = before.counts;
  next->clocks = before.clocks;
  if (next->clocks) next->clocks->SetChannels(next->score->clocks);
  next->is_paused = before.is_paused.load();
}

}  // namespace groundswell
