// Decoder: one line of JSON to a Post, or a refusal that says what is wrong and where.
//
// Contract: a line is taken only when all of it is sound: valid UTF-8, valid JSON to its last byte, an object of at
// most kFieldsMax fields nested at most kDepthMax deep, every known field of its type and within its limit. Unknown
// fields are checked as JSON and dropped; numbers in them may be of any size. Null means absent. So does an empty
// string, but not where it is no value at all: an empty `time`, `edited_at` or `kind` is refused, and `text` may be
// empty (yet must be there) when `title` is not. A known field given twice refuses the record: a guess at which one is
// meant could be wrong without anybody noticing. A deletion needs only a sound `id` and `channel`; what is wrong with
// its other fields does not keep it from working. Truth fields are read only with want_truth; else they count as
// unknown. Broken JSON is reported before bad fields.
//
// Ownership: accepted posts copy their strings into the batch's arena. Threads: one decoder a thread.
//
// Method: simdjson's On-Demand parser indexes the line and checks its UTF-8, and every value is visited here
// (json_walker.h). Its DOM parser validates by itself and parses the Weibo reposts at 4.0 M lines/s, where all of
// decoding here, fields, times and copies, runs at 2.6 M; but it refuses a record for an integer beyond 64 bits, which
// some feeds use as ids.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "ingest/framing.h"
#include "ingest/refusal.h"
#include "models/post.h"

namespace groundswell {

// Time zones of channels whose records give times without one.
using ChannelZones = std::map<std::string, ZoneOffset, std::less<>>;

struct DecodeOptions {
  bool want_truth = false;                                    // fill PostBatch::truths
  bool time_required = true;                                  // without it, a missing or unreadable time is no time
  ChannelZones channel_zones = {};                            // usually empty
  std::set<std::string, std::less<>> zones_of_mappings = {};  // of these, those that only a mapping said
};

// The channel of a record that names none.
constexpr std::string_view kDefaultChannel = "default";

class Decoder {
 public:
  explicit Decoder(DecodeOptions options = {});
  ~Decoder();
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;

  // Decodes `line`, of which at least kLinePaddingBytes more may be read than it has (`readable_bytes` in all, as
  // LineBlock gives them), and appends the post to `batch`; or leaves the batch alone and returns the refusal.
  [[nodiscard]] Refusal Decode(std::string_view line, size_t readable_bytes, uint64_t line_number, PostBatch* batch);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// What is kept of a record that deletes: nothing else of it is of use, and some of it may not even be sound.
Post DeletionOf(const Post& post);

struct RefusedLine {
  Line line;
  Refusal refusal;
};

// Decodes every line of a block: posts are appended to `batch` and refused lines to `refused`, both in line order.
void DecodeBlock(const LineBlock& block, Decoder* decoder, PostBatch* batch, std::vector<RefusedLine>* refused);

}  // namespace groundswell
