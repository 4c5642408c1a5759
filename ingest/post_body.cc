#include "ingest/post_body.h"

#include <algorithm>
#include <string>

#include "ingest/decompress.h"
#include "ingest/json_token.h"
#include "ingest/mapping_source.h"

namespace groundswell {
namespace {

constexpr std::string_view kBlank = " \t\r\n";
// Records may be longer than what they are made of: a table's rows repeat the names of its columns, a workbook is
// packed.
constexpr size_t kRecordsRatioMax = 8;

// Unpacks a compressed body, stopping as soon as it grows past a limit.
Result<std::string> Unpack(std::string_view body, const PostBodyLimits& limits) {
  auto source = Decompress(std::make_unique<MemorySource>(body), "body");
  if (!source.ok()) return source.status();
  std::string plain;
  while (true) {
    const size_t filled = plain.size();
    plain.resize(filled + kReadBytes);
    const Result<size_t> read = (*source)->Read(plain.data() + filled, kReadBytes);
    if (!read.ok()) return Invalid(read.status().message());
    plain.resize(filled + *read);
    if (*read == 0) return plain;
    if (plain.size() > limits.plain_bytes_max) return Exhausted("the body unpacks to more than may be sent at once");
    if (plain.size() > limits.ratio_free_bytes && plain.size() / limits.ratio_max > body.size())
      return Exhausted("the body unpacks to more than " + std::to_string(limits.ratio_max) + " times its size");
  }
}

bool IsCompressed(std::string_view body) {
  return body.starts_with("\x1f\x8b") || body.starts_with(std::string_view("\x28\xb5\x2f\xfd", 4));
}

// Collects elements as lines and hands them on in blocks.
class Blocks {
 public:
  Blocks(size_t lines_max, const std::function<void(std::unique_ptr<LineBlock>)>& take)
      : lines_max_(lines_max), take_(take) {}

  void Add(std::string_view element, uint64_t number) {
    const bool too_long = element.size() > kLineBytesMax;
    if (too_long) element = element.substr(0, kLongLineHeadBytes);
    block_->lines.push_back(
        {static_cast<uint32_t>(block_->size()), static_cast<uint32_t>(element.size()), number, too_long});
    block_->Append(element);
    block_->lines_bytes += element.size();
    if (block_->lines.size() == lines_max_ || block_->size() >= kBlockBytesMax) Flush();
  }
  void Flush() {
    if (block_->lines.empty()) return;
    take_(std::move(block_));
    block_ = std::make_unique<LineBlock>();
  }

 private:
  const size_t lines_max_;
  const std::function<void(std::unique_ptr<LineBlock>)>& take_;
  std::unique_ptr<LineBlock> block_ = std::make_unique<LineBlock>();
};

// The place of the comma or bracket that ends the element at `at`; npos when there is none. Elements are told apart by
// strings and brackets alone: whether one is sound is the decoder's to say.
size_t EndOfElement(std::string_view text, size_t at) {
  size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = EndOfString(text, at);
      continue;
    }
    if (depth == 0 && (c == ',' || c == ']')) return at;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && depth > 0) --depth;
    ++at;
  }
  return std::string_view::npos;
}

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(kBlank);
  return begin == std::string_view::npos ? std::string_view()
                                         : text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

struct Elements {
  std::string_view text;
  size_t at = 1;  // behind the opening bracket

  // The next element; false behind the last. kInvalid when the array does not close.
  Result<bool> Next(std::string_view* element) {
    const size_t end = EndOfElement(text, at);
    if (end >= text.size()) return Invalid("the JSON array does not close; send it whole, or send NDJSON");
    *element = Trim(text.substr(at, end - at));
    const bool is_last = text[end] == ']';
    if (!is_last) {
      at = end + 1;
      return true;
    }
    if (!Trim(text.substr(end + 1)).empty()) return Invalid("the JSON array is followed by something else");
    at = text.size();
    return false;
  }
};

