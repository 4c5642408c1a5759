// Corrections on their way into the sequence: which posts they reach, and what later posts of the same words are taken
// for.
//
// A correction is one record and a `corrected` of each post it reaches, all of one step: the post's whole record with
// what is now said of it, taken back and added again as an edit is.
#include <algorithm>
#include <set>

#include "engine/pipeline.h"

namespace groundswell {
namespace {

// Members of a group that are looked at for the same words: a fifth of a second's work.
constexpr size_t kLookedAtMax = 20000;

// What is corrected, in a few words that are in no language: "sentiment=neutral complaint=false org=青禾保险".
std::string Described(const CorrectedReading& reading) {
  std::string out;
  const auto add = [&out](std::string_view name, std::string_view value) {
    if (!out.empty()) out += ' ';
    out.append(name).append("=").append(value);
  };
  if (reading.sentiment) add("sentiment", SentimentName(*reading.sentiment));
  if (reading.complaint) add("complaint", *reading.complaint ? "true" : "false");
  if (reading.org) add("org", *reading.org);
  if (reading.cause) add("cause", reading.tag.empty() ? CauseClassName(*reading.cause) : reading.tag);
  return out;
}

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
  ScoredBatch& posts = step_->moved.emplace_back();
  std::vector<Reached> reached;
  auto found = Reach(correction->channel, correction->id, &posts, &reached);
  if (!found.ok()) return found.status();
  if (!*found) {
    answer->refused = NotFound("post " + correction->id + " of channel " + correction->channel + " is not there");
    return {};
  }
  const ScoredPost first = posts.posts.front();
  auto group = SurvivorOf(reached.front().prior->verdict.group);
  if (!group.ok()) return group.status();
  if (is_recorded) {
    // Which posts it reached then; those that are gone since are passed over.
    for (const GroupRule::Post& post : correction->posts)
      if (post.id != first.id || post.channel != first.channel)
        if (auto also = Reach(post.channel, post.id, &posts, &reached); !also.ok()) return also.status();
  } else {
    GROUNDSWELL_TRY(ReachCopies(first, *group, &posts, &reached));
  }
  AuditEntry entry;
  entry.seq = WriteCorrected(correction, first, &posts, &reached);
  entry.at_ms = correction->at_ms;
  entry.event = AuditEvent::kCorrection;
  entry.group = *group;
  entry.by = correction->by;
  entry.value = Described(correction->reading);
  entry.channel = correction->channel;
  entry.post = correction->id;
  entry.posts = static_cast<uint32_t>(reached.size());
  entry.salt = correction->salt;
  entry.text = correction->reason;
  answer->outcome = {.posts = reached.size(), .entry = audit_next_};
  return AuditBeside(std::move(entry));
}

// The post as it stands, with what its withdrawal takes back; false when it is not there.
Result<bool> Pipeline::Reach(const std::string& channel, const std::string& id, ScoredBatch* posts,
                             std::vector<Reached>* reached) {
  ScoredPost key;
  key.channel = channel;
  key.id = id;
  const uint64_t id_hash = IdHash(channel, id);
  auto row = FindKnown(key, id_hash);
  if (!row.ok()) return row.status();
  if (!*row || (*row)->deleted) return false;
  auto bytes = ReadStored((*row)->seq);
  if (!bytes.ok()) return bytes.status();
  if (!*bytes) return false;
  auto stored = DecodeRecord(posts->arena.Copy(**bytes));
  if (!stored.ok()) return stored.status();
  posts->posts.push_back(WithFigures(stored->post, **row));
  Prior& prior = step_->priors.emplace_back(PriorOf(*stored, (*row)->first_seq, (*row)->seq));
  prior.audience = AudienceOf(posts->posts.back());
  reached->push_back({**row, id_hash, &prior});
  return true;
}

// Those of the same words and organisation: copies go to the group of what they copy.
Status Pipeline::ReachCopies(const ScoredPost& first, GroupId group, ScoredBatch* posts,
                             std::vector<Reached>* reached) {
  std::set<Seq> seqs;
  const auto note = [&](Seq seq) {
    seqs.insert(seq);
    if (seqs.size() > kLookedAtMax) seqs.erase(seqs.begin());
  };
  std::vector<GroupId> family{group};
  for (size_t i = 0; i < family.size(); ++i) {
    GROUNDSWELL_TRY(store_->ScanMembers(family[i], position_.next_seq, [&](Seq seq, const MemberRow&) {
      note(seq);
      return Status();
    }));
    GROUNDSWELL_TRY(store_->ScanMergedInto(family[i], [&](GroupId from) {
      family.push_back(from);
      return Status();
    }));
  }
  for (const MemberWrite& member : step_->commit.members)
    if (!member.erase) note(member.seq);
  for (const Seq seq : seqs) {
    if (reached->size() >= kCorrectedPostsMax) break;
    auto bytes = ReadStored(seq);
    if (!bytes.ok()) return bytes.status();
    if (!*bytes) continue;
    auto stored = DecodeRecord(**bytes);
    if (!stored.ok()) return stored.status();
    const ScoredPost& post = stored->post;
    const bool is_same = post.text_hash == first.text_hash && post.org == first.org && HoldsPost(stored->kind);
    if (!is_same || (post.id == first.id && post.channel == first.channel)) continue;
    auto row = FindKnown(post, IdHash(post.channel, post.id));
    if (!row.ok()) return row.status();
    if (!*row || (*row)->deleted || (*row)->seq != seq) continue;  // edited or deleted since
    if (auto also = Reach(std::string(post.channel), std::string(post.id), posts, reached); !also.ok())
      return also.status();
  }
  return {};
}

Seq Pipeline::WriteCorrected(Correction* correction, const ScoredPost& first, ScoredBatch* posts,
                             std::vector<Reached>* reached) {
  const Seq seq = position_.next_seq++;
  control_ = ScoredPost();
  control_.text_hash = first.text_hash;
  control_.org = first.org;
  corrections_.Learn(first.text_hash, first.org, correction->reading);
  correction->posts.clear();
  for (const ScoredPost& post : posts->posts)
    correction->posts.push_back({std::string(post.channel), std::string(post.id)});
  const Correction& kept = step_->corrections.emplace_back(*correction);
  scorer_->Restore(posts);
  for (ScoredPost& post : posts->posts) ApplyCorrection(kept.reading, &post);
  records_.push_back({.seq = seq, .kind = RecordKind::kCorrection, .post = &control_, .correction = &kept});
  for (size_t i = 0; i < reached->size(); ++i) {
    IdRow row = (*reached)[i].row;
    row.seq = position_.next_seq;
    WriteId(posts->posts[i], (*reached)[i].id_hash, row);
    records_.push_back({.seq = position_.next_seq++,
                        .kind = RecordKind::kCorrected,
                        .post = &posts->posts[i],
                        .prior = (*reached)[i].prior});
  }
  StepPending();
  return seq;
}

}  // namespace groundswell
