// Corrections on their way into the sequence: which posts they reach, and what later posts of the same words are taken
// for.
//
// A correction is one record and a `corrected` of each post it reaches, all of one step: the post's whole record with
// what is now said of it, taken back and added again as an edit is.
#include <algorithm>
#include <functional>

#include "engine/pipeline.h"

namespace groundswell {
namespace {

// Members of a group that are looked at for the same words, and that are gathered to find the newest: some 30 ms of
// work, while posts wait.
constexpr size_t kLookedAtMax = 4000, kGatheredMax = 8 * kLookedAtMax;

}  // namespace

Status Pipeline::TakeCorrection(InputBlock* block) {
  CorrectionAnswer& answer = block->correction_answer;
  GROUNDSWELL_TRY(PrepareAct());
  Correction correction = *block->correction;
  const bool is_recorded = block->rule_line > 0;
  GROUNDSWELL_TRY(TryCorrection(&correction, is_recorded, &answer));
  if (answer.refused.ok() || !is_recorded || !options_.records_hold) return {};
  return Corrupt("line " + std::to_string(block->rule_line) +
                 ": the correction held when it was sequenced and does not now (" + answer.refused.message() +
                 "); the sequence is damaged or was made by another version");
}

Status Pipeline::TryCorrection(Correction* correction, bool is_recorded, CorrectionAnswer* answer) {
  Corrected corrected{&step_->moved.emplace_back(), {}, {}};
  auto found = Reach(correction->channel, correction->id, &corrected);
  if (!found.ok()) return found.status();
  if (!*found) {
    answer->refused = NotFound("post " + correction->id + " of channel " + correction->channel + " is not there");
    return {};
  }
  const ScoredPost first = corrected.posts->posts.front();
  auto group = SurvivorOf(corrected.reached.front().prior->verdict.group);
  if (!group.ok()) return group.status();
  if (is_recorded) {
    // Which posts it reached then; those that are gone since are passed over.
    for (const GroupRule::Post& post : correction->posts)
      if (auto also = Reach(post.channel, post.id, &corrected); !also.ok()) return also.status();
  } else {
    GROUNDSWELL_TRY(ReachCopies(first, *group, &corrected));
  }
  const Seq seq = WriteCorrected(correction, first, &corrected);
  AuditEntry entry = EntryOf(*correction);
  entry.seq = seq;
  entry.group = *group;
  answer->outcome = {.posts = corrected.reached.size(), .entry = audit_next_};
  return AuditBeside(std::move(entry));
}

// The post as it stands, with what its withdrawal takes back; false when it is not there, or was reached before.
Result<bool> Pipeline::Reach(std::string_view channel, std::string_view id, Corrected* corrected) {
  ScoredPost key;
  key.channel = channel;
  key.id = id;
  const uint64_t id_hash = IdHash(channel, id);
  if (corrected->seen.contains(id_hash)) return false;
  auto row = FindKnown(key, id_hash);
  if (!row.ok()) return row.status();
  if (!*row || (*row)->deleted) return false;
  auto bytes = ReadStored((*row)->seq);
  if (!bytes.ok()) return bytes.status();
  if (!*bytes) return false;
  std::vector<ScoredPost>& posts = corrected->posts->posts;
  auto stored = DecodeRecord(corrected->posts->arena.Copy(**bytes));
  if (!stored.ok()) return stored.status();
  posts.push_back(WithFigures(stored->post, **row));
  Prior& prior = step_->priors.emplace_back(PriorOf(*stored, (*row)->first_seq, (*row)->seq));
  prior.audience = AudienceOf(posts.back());
  corrected->reached.push_back({**row, id_hash, &prior});
  corrected->seen.insert(id_hash);
  return true;
}

// Those of the same words and organisation: copies go to the group of what they copy. How many there are is mostly
// known, and mostly there are none.
Status Pipeline::ReachCopies(const ScoredPost& first, GroupId group, Corrected* corrected) {
  const size_t wanted =
      std::min(engine_->PostsOfWords(first.org, first.text_hash).value_or(kCorrectedPostsMax), kCorrectedPostsMax);
  for (const MemberWrite& member : step_->commit.members)
    if (!member.erase && corrected->reached.size() < wanted) GROUNDSWELL_TRY(ReachIfCopy(member.seq, first, corrected));
  if (corrected->reached.size() >= wanted) return {};
  const auto seqs = NewestMembers(group);
  if (!seqs.ok()) return seqs.status();
  for (const Seq seq : *seqs) {
    if (corrected->reached.size() >= wanted) return {};
    GROUNDSWELL_TRY(ReachIfCopy(seq, first, corrected));
  }
  return {};
}

// Of the group and of all that merged into it, the newest first.
Result<std::vector<Seq>> Pipeline::NewestMembers(GroupId group) {
  std::vector<Seq> seqs;
  std::vector<GroupId> family{group};
  constexpr Code kStop = Code::kExhausted;
  for (size_t i = 0; i < family.size() && seqs.size() < kGatheredMax; ++i) {
    size_t of_group = 0;
    const Status scanned = store_->ScanMembers(family[i], position_.next_seq, [&](Seq seq, const MemberRow&) -> Status {
      seqs.push_back(seq);
      return ++of_group < kLookedAtMax ? Status() : Status(kStop, "");
    });
    if (!scanned.ok() && scanned.code() != kStop) return scanned;
    const Status also = store_->ScanMergedInto(family[i], [&](GroupId from) {
      family.push_back(from);
      return Status();
    });
    if (!also.ok()) return also;
  }
  const size_t kept = std::min(seqs.size(), kLookedAtMax);
  std::partial_sort(seqs.begin(), seqs.begin() + static_cast<ptrdiff_t>(kept), seqs.end(), std::greater<>());
  seqs.resize(kept);
  return seqs;
}

Status Pipeline::ReachIfCopy(Seq seq, const ScoredPost& first, Corrected* corrected) {
  auto bytes = ReadStored(seq);
  if (!bytes.ok() || !*bytes) return bytes.status();
  auto stored = DecodeRecord(**bytes);
  if (!stored.ok()) return stored.status();
  const ScoredPost& post = stored->post;
  if (post.text_hash != first.text_hash || post.org != first.org || !HoldsPost(stored->kind)) return {};
  // The record may have been replaced since by one with other words.
  auto row = FindKnown(post, IdHash(post.channel, post.id));
  if (!row.ok()) return row.status();
  if (!*row || (*row)->deleted || (*row)->seq != seq) return {};
  return Reach(post.channel, post.id, corrected).status();
}

Seq Pipeline::WriteCorrected(Correction* correction, const ScoredPost& first, Corrected* corrected) {
  const Seq seq = position_.next_seq++;
  control_ = ScoredPost();
  control_.text_hash = first.text_hash;
  control_.org = first.org;
  corrections_.Learn(first.text_hash, first.org, correction->reading);
  std::vector<ScoredPost>& posts = corrected->posts->posts;
  std::vector<Reached>& reached = corrected->reached;
  // In the order in which they came: whoever wrote the words first is still the first.
  std::vector<size_t> order(reached.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return reached[a].row.first_seq < reached[b].row.first_seq; });
  correction->posts.clear();
  for (const size_t i : order) correction->posts.push_back({std::string(posts[i].channel), std::string(posts[i].id)});
  const Correction& kept = step_->corrections.emplace_back(*correction);
  scorer_->Restore(corrected->posts);
  for (ScoredPost& post : posts) ApplyCorrection(kept.reading, &post);
  records_.push_back({.seq = seq, .kind = RecordKind::kCorrection, .post = &control_, .correction = &kept});
  for (const size_t i : order) {
    IdRow row = reached[i].row;
    row.seq = position_.next_seq;
    row.time = KnownFrom(row.time);
    WriteId(posts[i], reached[i].id_hash, row);
    records_.push_back(
        {.seq = position_.next_seq++, .kind = RecordKind::kCorrected, .post = &posts[i], .prior = reached[i].prior});
  }
  StepPending();
  return seq;
}

}  // namespace groundswell
