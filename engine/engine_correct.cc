// Corrections: what a person says of a post is counted in place of what it was read to say.
//
// A corrected post came when it came, and is no news of today: its people are put back to when they arrived, and
// neither rhythm, bursts nor the life of its group hear of it. It stays in its group, unless what is said puts it
// elsewhere: about another organisation, or among the talk about its own.
#include <algorithm>

#include "base/hash.h"
#include "engine/engine.h"

namespace groundswell {
namespace {

// Whether a post of this verdict is quoted and named as evidence.
bool IsQuoted(const Verdict& verdict) { return verdict.complaint && !verdict.copy && !verdict.joins; }

}  // namespace

std::optional<size_t> Engine::PostsOfWords(std::string_view org, uint64_t text_hash) const {
  const auto scope = scopes_.find(CountedScope(org));
  const CopyTable::First* first = scope == scopes_.end() ? nullptr : scope->second->copies.Find(text_hash);
  return first == nullptr ? std::nullopt : std::optional(static_cast<size_t>(first->posts));
}

Verdict Engine::TakeCorrected(const Record& record) {
  const ScoredPost& post = *record.post;
  const Prior& prior = *record.prior;
  Verdict verdict = Classify(post, prior.verdict.copy);
  verdict.group = prior.verdict.group;
  verdict.again = prior.verdict.again;
  // Who only agrees complains by that, unless it is said that he does not.
  if (prior.verdict.joins && (!post.is_complaint_said || verdict.complaint)) verdict = prior.verdict;
  verdict.new_account = prior.verdict.new_account;
  const uint32_t index = FindGroup(prior.verdict.group);
  const bool is_at_home = index == kNoGroup || prior.verdict.joins ||
                          FindScope(groups_[index].org)->IsTalk(verdict.complaint) == groups_[index].is_talk;
  const bool stays = post.org == prior.org && is_at_home;
  if (stays)
    Restate(record, index, &verdict);
  else
    Transfer(record, &verdict);
  Rejudge(verdict.group);
  if (!stays || (verdict.complaint && !prior.verdict.complaint)) AlertIfCritical(post, verdict);
  return verdict;
}

void Engine::Restate(const Record& record, uint32_t index, Verdict* verdict) {
  const ScoredPost& post = *record.post;
  const Prior& prior = *record.prior;
  const std::string org = CountedScope(prior.org);
  CountPane(prior.time, org, prior.sentiment, prior.verdict.complaint, -1);
  CountPane(post.time, org, post.scores.sentiment, verdict->complaint, 1);
  const uint64_t id_hash = IdHash(post.channel, post.id);
  if (prior.verdict.complaint && !verdict->complaint) answers_.Forget(id_hash);
  if (!prior.verdict.complaint && verdict->complaint && !verdict->copy)
    answers_.Remember(id_hash, verdict->group, settings_.answers_max);
  if (index == kNoGroup) {
    verdict->complainant = {};
    verdict->nameless = false;
    return;
  }
  Group& group = groups_[index];
  verdict->group = group.id;
  const bool stays_shown = IsQuoted(prior.verdict) && IsQuoted(*verdict);
  std::vector<Quote> quotes = group.quotes;
  std::vector<Group::Evidence> evidence = group.evidence;
  const auto left = WithdrawFrom(&group, prior, false);
  CountAgain(record, left, 0, verdict, &group);
  if (!stays_shown) return;
  // What shows the group stands in the order in which it came.
  group.quotes.swap(quotes);
  group.evidence.swap(evidence);
  for (Quote& quote : group.quotes) {
    if (quote.id != post.id || quote.channel != post.channel) continue;
    quote.cause_tag = post.reading.cause_tag;
    quote.cause_evidence = post.reading.cause_evidence;
  }
}

void Engine::Transfer(const Record& record, Verdict* verdict) {
  const ScoredPost& post = *record.post;
  const auto left = Withdraw(*record.prior, false);
  Scope* scope = FindScope(post.org);
  const Scope* counted = scope;
  const std::optional<CopyTable::First> first = FirstOf(post, *scope);
  const bool is_new_account = verdict->new_account;
  *verdict = Classify(post, IsCopyOf(post, first));
  float likeness = 0;
  uint32_t index = FindAnswered(post);
  if (index == kNoGroup)
    index = Place(record, first, verdict, scope, &likeness);
  else
    Join(post, index, verdict, &scope);
  verdict->new_account = is_new_account;
  CountPane(post.time, counted->org, post.scores.sentiment, verdict->complaint, 1);
  Group& group = groups_[index];
  CountAgain(record, left, likeness, verdict, &group);
  NoteAdvert(post);
  if (verdict->complaint && !verdict->copy)
    answers_.Remember(IdHash(post.channel, post.id), verdict->group, settings_.answers_max);
  if (group.slot != Group::kNoSlot) ApplyChanges(ClusteringOf(group));
}

// Adds the post to the group as of when it arrived: with its person where that one left by its withdrawal, else at its
// own time.
void Engine::CountAgain(const Record& record, const std::optional<Complainants::Change>& left, float likeness,
                        Verdict* verdict, Group* group) {
  const ScoredPost& post = *record.post;
  const bool was_here = FindGroup(record.prior->verdict.group) == FindGroup(group->id);
  // Of a life that has ended its people count no more.
  if (group->over || (was_here && record.prior->seq < group->life_first_seq))
    verdict->complainant = {}, verdict->nameless = false;
  GroupContext then = ContextOf(*group, watermark_);
  then.is_new_account = verdict->new_account;
  then.came_at = left ? left->arrived : std::min(post.time, watermark_);
  const uint32_t came = group->Add(record.seq, post, *verdict, likeness, then);
  CountStream(group);
  Scope* scope = scopes_.find(group->org)->second.get();
  Baseline* part = group->told_at.is_none() ? &scope->untold : &scope->told;
  for (Baseline* baseline : {&scope->complainants, part})
    if (came > 0 && baseline->has_begun()) baseline->Restore(then.came_at, came, settings_.burst);
  // A case is not closed on more people because they are counted otherwise.
  Standing& standing = group->standing;
  if (!standing.is_closed || !was_here) return;
  const uint64_t gone = left ? left->people : 0;
  standing.complainants = standing.complainants + came - std::min(standing.complainants + came, gone);
}

}  // namespace groundswell
