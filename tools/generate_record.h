// FeedRecord: one line of a synthetic feed, and its form as NDJSON.
//
// Units: times are event times; arrival decides the order of the lines and is not written. Counts are kNoCount where
// the line has none. Threads: values.
#pragma once

#include <cstdint>
#include <string>

#include "base/time.h"
#include "models/post.h"

namespace groundswell {

// What a record is to the group that it was planted for.
enum class FeedRole : uint8_t { kComplainant, kJoiner, kCopy, kOther };

struct FeedRecord {
  EventTime time, arrival, edited_at;
  std::string id, channel, kind, lang, text, title, author, person, org, product, region, reply_to, label;
  int64_t followers = kNoCount, reposts = kNoCount, likes = kNoCount;
  int64_t parent = -1;    // the record this one answers, as an index into the feed; its id becomes reply_to
  EventTime deletion_at;  // when its deletion arrives; none where it stays
  int32_t drill = -1;     // of the drills, the one it belongs to, by number (tools/scenario_drill.h)
  FeedRole role = FeedRole::kOther;
  bool is_deletion = false;    // the line says that the post (id, channel) is gone, and nothing else
  bool is_local_time = false;  // written with the offset of China, +08:00
};

// Appends the record as one JSON object with a line feed. `with_truth` says whether the label is written.
void AppendRecord(const FeedRecord& record, bool with_truth, std::string* out);

}  // namespace groundswell
