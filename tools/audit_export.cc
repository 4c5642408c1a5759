#include "tools/audit_export.h"

#include <functional>
#include <map>
#include <utility>

#include "models/case.h"
#include "models/stored_record.h"
#include "serve/case_json.h"
#include "tools/line_file.h"

namespace groundswell {
namespace {

std::string Hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    hex.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
    hex.push_back(kDigits[static_cast<unsigned char>(c) & 15]);
  }
  return hex;
}

// What was said of one post, when it had these words.
struct Label {
  uint64_t text_hash = 0;
  CorrectedReading said;
  std::string label;
};
using PostKey = std::pair<std::string, std::string>;  // channel and id

class LabelExporter {
 public:
  explicit LabelExporter(const Store& store) : store_(store) {}

  Status Gather() {
    GROUNDSWELL_TRY(store_.ScanAudit(0, [&](uint64_t, std::string_view bytes) { return TakeEntry(bytes); }));
    return store_.ScanCases([&](GroupId, std::string_view bytes) { return TakeCase(bytes); });
  }

  // Appends a line for each post that still stands.
  Result<uint64_t> Write(LineFile* file) {
    uint64_t written = 0;
    for (const auto& [key, label] : labels_) {
      auto row = store_.FindId(key.first, key.second);
      if (!row.ok()) return row.status();
      if (!*row || (*row)->deleted) continue;
      auto bytes = store_.ReadRecord((*row)->seq);
      if (!bytes.ok()) return bytes.status();
      if (!*bytes) continue;
      auto stored = DecodeRecord(**bytes);
      if (!stored.ok()) return stored.status();
      Label now = label;
      // Nobody has read what it says since it was edited.
      if (stored->post.text_hash != label.text_hash) now.said = {};
      if (now.said.is_empty() && now.label.empty()) continue;
      WriteLine(stored->post, now, file);
      ++written;
    }
    return written;
  }

 private:
  Status TakeEntry(std::string_view bytes) {
    auto stored = DecodeAudit(bytes);
    if (!stored.ok()) return stored.status();
    if (stored->entry.event != AuditEvent::kCorrection) return {};
    auto record = store_.ReadRecord(stored->entry.seq);
    if (!record.ok()) return record.status();
    if (!*record) return {};  // it has expired, and so have its posts
    auto decoded = DecodeRecord(**record);
    if (!decoded.ok()) return decoded.status();
    const CorrectedReading& reading = decoded->correction.reading;
    for (const GroupRule::Post& post : decoded->correction.posts) {
      Label& label = labels_[{post.channel, post.id}];
      if (label.text_hash != decoded->post.text_hash) label.said = {};
      label.text_hash = decoded->post.text_hash;
      AddReading(reading, &label.said);
    }
    return {};
  }

  Status TakeCase(std::string_view bytes) {
    auto one = DecodeCase(bytes);
    if (!one.ok()) return one.status();
    if (!one->is_closed()) return {};
    return ForEachMember(one->group, [&](const ScoredPost& post) {
      std::string label = FormatGroupId(one->group);
      if (one->status == CaseStatus::kDismissed) label.append(" ").append(post.channel).append(" ").append(post.id);
      labels_[{std::string(post.channel), std::string(post.id)}].label = std::move(label);
    });
  }

  // Of the group and of all that merged into it.
  Status ForEachMember(GroupId group, const std::function<void(const ScoredPost&)>& visit) {
    GROUNDSWELL_TRY(store_.ScanMembers(group, ~Seq{0}, [&](Seq seq, const MemberRow&) -> Status {
      auto bytes = store_.ReadRecord(seq);
      if (!bytes.ok() || !*bytes) return bytes.status();
      auto stored = DecodeRecord(**bytes);
      if (stored.ok()) visit(stored->post);
      return stored.status();
    }));
    return store_.ScanMergedInto(group, [&](GroupId from) { return ForEachMember(from, visit); });
  }

  static void WriteLine(const ScoredPost& post, const Label& label, LineFile* file) {
    std::string line;
    JsonWriter json(&line);
    json.BeginObject().Key("id").Text(post.id).Key("channel").Text(post.channel).Key("time").Time(post.time);
    json.Key("text").Text(post.text);
    const auto text = [&json](std::string_view key, std::string_view value) {
      if (!value.empty()) json.Key(key).Text(value);
    };
    text("title", post.title);
    text("org", label.said.org ? std::string_view(*label.said.org) : post.org);
    text("product", post.product);
    text("region", post.region);
    if (post.person.known()) json.Key("person").Text(FormatGroupId({post.person.value}));
    const CorrectedReading& said = label.said;
    if (said.sentiment) json.Key("sentiment").Text(SentimentName(*said.sentiment));
    if (said.complaint) json.Key("complaint").Bool(*said.complaint);
    if (said.cause) text("cause", said.tag.empty() ? CauseClassName(*said.cause) : std::string_view(said.tag));
    text("label", label.label);
    json.EndObject();
    file->Write(line);
  }

  const Store& store_;
  std::map<PostKey, Label> labels_;
};

// The salt goes with the words: by both the hash of the words is proven.
void WriteTextHash(const StoredAudit& stored, JsonWriter* json) {
  if (!stored.has_text) return;
  json->Key("text_hash").Text(FormatAuditHash(stored.text_hash));
  if (stored.entry.is_erased) return;
  std::string salt;  // as it is hashed
  ByteWriter writer(&salt);
  writer.Number(stored.entry.salt.high);
  writer.Number(stored.entry.salt.low);
  json->Key("salt").Text(Hex(salt));
}

}  // namespace

Result<uint64_t> ExportAudit(const Store& store, const std::string& file, const Console& console) {
  LineFile out(file, console);
  uint64_t written = 0;
  std::string line;
  AuditHash before = {};
  const Status scanned = store.ScanAudit(0, [&](uint64_t, std::string_view bytes) -> Status {
    auto stored = DecodeAudit(bytes);
    if (!stored.ok()) return stored.status();
    line.clear();
    JsonWriter json(&line);
    json.BeginObject().Key("before").Text(FormatAuditHash(before)).Key("hash").Text(FormatAuditHash(stored->hash));
    json.Key("body").Text(Hex(stored->body));
    WriteTextHash(*stored, &json);
    if (stored->entry.has_evidence) json.Key("evidence_hash").Text(FormatAuditHash(stored->entry.evidence_hash));
    json.Key("act");
    WriteAuditEntry(stored->entry, &json);
    json.EndObject();
    before = stored->hash;
    out.Write(line);
    ++written;
    return {};
  });
  if (!scanned.ok()) return scanned;
  if (Status status = out.Close(); !status.ok()) return status;
  return written;
}

Result<uint64_t> ExportLabels(const Store& store, const std::string& file, const Console& console) {
  LabelExporter exporter(store);
  if (Status status = exporter.Gather(); !status.ok()) return status;
  LineFile out(file, console);
  auto written = exporter.Write(&out);
  if (!written.ok()) return written;
  if (Status status = out.Close(); !status.ok()) return status;
  return written;
}

}  // namespace groundswell
