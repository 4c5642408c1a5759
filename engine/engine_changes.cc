// What is taken back of a post: by an edit, a correction or a deletion; and larger figures of one that stands.
#include <algorithm>

#include "base/hash.h"
#include "engine/engine.h"

namespace groundswell {

std::string Engine::CountedScope(std::string_view org) const {
  return scopes_.contains(org) ? std::string(org) : std::string();
}

std::optional<Complainants::Change> Engine::Withdraw(const Prior& prior, bool is_deleted) {
  const std::string org = CountedScope(prior.org);
  const auto scope = scopes_.find(org);
  CountPane(prior.time, org, prior.sentiment, prior.verdict.complaint, -1);
  if (scope != scopes_.end() && !prior.verdict.joins) scope->second->copies.Withdraw(prior.text_hash);
  if (prior.verdict.complaint) answers_.Forget(IdHash(prior.channel, prior.id));
  if ((prior.signs & kAgentAdvert) != 0) {
    adverts_.Withdraw(prior.channel, prior.id);
    if (scope != scopes_.end()) scope->second->adverts.Withdraw(prior.channel, prior.id);
  }
  const uint32_t index = FindGroup(prior.verdict.group);
  if (index == kNoGroup) return std::nullopt;
  const auto left = WithdrawFrom(&groups_[index], prior, is_deleted);
  if (is_deleted) AlertIfWithdrawn(index, watermark_);
  return left;
}

std::optional<Complainants::Change> Engine::WithdrawFrom(Group* group, const Prior& prior, bool is_deleted) {
  const auto left = group->Withdraw(prior, is_deleted, ContextOf(*group, watermark_));
  if (!left) return left;
  Scope* of = scopes_.find(group->org)->second.get();
  of->complainants.Withdraw(left->arrived, left->people, settings_.burst);
  Baseline* part = group->told_at.is_none() ? &of->untold : &of->told;
  if (part->has_begun()) part->Withdraw(left->arrived, left->people, settings_.burst);
  return left;
}

// Groups may outlive by far the posts that they quote. Deletions of what was never seen are few, and a look is short.
void Engine::DropQuotes(const ScoredPost& post) {
  const auto is_of = [&post](const auto& quote) { return quote.id == post.id && quote.channel == post.channel; };
  for (uint32_t index = 0; index < groups_.size(); ++index) {
    Group& group = groups_[index];
    const size_t gone = std::erase_if(group.quotes, is_of) + std::erase_if(group.evidence, is_of);
    if (gone > 0) MarkChanged(index);
  }
}

// Larger figures of a post whose text stands: it reaches further, and nothing else changes.
void Engine::TakeRefresh(const Record& record) {
  const uint32_t index = FindGroup(record.prior->verdict.group);
  if (index == kNoGroup) return;
  groups_[index].audience += AudienceOf(*record.post) - record.prior->audience;
  MarkChanged(index);
}

}  // namespace groundswell
