#include "models/audit.h"

#include <sodium.h>

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
  constexpr std::string_view kOthers[] = {"merge", "split", "correct", "recurred", "taken_over"};
  if (event < AuditEvent::kGroupMerge) return CaseActionName(static_cast<CaseActionKind>(event));
  return kOthers[static_cast<size_t>(event) - static_cast<size_t>(AuditEvent::kGroupMerge)];
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

}  // namespace groundswell
