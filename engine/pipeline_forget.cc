// What somebody has a right to have forgotten: one person, one post, or the words of one entry of the audit log.
//
// A forgetting is one record, and the deletion of each post it reaches follows in the same step. Beside the posts it
// reaches what outlives them: quotes in pinned evidence, places in the registers of cases, and words in the audit log
// with those of the act that they were written with. What a record says again when it is replayed is who leaves the
// registers: its deletions stand behind it, and words that went are not in an exported sequence.
#include <algorithm>

#include "base/hash.h"
#include "engine/group_json.h"
#include "engine/pipeline.h"
#include "engine/quote_rows.h"

namespace groundswell {
namespace {

// Of the posts that one record of a forgetting has room for: some is left for what registers name of the person.
constexpr size_t kQuotedPostsMax = kSplitPostsMax - 100;

// The record without what was written; false for one that has no words of its own.
bool EraseWordsOfRecord(std::string* bytes) {
  auto stored = DecodeRecord(*bytes);
  if (!stored.ok() || !HoldsAct(stored->kind)) return false;
  stored->action.text.clear();
  stored->rule.reason.clear();
  stored->correction.reason.clear();
  stored->forgetting.reason.clear();
  const ScoredPost post = stored->post;
  std::string erased;
  EncodeRecord({.kind = stored->kind,
                .post = &post,
                .prior = stored->has_prior ? &stored->prior : nullptr,
                .rule = &stored->rule,
                .action = &stored->action,
                .correction = &stored->correction,
                .forgetting = &stored->forgetting},
               stored->verdict, &erased);
  *bytes = std::move(erased);
  return true;
}

}  // namespace

Status Pipeline::TakeForgetting(InputBlock* block) {
  GROUNDSWELL_TRY(PrepareAct());
  Forgetting forgetting = *block->forgetting;
  return TryForgetting(&forgetting, block->rule_line > 0, &block->forgetting_answer);
}

Status Pipeline::TryForgetting(Forgetting* forgetting, bool is_recorded, ForgettingAnswer* answer) {
  ForgettingOutcome& outcome = answer->outcome;
  std::vector<GroupRule::Post> posts = forgetting->posts;
  if (!forgetting->post.id.empty()) posts.push_back(forgetting->post);
  // First, so that registers are asked for the same posts here as where the record is replayed.
  if (!is_recorded) GROUNDSWELL_TRY(FindQuoted(forgetting->person, &posts, &outcome.has_more));
  GROUNDSWELL_TRY(ForgetInCases(forgetting->person, &posts, &outcome.people));
  if (!is_recorded) {
    GROUNDSWELL_TRY(EraseExpired(forgetting->records, &outcome.posts));
    forgetting->records.clear();
    GROUNDSWELL_TRY(KeepStanding(&posts, &outcome.posts));
    forgetting->posts = std::move(posts);
    GROUNDSWELL_TRY(EraseWordsOf(forgetting, &outcome.words));
    if (forgetting->posts.empty() && outcome.people == 0 && outcome.words == 0) return {};
  }
  control_ = ScoredPost();
  AuditEntry entry = EntryOf(*forgetting);
  entry.seq = position_.next_seq++;
  records_.push_back({.seq = entry.seq,
                      .kind = RecordKind::kForget,
                      .post = &control_,
                      .forgetting = &step_->forgettings.emplace_back(*forgetting)});
  StepPending();
  outcome.entry = audit_next_;
  WriteAudit(std::move(entry));
  return is_recorded ? Status() : DeletePosts(forgetting->posts, &outcome.quotes);
}

// Takes them out of every register; the posts that these name of the person go, too.
Status Pipeline::ForgetInCases(PersonHash person, std::vector<GroupRule::Post>* posts, uint64_t* people) {
  if (!person.known() && posts->empty()) return {};
  std::set<GroupId> ids;
  GROUNDSWELL_TRY(store_->ScanCases([&](GroupId id, std::string_view) { return ids.insert(id), Status(); }));
  for (const CaseWrite& write : step_->commit.cases) ids.insert(write.id);
  for (const GroupId id : ids) {
    auto one = ReadCase(id);
    if (!one.ok()) return one.status();
    if (!*one) continue;
    const size_t gone = ForgetPeople(person, posts, &**one);
    *people += gone;
    has_rewritten_ = has_rewritten_ || gone > 0;
    if (gone > 0) WriteCase(**one);
  }
  return {};
}

// Rows remember who wrote what they quote, also of posts that are kept no more: those posts go, too, as many as a
// record has room for. Their quotes go with their deletions.
Status Pipeline::FindQuoted(PersonHash person, std::vector<GroupRule::Post>* posts, bool* has_more) {
  if (!person.known()) return {};
  GROUNDSWELL_TRY(committer_.Drain());
  std::set<std::string, std::less<>> seen;
  const auto find = [&](std::string_view row) {
    ForEachQuoteOf(person, row, [&](std::string_view mark) {
      if (seen.contains(mark)) return;
      if (posts->size() >= kQuotedPostsMax) return void(*has_more = true);
      seen.emplace(mark);
      QuotedPost post = PostOfMark(mark);
      posts->push_back({std::move(post.channel), std::move(post.id)});
    });
  };
  for (const EvidenceWrite& write : step_->commit.evidence) find(write.row);
  for (const AlertWrite& write : step_->commit.alerts) find(write.row);
  for (const GroupWrite& write : step_->commit.groups) find(write.row);
  GROUNDSWELL_TRY(store_->ScanEvidenceRows(0, [&](uint64_t, std::string_view row) { return find(row), Status(); }));
  GROUNDSWELL_TRY(store_->ScanAlertRows(0, [&](uint64_t, std::string_view row) { return find(row), Status(); }));
  return store_->ScanGroupRows([&](GroupId, std::string_view row) { return find(row), Status(); });
}

// Those of posts that are known no more, for no deletion reaches them; what stands goes with its own.
Status Pipeline::EraseExpired(const std::vector<Seq>& records, uint64_t* posts) {
  for (const Seq seq : records) {
    const auto bytes = ReadStored(seq);
    if (!bytes.ok()) return bytes.status();
    if (!*bytes) continue;
    const auto stored = DecodeRecord(**bytes);
    if (!stored.ok()) return stored.status();
    const ScoredPost& post = stored->post;
    const auto row = FindKnown(post, IdHash(post.channel, post.id));
    if (!row.ok()) return row.status();
    if (*row) continue;
    ++*posts;
    GROUNDSWELL_TRY(EraseWords(seq));
  }
  return {};
}

// Leaves those that a deletion reaches: posts that stand, and those that are kept no more but may be quoted still.
Status Pipeline::KeepStanding(std::vector<GroupRule::Post>* posts, uint64_t* standing) {
  std::vector<GroupRule::Post> kept;
  std::set<uint64_t> seen;
  for (GroupRule::Post& post : *posts) {
    const uint64_t id_hash = IdHash(post.channel, post.id);
    if (!seen.insert(id_hash).second || kept.size() == kSplitPostsMax) continue;
    ScoredPost key;
    key.channel = post.channel;
    key.id = post.id;
    auto row = FindKnown(key, id_hash);
    if (!row.ok()) return row.status();
    if (*row && (*row)->deleted) continue;
    *standing += row->has_value();
    kept.push_back(std::move(post));
  }
  *posts = std::move(kept);
  return {};
}

Status Pipeline::DeletePosts(const std::vector<GroupRule::Post>& posts, uint64_t* quotes) {
  for (const GroupRule::Post& post : posts) {
    ScoredPost& deletion = refreshes_.emplace_back();
    deletion.id = step_->arena.Copy(post.id);
    deletion.channel = step_->arena.Copy(post.channel);
    deletion.deleted = true;
    const uint64_t id_hash = IdHash(post.channel, post.id);
    auto known = FindKnown(deletion, id_hash);
    if (!known.ok()) return known.status();
    GROUNDSWELL_TRY(TakeDeletion(deletion, id_hash, *known, quotes));
  }
  return {};
}

// In the audit log, and in the records of the acts while these are kept.
Status Pipeline::EraseWordsOf(Forgetting* forgetting, uint64_t* words) {
  for (const uint64_t number : forgetting->entries) {
    const auto& audit = step_->commit.audit;
    const auto pending = std::find_if(audit.rbegin(), audit.rend(), [&](const auto& a) { return a.number == number; });
    Result<std::optional<std::string>> row = std::optional<std::string>();
    if (pending != audit.rend())
      row = std::optional(std::string(pending->bytes));
    else
      row = store_->ReadAudit(number);
    if (!row.ok()) return row.status();
    const auto stored = *row ? DecodeAudit(**row) : Result<StoredAudit>(NotFound("no entry"));
    if (!stored.ok() || !stored->has_text || stored->entry.is_erased) continue;
    EraseAuditWords(&**row);
    has_rewritten_ = true;
    step_->commit.audit.push_back({number, step_->arena.Copy(**row)});
    ++*words;
    const AuditEntry& entry = stored->entry;
    auto record = ReadStored(entry.seq);
    if (!record.ok()) return record.status();
    if (*record && EraseWordsOfRecord(&**record)) {
      const RecordWrite write{entry.seq, step_->arena.Copy(**record)};
      const bool is_of_step = entry.seq >= step_first_seq_;
      is_of_step ? void(step_->commit.records[entry.seq - step_first_seq_] = write)
                 : step_->commit.rewritten.push_back(write);
    }
    if (entry.event != AuditEvent::kGroupMerge && entry.event != AuditEvent::kGroupSplit) continue;
    forgetting->group = entry.group;
    forgetting->other = entry.other;
    GROUNDSWELL_TRY(EraseReason(entry.text));
  }
  return {};
}

Status Pipeline::EraseReason(std::string_view reason) {
  const auto blank = [reason](std::string* row) { return BlankReason(reason, row); };
  return RewriteRows(blank, nullptr);
}

}  // namespace groundswell
