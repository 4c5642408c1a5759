// PostBody: the body of an HTTP request as lines of posts: NDJSON or one JSON array, plain, gzip or zstd.
//
// Contract: the body is read whole or not at all. Of an array each element is a line, numbered from 1; of NDJSON the
// lines are those of LineReader. What a line holds is the decoder's business. Units: bytes.
// Errors: kInvalid for a body that cannot be read (a broken stream, an array that does not close), kExhausted for one
// that unpacks to more than the limits allow, kNotFound for an encoding that is not known.
// Ownership: lines are copied into the blocks. Threads: free functions.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "base/status.h"
#include "ingest/framing.h"
#include "ingest/mapping.h"

namespace groundswell {

struct PostBodyLimits {
  // A body that unpacks to more is refused.
  size_t plain_bytes_max = size_t{64} << 20;
  // JSON of posts compresses 5 to 20 times, of copies of one post 100 times; a bomb 1,000 times.
  size_t ratio_max = 200;
  // Below this size a high ratio harms nobody.
  size_t ratio_free_bytes = size_t{1} << 20;
};

// Calls `take` with block after block of at most `lines_max` lines. `encoding` is the value of Content-Encoding.
Status ReadPostBody(std::string_view body, std::string_view encoding, const PostBodyLimits& limits, size_t lines_max,
                    const std::function<void(std::unique_ptr<LineBlock>)>& take);

// The same of another system's records: the mapping says what a record is, and lines are those of a MappingSource.
Status ReadMappedBody(std::string_view body, std::string_view encoding, const PostBodyLimits& limits, size_t lines_max,
                      const Mapping& mapping, const std::function<void(std::unique_ptr<LineBlock>)>& take);

}  // namespace groundswell
