// Decompress: reads gzip and zstd as if they were plain bytes; other bytes pass through.
//
// Contract: as ByteSource's. Several gzip members or zstd frames in one input are read one after the other. An input
// that stops inside a member, is damaged, or has other bytes behind a member gives kCorrupt after all bytes that could
// be read; the message names the input and the offset in its compressed bytes. A zstd window over 128 MiB is refused,
// so that memory stays bounded. Ratio limits are the caller's business. Ownership: takes the source it reads from.
// Threads: one.
#pragma once

#include <memory>
#include <string>

#include "ingest/byte_source.h"

namespace groundswell {

// `name` is what messages call the input. Reads the first bytes of `raw` to see what it is.
Result<std::unique_ptr<ByteSource>> Decompress(std::unique_ptr<ByteSource> raw, std::string name);

}  // namespace groundswell
