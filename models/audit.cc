#include "models/audit.h"

#include <sodium.h>

#include <charconv>

namespace groundswell {
namespace {

constexpr uint8_t kAuditVersion = 1;
enum class Words : uint8_t { kNone, kThere, kErased };

AuditHash Sha256(std::string_view first, std::string_view second) {
  static_assert(crypto_hash_sha256_BYTES == sizeof(AuditHash));
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  for (const std::string_view part : {first, second})
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
  AuditHash hash;
  crypto_hash_sha256_final(&state, reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

std::string_view ViewOf(const AuditHash& hash) { return {hash.data(), hash.size()}; }

AuditHash HashOfText(const AuditSalt& salt, std::string_view text) {
  std::string salted;
  ByteWriter writer(&salted);
  writer.Number(salt.high);
  writer.Number(salt.low);
  return Sha256(salted, text);
}

void WriteBody(const AuditEntry& entry, const AuditHash& text_hash, ByteWriter* writer) {
  writer->Number(kAuditVersion);
  writer->Number(entry.number);
  writer->Number(entry.seq);
  writer->Number(entry.at_ms);
  writer->Number(entry.watermark.ms);
  writer->Number(entry.event);
  writer->Number(entry.group.value);
  writer->Number(entry.other.value);
  writer->Number(entry.status);
  for (const std::string* text : {&entry.by, &entry.value, &entry.channel, &entry.post}) writer->Text(*text);
  writer->Number(entry.until_ms);
  writer->Number(entry.scope);
  writer->Number(entry.person.value);
  writer->Number(entry.state);
  writer->Number(entry.posts);
  writer->Number(entry.has_evidence);
  writer->Bytes(entry.evidence_hash);
  writer->Bytes(text_hash);
}

bool ReadBody(std::string_view body, AuditEntry* entry, AuditHash* text_hash) {
  ByteReader reader(body);
  if (reader.Number<uint8_t>() != kAuditVersion) return false;
  entry->number = reader.Number<uint64_t>();
  entry->seq = reader.Number<Seq>();
  entry->at_ms = reader.Number<int64_t>();
  entry->watermark.ms = reader.Number<int64_t>();
  entry->event = reader.Number<AuditEvent>();
  entry->group.value = reader.Number<uint64_t>();
  entry->other.value = reader.Number<uint64_t>();
  entry->status = reader.Number<CaseStatus>();
  for (std::string* text : {&entry->by, &entry->value, &entry->channel, &entry->post}) *text = reader.Text();
  entry->until_ms = reader.Number<int64_t>();
  entry->scope = reader.Number<SilenceScope>();
  entry->person.value = reader.Number<uint64_t>();
  entry->state = reader.Number<PersonState>();
  entry->posts = reader.Number<uint32_t>();
  entry->has_evidence = reader.Number<bool>();
  return reader.Value(&entry->evidence_hash) && reader.Value(text_hash) && reader.done() &&
         entry->event <= kLastAuditEvent && entry->status <= kLastCaseStatus && entry->scope <= kLastSilenceScope &&
         entry->state <= kLastPersonState;
}

}  // namespace

std::string_view AuditEventName(AuditEvent event) {
  constexpr std::string_view kOthers[] = {"merge", "split", "correct", "recurred", "taken_over", "forget"};
  if (event < AuditEvent::kGroupMerge) return CaseActionName(static_cast<CaseActionKind>(event));
  return kOthers[static_cast<size_t>(event) - static_cast<size_t>(AuditEvent::kGroupMerge)];
}

AuditEntry EntryOf(const CaseAction& action) {
  AuditEntry entry;
  entry.at_ms = action.at_ms;
  entry.event = AuditEventOf(action.kind);
  entry.group = action.group;
  entry.status = action.status;
  entry.by = action.by;
  entry.value = action.value;
  entry.until_ms = action.until_ms;
  entry.scope = action.scope;
  entry.person = action.person;
  entry.channel = action.channel;
  entry.post = action.post;
  entry.state = action.state;
  entry.salt = action.salt;
  entry.text = action.text;
  return entry;
}

AuditEntry EntryOf(const GroupRule& rule) {
  AuditEntry entry;
  entry.at_ms = rule.at_ms;
  entry.event = rule.is_split() ? AuditEvent::kGroupSplit : AuditEvent::kGroupMerge;
  entry.posts = static_cast<uint32_t>(rule.posts.size());
  entry.by = rule.by;
  entry.salt = rule.salt;
  entry.text = rule.reason;
  return entry;
}

AuditEntry EntryOf(const Correction& correction) {
  AuditEntry entry;
  entry.at_ms = correction.at_ms;
  entry.event = AuditEvent::kCorrection;
  entry.by = correction.by;
  entry.value = DescribeReading(correction.reading);
  entry.channel = correction.channel;
  entry.post = correction.id;
  entry.posts = static_cast<uint32_t>(correction.posts.size());
  entry.salt = correction.salt;
  entry.text = correction.reason;
  return entry;
}

AuditEntry EntryOf(const Forgetting& forgetting) {
  AuditEntry entry;
  entry.at_ms = forgetting.at_ms;
  entry.event = AuditEvent::kForgotten;
  entry.by = forgetting.by;
  const bool is_of_words = !forgetting.person.known() && forgetting.post.id.empty() && !forgetting.entries.empty();
  entry.value = forgetting.person.known() ? "person" : "post";
  if (is_of_words) entry.value = "entry " + std::to_string(forgetting.entries.front());
  entry.posts = static_cast<uint32_t>(forgetting.posts.size());
  entry.salt = forgetting.salt;
  entry.text = forgetting.reason;
  return entry;
}

Status CheckEntryOf(const AuditEntry& entry, const AuditEntry& act) {
  const bool is_case_action = entry.event <= AuditEventOf(kLastCaseActionKind);
  const auto differs = [](std::string_view what) {
    return Corrupt("its " + std::string(what) + " is not that of the act that was sequenced");
  };
  if (entry.event != act.event) return differs("kind");
  if (entry.by != act.by) return differs("author");
  if (entry.at_ms != act.at_ms || entry.until_ms != act.until_ms) return differs("time");
  if (is_case_action && (entry.group != act.group || entry.status != act.status)) return differs("group or status");
  if (entry.value != act.value || entry.scope != act.scope) return differs("value");
  if (entry.person != act.person || entry.channel != act.channel || entry.post != act.post || entry.state != act.state)
    return differs("person or post");
  if (entry.posts != act.posts) return differs("number of posts");
  if (!entry.is_erased && entry.text != act.text) return differs("text");
  return entry.is_erased && !act.text.empty() ? Corrupt("its words were erased, and those of its act were not")
                                              : Status();
}

void EncodeAudit(const AuditEntry& entry, AuditHash* hash, std::string* bytes) {
  const bool has_text = !entry.text.empty();
  std::string body;
  ByteWriter body_writer(&body);
  WriteBody(entry, has_text ? HashOfText(entry.salt, entry.text) : AuditHash{}, &body_writer);
  *hash = Sha256(ViewOf(*hash), body);
  ByteWriter writer(bytes);
  writer.Bytes(*hash);
  writer.Text(body);
  writer.Number(has_text ? Words::kThere : Words::kNone);
  if (!has_text) return;
  writer.Number(entry.salt.high);
  writer.Number(entry.salt.low);
  writer.Text(entry.text);
}

Result<StoredAudit> DecodeAudit(std::string_view bytes) {
  ByteReader reader(bytes);
  StoredAudit stored;
  bool is_whole = reader.Value(&stored.hash);
  stored.body = reader.Text();
  is_whole = is_whole && reader.ok() && ReadBody(stored.body, &stored.entry, &stored.text_hash);
  const auto words = reader.Number<Words>();
  stored.has_text = words != Words::kNone;
  stored.entry.is_erased = words == Words::kErased;
  if (words == Words::kThere) {
    stored.entry.salt.high = reader.Number<uint64_t>();
    stored.entry.salt.low = reader.Number<uint64_t>();
    stored.entry.text = reader.Text();
  }
  if (!is_whole || words > Words::kErased || !reader.done()) return Corrupt("the bytes are no entry of an audit log");
  return stored;
}

Status CheckAudit(const StoredAudit& stored, const AuditHash& before) {
  if (Sha256(ViewOf(before), stored.body) != stored.hash)
    return Corrupt("it does not follow from the entry before: it was changed, or that one was taken away");
  const AuditEntry& entry = stored.entry;
  const bool had_text = stored.text_hash != AuditHash{};
  if (had_text != stored.has_text) return Corrupt("its words were taken away or added");
  if (had_text && !entry.is_erased && HashOfText(entry.salt, entry.text) != stored.text_hash)
    return Corrupt("its words are not those that were written");
  return {};
}

bool EraseAuditWords(std::string* row) {
  const auto stored = DecodeAudit(*row);
  if (!stored.ok()) return false;
  if (!stored->has_text) return true;
  row->clear();
  ByteWriter writer(row);
  writer.Bytes(stored->hash);
  writer.Text(stored->body);
  writer.Number(Words::kErased);
  return true;
}

AuditHash HashOfEvidence(std::string_view canonical) { return Sha256(canonical, {}); }

std::string FormatAuditHash(const AuditHash& hash) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const char c : hash) {
    hex.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
    hex.push_back(kDigits[static_cast<unsigned char>(c) & 15]);
  }
  return hex;
}

std::optional<AuditHash> ParseAuditHash(std::string_view text) {
  AuditHash hash;
  if (text.size() != 2 * hash.size()) return std::nullopt;
  for (size_t i = 0; i < hash.size(); ++i) {
    uint8_t byte = 0;
    const char* digits = text.data() + 2 * i;
    const auto [end, error] = std::from_chars(digits, digits + 2, byte, 16);
    if (error != std::errc() || end != digits + 2) return std::nullopt;
    hash[i] = static_cast<char>(byte);
  }
  return hash;
}

}  // namespace groundswell
