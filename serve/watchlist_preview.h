// What another watchlist would have found in the posts of the last days: for people who edit it.
//
// Contract: posts that stand, the newest first, from `kPreviewDays` before the watermark on; both lists are asked about
// each with what is stored of it, so the answer tells the two lists apart and nothing else. An organisation that the
// text does not name came with the record, and stays. One question looks at no more than kPreviewRecordsMax records and
// says how far it came. Own accounts and voices are not looked at, for authors are stored hashed. Threads: free
// functions. Errors: those of the store.
#pragma once

#include "base/json_writer.h"
#include "models/watchlist.h"
#include "storage/store.h"

namespace groundswell {

constexpr int64_t kPreviewDays = 7;
// Some seconds of work.
constexpr Seq kPreviewRecordsMax = 200'000;
constexpr size_t kPreviewExamplesMax = 20, kPreviewOrganisationsMax = 200;

struct PreviewAsked {
  const Watchlist* now = nullptr;
  const Watchlist* next = nullptr;
  Seq end = 0;  // records below it are there
  EventTime watermark;
};

// Appends one object: `since`, `until`, `posts`, `complete`, `changed`, `organisations` (`name`, `before`, `after`,
// `gained`, `lost`), `examples` (`id`, `channel`, `time`, `text`, `before`, `after`, `evidence`).
Status WritePreview(const Store& store, const PreviewAsked& asked, JsonWriter* json);

}  // namespace groundswell
