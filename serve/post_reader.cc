#include "serve/post_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "models/reading_json.h"
#include "serve/rows.h"

namespace groundswell {
namespace {

// Records read at a time when going backward: few when the first ones may do, more when the search goes on.
constexpr Seq kBlockRecordsMin = 128, kBlockRecordsMax = 4096;
// Merges followed from one group; a chain as long as this is a damaged store.
constexpr int kMergesMax = 10'000;

std::string_view KindName(PostKind kind) {
  constexpr std::array<std::string_view, 5> kNames = {"post", "repost", "reply", "review", "ticket"};
  return kNames[static_cast<size_t>(kind)];
}

double Rounded(float value) { return std::round(static_cast<double>(value) * 1e4) / 1e4; }

void WriteText(std::string_view key, std::string_view text, JsonWriter* json) {
  if (!text.empty()) json->Key(key).Text(text);
}

void WriteCount(std::string_view key, int64_t count, JsonWriter* json) {
  if (count >= 0) json->Key(key).Integer(count);
}

void WritePost(Seq seq, const StoredRecord& record, const IdRow& row, GroupId group, JsonWriter* json) {
  const ScoredPost& post = record.post;
  json->BeginObject().Key("id").Text(post.id).Key("channel").Text(post.channel);
  json->Key("seq").Integer(static_cast<int64_t>(seq)).Key("time").Time(post.time);
  if (!post.edited_at.is_none()) json->Key("edited_at").Time(post.edited_at);
  json->Key("kind").Text(KindName(post.kind)).Key("text").Text(post.text);
  WriteText("title", post.title, json);
  json->Key("org");
  post.org.empty() ? json->Null() : json->Text(post.org);
  WriteText("product", post.product, json);
  WriteText("region", post.region, json);
  WriteText("url", post.url, json);
  WriteText("reply_to", post.reply_to, json);
  json->Key("lang").Text(LangName(post.scores.lang));
  json->Key("sentiment").Text(SentimentName(post.scores.sentiment));
  json->Key("sentiment_score").Number(Rounded(post.scores.sentiment_score));
  json->Key("complaint").Number(Rounded(post.scores.complaint));
  WriteReading(post.reading, json);
  WriteText("org_evidence", post.org_evidence, json);
  json->Key("is_complaint").Bool(record.verdict.complaint).Key("is_copy").Bool(record.verdict.copy);
  json->Key("is_complainant").Bool(record.verdict.complainant.known());
  WriteCount("followers", row.followers, json);
  WriteCount("reposts", row.reposts, json);
  WriteCount("likes", row.likes, json);
  json->Key("group").Text(FormatGroupId(group)).EndObject();
}

}  // namespace

Result<bool> PostReader::Write(Seq seq, std::string_view bytes, JsonWriter* json) {
  auto record = DecodeRecord(bytes);
  if (!record.ok()) return record.status();
  return Write(seq, *record, json);
}

Result<bool> PostReader::Write(Seq seq, const StoredRecord& record, JsonWriter* json) {
  if (!HoldsPost(record.kind)) return false;
  auto row = store_->FindId(record.post.channel, record.post.id);
  if (!row.ok()) return row.status();
  if (!*row || (*row)->seq != seq || (*row)->deleted) return false;
  auto group = Survivor(record.verdict.group);
  if (!group.ok()) return group.status();
  WritePost(seq, record, **row, *group, json);
  return true;
}

Result<GroupId> PostReader::Survivor(GroupId group) {
  const auto known = survivors_.find(group.value);
  if (known != survivors_.end()) return known->second;
  GroupId survivor = group;
  for (int merges = 0; merges < kMergesMax; ++merges) {
    auto into = store_->FindMergedInto(survivor);
    if (!into.ok()) return into.status();
    if (!*into) {
      survivors_.emplace(group.value, survivor);
      return survivor;
    }
    survivor = **into;
  }
  return Corrupt("group " + FormatGroupId(group) + " merges in a circle; run `groundswell store verify`");
}

Status ScanRecordsBackward(const Store& store, Seq below, Seq records_max,
                           const std::function<Result<bool>(Seq, std::string_view)>& visit, Seq* next) {
  auto retention = store.ReadRetention();
  if (!retention.ok()) return retention.status();
  const Seq from = retention->records_from;
  struct Place {
    Seq seq;
    size_t begin, bytes;
  };
  std::vector<Place> places;
  std::string block;
  *next = below;
  bool goes_on = true;
  for (Seq size = kBlockRecordsMin; goes_on && *next > from && records_max > 0;
       size = std::min(2 * size, kBlockRecordsMax)) {
    const Seq count = std::min({size, records_max, *next - from}), end = *next;
    records_max -= count;
    places.clear();
    block.clear();
    Status status = store.ScanRecords(end - count, [&](Seq seq, std::string_view bytes) {
      if (seq >= end) return NotFound("the end of the block");
      places.push_back({seq, block.size(), bytes.size()});
      block.append(bytes);
      return Status();
    });
    if (!status.ok() && status.code() != Code::kNotFound) return status;
    *next = end - count;
    for (auto place = places.rbegin(); goes_on && place != places.rend(); ++place) {
      auto visited = visit(place->seq, std::string_view(block).substr(place->begin, place->bytes));
      if (!visited.ok()) return visited.status();
      goes_on = *visited;
      if (!goes_on) *next = place->seq;
    }
  }
  if (*next <= from) *next = 0;
  return {};
}

Result<Seq> FirstSeqSince(const Store& store, EventTime since) {
  if (since.is_none()) return Seq{0};
  Seq first = 0;
  Status status = store.ScanBuckets([&](const BucketStart& bucket) {
    if ((bucket.day + 1) * kDayMs < since.ms) first = bucket.first_seq;
    return Status();
  });
  if (!status.ok()) return status;
  return first;
}

}  // namespace groundswell
