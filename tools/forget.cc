#include "tools/forget.h"

#include <algorithm>
#include <future>
#include <set>
#include <utility>
#include <vector>

#include "models/audit.h"
#include "models/stored_record.h"
#include "tools/act_text.h"

namespace groundswell {
namespace {

// Entries whose words go with one record: their numbers fit a line of a sequence.
constexpr size_t kEntriesAtOnce = 256;
// So often what came meanwhile is looked for: each time a thousandth of the time before.
constexpr int kRoundsMax = 16;

class ForgettingSender final : public BlockSender {
 public:
  void TellWritten(const Status& status, const InputBlock& block) override {
    const ForgettingAnswer& answer = block.forgetting_answer;
    if (!status.ok())
      told_.set_value(status);
    else
      answer.refused.ok() ? told_.set_value(answer.outcome) : told_.set_value(answer.refused);
  }
  Result<ForgettingOutcome> Wait() { return told_.get_future().get(); }

 private:
  std::promise<Result<ForgettingOutcome>> told_;
};

// What was found of the person in the records.
struct Found {
  std::vector<GroupRule::Post> posts;  // of each record
  std::vector<Seq> records;
};

// Records of the person from `from` to `until`, of which the posts were not deleted: those that stand, those that edits
// have replaced, in whoever's name, and those that have expired and are not dropped yet.
Result<Found> FindPosts(const Store& store, PersonHash person, Seq from, Seq until) {
  Found found;
  constexpr Code kStop = Code::kExhausted;
  const Status scanned = store.ScanRecords(from, [&](Seq seq, std::string_view bytes) -> Status {
    if (seq >= until) return {kStop, ""};
    const auto stored = DecodeRecord(bytes);
    if (!stored.ok()) return stored.status().Annotate("record " + std::to_string(seq));
    const ScoredPost& post = stored->post;
    if (!HoldsPost(stored->kind) || post.person != person) return {};
    const auto row = store.FindId(post.channel, post.id);
    if (!row.ok()) return row.status();
    if (*row && (*row)->deleted) return {};
    found.posts.push_back({std::string(post.channel), std::string(post.id)});
    found.records.push_back(seq);
    return {};
  });
  if (!scanned.ok() && scanned.code() != kStop) return scanned;
  return found;
}

// What was written of the person in registers.
Result<std::vector<uint64_t>> EntriesOf(const Store& store, PersonHash person,
                                        const std::vector<GroupRule::Post>& posts) {
  // Also the posts by which other entries name the person: one may stand under the post alone, and the post be gone.
  std::set<std::pair<std::string, std::string>> written;
  for (const GroupRule::Post& post : posts) written.emplace(post.channel, post.id);
  const Status named = store.ScanAudit(0, [&](uint64_t, std::string_view bytes) {
    const auto stored = DecodeAudit(bytes);
    if (!stored.ok()) return stored.status();
    const AuditEntry& entry = stored->entry;
    if (entry.person == person && !entry.post.empty()) written.emplace(entry.channel, entry.post);
    return Status();
  });
  if (!named.ok()) return named;
  std::vector<uint64_t> entries;
  const Status scanned = store.ScanAudit(0, [&](uint64_t number, std::string_view bytes) {
    const auto stored = DecodeAudit(bytes);
    if (!stored.ok()) return stored.status();
    const AuditEntry& entry = stored->entry;
    const bool is_of_person = entry.event == AuditEventOf(CaseActionKind::kPerson) && stored->has_text;
    const bool is_meant = entry.person == person || written.contains({entry.channel, entry.post});
    if (is_of_person && is_meant && !entry.is_erased) entries.push_back(number);
    return Status();
  });
  if (!scanned.ok()) return scanned;
  return entries;
}

// The next part of the posts and entries, which leave both.
Forgetting NextPart(const Forgetting& whole, Found* found, std::vector<uint64_t>* entries) {
  Forgetting part = whole;
  const auto take = [](auto* from, size_t most, auto* into) {
    const auto end = from->begin() + static_cast<ptrdiff_t>(std::min(from->size(), most));
    into->assign(from->begin(), end);
    from->erase(from->begin(), end);
  };
  take(&found->posts, kForgottenPostsMax, &part.posts);
  take(&found->records, kForgottenPostsMax, &part.records);
  take(entries, kEntriesAtOnce, &part.entries);
  return part;
}

}  // namespace

Result<ForgettingOutcome> Forget(const Store& store, const Forgetting& forgetting, const SubmitForgetting& submit) {
  if (!forgetting.person.known()) return submit(forgetting);
  const auto retention = store.ReadRetention();
  if (!retention.ok()) return retention.status();
  ForgettingOutcome reached;
  Seq from = retention->records_from;
  for (int round = 0; round < kRoundsMax; ++round) {
    const auto position = store.ReadPosition();
    if (!position.ok()) return position.status();
    const Seq until = *position ? (**position).next_seq : 0;
    auto found = FindPosts(store, forgetting.person, from, until);
    if (!found.ok()) return found.status();
    if (round > 0 && found->posts.empty()) break;
    auto entries = EntriesOf(store, forgetting.person, found->posts);
    if (!entries.ok()) return entries.status();
    bool has_more = false;
    do {
      const auto part = submit(NextPart(forgetting, &*found, &*entries));
      if (!part.ok()) return part.status();
      reached += *part;
      has_more = part->has_more && part->entry;
    } while (!found->posts.empty() || !entries->empty() || has_more);
    from = until;
  }
  return reached;
}

Result<Forgetting> SettleForgetting(const AskedForgetting& asked, const AuthorKey& key,
                                    const RedactPatterns* patterns) {
  Forgetting forgetting = asked.forgetting;
  if (Status status = KeepName("by", kCaseByBytesMax, &forgetting.by); !status.ok()) return status;
  KeepStored(patterns, kRuleReasonBytesMax, &forgetting.reason);
  if (!asked.author.empty()) forgetting.person = HashAuthor(key, asked.channel, asked.author);
  if (!asked.customer.empty()) forgetting.person = HashPerson(key, asked.customer);
  const bool is_named = !asked.author.empty() || !asked.customer.empty();
  if (is_named && !forgetting.person.known()) return Invalid("the name is a placeholder, and names nobody");
  forgetting.salt = DrawAuditSalt();
  return forgetting;
}

Result<ForgettingOutcome> SubmitToEngine(LiveEngine* engine, const Forgetting& forgetting) {
  const auto sender = std::make_shared<ForgettingSender>();
  auto block = std::make_unique<InputBlock>();
  block->forgetting = forgetting;
  engine->Submit({std::move(block), sender, 0});
  return sender->Wait();
}

}  // namespace groundswell
