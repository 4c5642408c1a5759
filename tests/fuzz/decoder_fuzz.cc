// The decoder: any body of a request is read as lines or refused, and every line is taken or refused with a reason.
#include <memory>
#include <string>
#include <vector>

#include "ingest/decoder.h"
#include "ingest/post_body.h"
#include "tests/fuzz/fuzz.h"

namespace groundswell {
namespace {

void DecodeBody(std::string_view body, std::string_view encoding) {
  static Decoder decoder({.want_truth = true});
  size_t lines = 0, taken = 0, refused_lines = 0;
  const Status status =
      ReadPostBody(body, encoding, {.plain_bytes_max = 1 << 20}, 64, [&](std::unique_ptr<LineBlock> block) {
        PostBatch batch;
        std::vector<RefusedLine> refused;
        DecodeBlock(*block, &decoder, &batch, &refused);
        lines += block->lines.size();
        taken += batch.posts.size();
        refused_lines += refused.size();
        for (const RefusedLine& line : refused) CHECK(line.refusal.refused() && !line.refusal.text.empty());
        for (const Post& post : batch.posts) CHECK(!post.id.empty() && (post.deleted || !post.time.is_none()));
      });
  CHECK(lines == taken + refused_lines);
  CHECK(status.ok() || !status.message().empty());
}

}  // namespace
}  // namespace groundswell

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace groundswell;
  const std::string_view body = FuzzBytes(data, size);
  DecodeBody(body, "");
  DecodeBody(body, "gzip");
  DecodeBody(body, "zstd");
  return 0;
}
