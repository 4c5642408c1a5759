// Model files: damaged ones are refused, and whatever is taken can score. The header with its checksum is made here
// around the input, so that what lies behind the checksum is reached.
#include <cmath>
#include <string>

#include "base/bytes.h"
#include "base/hash.h"
#include "models/model_file.h"
#include "models/sentiment_net.h"
#include "models/text_scorer.h"
#include "tests/fuzz/fuzz.h"

namespace groundswell {
namespace {

std::string FileOf(ModelKind kind, std::string_view payload) {
  std::string file = "GSMODEL1";
  ByteWriter writer(&file);
  writer.Number(kind);
  writer.Number(static_cast<uint64_t>(payload.size()));
  writer.Number(Hash64(payload));
  file.append(payload);
  return file;
}

}  // namespace
}  // namespace groundswell

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace groundswell;
  const std::string_view bytes = FuzzBytes(data, size);
  (void)ParseModelFile(bytes, ModelKind::kSentiment);
  if (const auto net = ParseSentimentNet(bytes); net.ok()) {
    const uint32_t units[] = {'a', 0x597D, 0x80000000u, 0xFFFFFFFFu};
    CHECK(std::isfinite(SentimentNet(*net).Answer(units).polarity));
  }
  const std::string sentiment = FileOf(ModelKind::kSentiment, bytes), complaint = FileOf(ModelKind::kComplaint, bytes);
  auto parsed = ParseModelFile(sentiment, ModelKind::kSentiment);
  if (!parsed.ok()) return 0;
  CHECK(EncodeModelFile(*parsed).size() > 0);
  const auto scorer = TextScorer::Parse(sentiment, complaint);
  if (!scorer.ok()) return 0;
  NgramScratch scratch;
  const Scores scores = scorer->Score("客服不回复 never again [怒]", &scratch);
  CHECK(scores.sentiment_score >= -1 && scores.sentiment_score <= 1);
  return 0;
}
