// Rules about groups on their way into the sequence: whether they hold, and what of the store they speak of.
//
// A split is one record and a move of each post that leaves, all of one step: so that every post's own record says
// where it is, a later edit or deletion finds it there, and a deletion erases its words.
#include <algorithm>
#include <set>

#include "engine/pipeline.h"

namespace groundswell {

Status Pipeline::TakeRule(InputBlock* block) {
  GROUNDSWELL_TRY(PrepareAct());
  const GroupRule& rule = *block->rule;
  RuleAnswer& answer = block->rule_answer;
  const bool is_recorded = block->rule_line > 0;
  // Where records are missing a rule may speak of what is not there: it is passed over, like a refresh.
  if (rule.is_split())
    GROUNDSWELL_TRY(TakeSplit(rule, is_recorded && !options_.records_hold, &answer));
  else
    GROUNDSWELL_TRY(TakeMerge(rule, &answer));
  if (answer.refused.ok() || !is_recorded || !options_.records_hold) return {};
  return Corrupt("line " + std::to_string(block->rule_line) +
                 ": the rule held when it was sequenced and does not now (" + answer.refused.message() +
                 "); the sequence is damaged or was made by another version");
}

void Pipeline::AppendRule(RecordKind kind, const GroupRule& rule) {
  control_ = ScoredPost();
  records_.push_back({position_.next_seq++, kind, &control_, nullptr, &step_->rules.emplace_back(rule)});
}

Status Pipeline::TakeMerge(const GroupRule& rule, RuleAnswer* answer) {
  answer->refused = engine_->CheckMerge(rule);
  if (!answer->refused.ok()) return {};
  const Seq seq = position_.next_seq;
  AppendRule(RecordKind::kGroupMerge, rule);
  StepPending();
  const MergeWrite& merge = step_->results.back().merges.back();
  answer->outcome = {.group = merge.into, .other = merge.from};
  return AuditRule(rule, answer->outcome, seq);
}

Status Pipeline::TakeSplit(const GroupRule& rule, bool may_be_gone, RuleAnswer* answer) {
  std::vector<Leaving> leaving;
  ScoredBatch& posts = step_->moved.emplace_back();
  GROUNDSWELL_TRY(FindLeaving(rule, may_be_gone, &leaving, &posts, &answer->refused));
  if (!answer->refused.ok()) return {};
  scorer_->Restore(&posts);
  std::vector<Engine::Leaving> checked;
  for (size_t i = 0; i < leaving.size(); ++i) checked.push_back({&posts.posts[i], leaving[i].prior});
  answer->refused = engine_->CheckSplit(rule, checked);
  if (!answer->refused.ok()) return {};
  // In the order of their time, so that the part grows as it would have grown by itself.
  std::vector<size_t> order(leaving.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return std::pair(posts.posts[a].time, leaving[a].row.seq) < std::pair(posts.posts[b].time, leaving[b].row.seq);
  });
  GroupRule kept = rule;
  kept.posts.clear();
  for (const size_t i : order)
    kept.posts.push_back({std::string(posts.posts[i].channel), std::string(posts.posts[i].id)});
  const Seq seq = position_.next_seq;
  AppendRule(RecordKind::kGroupSplit, kept);
  for (const size_t i : order) {
    IdRow row = leaving[i].row;
    row.seq = position_.next_seq;
    row.time = KnownFrom(row.time);
    WriteId(posts.posts[i], leaving[i].id_hash, row);
    records_.push_back({position_.next_seq++, RecordKind::kMove, &posts.posts[i], leaving[i].prior});
  }
  StepPending();
  const StepResult& result = step_->results.back();
  answer->outcome = {
      .group = engine_->Survivor(rule.group), .other = result.verdicts.front().group, .posts = order.size()};
  return AuditRule(rule, answer->outcome, seq);
}

// The posts as they stand, each once. `may_be_gone`: those that are not there any more are left out.
Status Pipeline::FindLeaving(const GroupRule& rule, bool may_be_gone, std::vector<Leaving>* leaving, ScoredBatch* posts,
                             Status* refused) {
  std::set<uint64_t> seen;
  for (const GroupRule::Post& named : rule.posts) {
    const uint64_t id_hash = IdHash(named.channel, named.id);
    if (!seen.insert(id_hash).second) continue;
    ScoredPost key;
    key.channel = named.channel;
    key.id = named.id;
    auto row = FindKnown(key, id_hash);
    if (!row.ok()) return row.status();
    const bool stands = *row && !(*row)->deleted;
    Result<std::optional<std::string>> bytes = std::optional<std::string>();
    if (stands) bytes = ReadStored((*row)->seq);
    if (!bytes.ok()) return bytes.status();
    if (!*bytes) {
      if (may_be_gone) continue;
      *refused = NotFound("post " + named.id + " of channel " + named.channel + " is not there");
      return {};
    }
    auto stored = DecodeRecord(posts->arena.Copy(**bytes));
    if (!stored.ok()) return stored.status();
    posts->posts.push_back(WithFigures(stored->post, **row));
    Prior& prior = step_->priors.emplace_back(PriorOf(*stored, (*row)->first_seq, (*row)->seq));
    prior.audience = AudienceOf(posts->posts.back());
    leaving->push_back({**row, id_hash, &prior});
  }
  if (leaving->empty()) *refused = NotFound("none of the posts that were to leave is there");
  return {};
}

}  // namespace groundswell
