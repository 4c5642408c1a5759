// PostReader: stored records as the posts that readers are shown.
//
// Contract: a record is shown only while it stands: it is a post or an edit, the row of its (channel, id) names this
// record, and it was not deleted. `group` is where the post is now, after all merges. Author and person are never
// shown. Ownership: borrows the store. Threads: one (it remembers the merges it followed). Errors: those of the store.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/json_writer.h"
#include "models/stored_record.h"
#include "storage/store.h"

namespace groundswell {

class PostReader {
 public:
  explicit PostReader(const Store* store) : store_(store) {}

  // Appends the record's post to *json; false when it is not to be shown.
  Result<bool> Write(Seq seq, std::string_view bytes, JsonWriter* json);
  // The same of a record decoded already.
  Result<bool> Write(Seq seq, const StoredRecord& record, JsonWriter* json);
  // The group that lives on.
  Result<GroupId> Survivor(GroupId group);

 private:
  const Store* store_;
  std::unordered_map<uint64_t, GroupId> survivors_;
};

// Visits the records below `below`, the newest first, at most `records_max` places of the sequence; `visit` says
// whether to go on. *next is then the place below which to go on, or 0 when nothing is left.
Status ScanRecordsBackward(const Store& store, Seq below, Seq records_max,
                           const std::function<Result<bool>(Seq, std::string_view)>& visit, Seq* next);

// The first record that may be as new as `since`: every record of a bucket is at most as new as the day after it began,
// but for posts that lay ahead of their arrival, of which a day is allowed for.
Result<Seq> FirstSeqSince(const Store& store, EventTime since);

}  // namespace groundswell