Status ReadArray(std::string_view text, size_t lines_max, const std::function<void(std::unique_ptr<LineBlock>)>& take) {
  // Once to see that it closes, so that nothing of a broken array is taken; then for the lines.
  std::string_view element;
  for (Elements elements{text};;) {
    const auto more = elements.Next(&element);
    if (!more.ok()) return more.status();
    if (!*more) break;
  }
  Blocks blocks(lines_max, take);
  Elements elements{text};
  for (uint64_t number = 1;; ++number) {
    const auto more = elements.Next(&element);
    if (*more || !element.empty() || number > 1) blocks.Add(element, number);
    if (!*more) break;
  }
  blocks.Flush();
  return {};
}

Status ReadLines(ByteSource* source, size_t lines_max, const std::function<void(std::unique_ptr<LineBlock>)>& take) {
  LineReader reader(source);
  while (true) {
    auto block = std::make_unique<LineBlock>();
    const Result<bool> more = reader.Next(lines_max, block.get());
    if (!more.ok()) return more.status();
    if (!*more) return {};
    take(std::move(block));
  }
}

// Whether all of it can be read, and is not more than may be sent at once.
Status ReadOnTrial(ByteSource* source, size_t bytes_max) {
  std::string piece(kReadBytes, '\0');
  for (size_t bytes = 0; bytes <= bytes_max;) {
    const Result<size_t> read = source->Read(piece.data(), piece.size());
    if (!read.ok()) return read.status();
    if (*read == 0) return {};
    bytes += *read;
  }
  return Exhausted("the body holds more than may be sent at once");
}

// The body without its compression, in *unpacked where it has one.
Result<std::string_view> PlainBody(std::string_view body, std::string_view content_encoding,
                                   const PostBodyLimits& limits, std::string* unpacked) {
  std::string encoding(content_encoding);
  std::transform(encoding.begin(), encoding.end(), encoding.begin(), [](unsigned char c) { return std::tolower(c); });
  if (encoding == "gzip" || encoding == "zstd" || encoding == "x-gzip") {
    if (!IsCompressed(body)) return Invalid("the body is not what Content-Encoding says");
    auto plain = Unpack(body, limits);
    if (!plain.ok()) return plain.status();
    *unpacked = std::move(*plain);
    body = *unpacked;
  } else if (!encoding.empty() && encoding != "identity") {
    return NotFound("Content-Encoding must be gzip, zstd or none");
  }
  if (body.starts_with(kByteOrderMark)) body.remove_prefix(kByteOrderMark.size());
  return body;
}

}  // namespace

Status ReadPostBody(std::string_view body, std::string_view encoding, const PostBodyLimits& limits, size_t lines_max,
                    const std::function<void(std::unique_ptr<LineBlock>)>& take) {
  std::string unpacked;
  const auto plain = PlainBody(body, encoding, limits, &unpacked);
  if (!plain.ok()) return plain.status();
  const size_t first = plain->find_first_not_of(kBlank);
  if (first != std::string_view::npos && (*plain)[first] == '[')
    return ReadArray(plain->substr(first), lines_max, take);
  MemorySource source(*plain);
  return ReadLines(&source, lines_max, take);
}

Status ReadMappedBody(std::string_view body, std::string_view encoding, const PostBodyLimits& limits, size_t lines_max,
                      const Mapping& mapping, const std::function<void(std::unique_ptr<LineBlock>)>& take) {
  std::string unpacked;
  const auto plain = PlainBody(body, encoding, limits, &unpacked);
  if (!plain.ok()) return plain.status();
  // Once to see what it comes to, so that nothing is taken of one that is refused; then for the lines.
  MemorySource trial(*plain);
  MappingSource trial_records(&trial, &mapping);
  GROUNDSWELL_TRY(ReadOnTrial(&trial_records, limits.plain_bytes_max * kRecordsRatioMax));
  MemorySource source(*plain);
  MappingSource records(&source, &mapping);
  return ReadLines(&records, lines_max, take);
}

}  // namespace groundswell
