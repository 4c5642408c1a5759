// The framer of feeds: XML of RSS and Atom, an item a record (ingest/feed_item.h). Items before a fault are given; what
// stands behind it cannot be told apart, so the fault is one refused record, in its place.
#include <algorithm>
#include <charconv>
#include <optional>

#include "ingest/feed_item.h"
#include "ingest/limits.h"
#include "ingest/mapping_charset.h"
#include "ingest/mapping_source.h"
#include "ingest/xml_parser.h"

namespace groundswell {
namespace {

// The set that a document says it is written in: by its mark, else in its first line.
std::string CharsetOf(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with(std::string_view("<\0", 2))) return "utf-16le";
  if (text.starts_with("\xFE\xFF") || text.starts_with(std::string_view("\0<", 2))) return "utf-16be";
  const std::string_view head = text.substr(0, std::min<size_t>(text.find("?>"), 256));
  size_t at = head.starts_with("<?xml") ? head.find("encoding") : head.npos;
  if (at == head.npos) return "utf-8";
  at = head.find_first_of("'\"", at);
  const size_t end = at == head.npos ? at : head.find(head[at], at + 1);
  return end == head.npos ? "utf-8" : std::string(head.substr(at + 1, end - at - 1));
}

// Whether the character of a number such as "#38;" or "#x26;" may stand in XML.
bool IsCharacterNumber(std::string_view digits) {
  const bool is_hex = digits.starts_with('x');
  if (is_hex) digits.remove_prefix(1);
  uint32_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, value, is_hex ? 16 : 10);
  if (read.ec != std::errc() || read.ptr != end) return false;
  return value == '\t' || value == '\n' || value == '\r' || (value >= ' ' && value < 0xD800) ||
         (value > 0xDFFF && value <= 0x10FFFF && value != 0xFFFE && value != 0xFFFF);
}

// Whether an entity begins behind an '&': a name or a number, and a semicolon.
bool BeginsEntity(std::string_view text) {
  constexpr size_t kEntityBytesMax = 64;
  const std::string_view name = text.substr(0, std::min(text.substr(0, kEntityBytesMax).find(';'), text.size()));
  if (name.size() == text.size() || name.empty()) return false;
  if (name.starts_with('#')) return IsCharacterNumber(name.substr(1));
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

// An '&' that begins no entity is written by many, and no XML: it would cost all items behind it.
void ForgiveAmpersands(std::string* text) {
  constexpr std::string_view kRawBegin = "<![CDATA[", kRawEnd = "]]>";
  std::string mended;
  size_t copied = 0;
  for (size_t at = text->find_first_of("&<"); at != text->npos; at = text->find_first_of("&<", at + 1)) {
    const std::string_view rest = std::string_view(*text).substr(at);
    if (rest.starts_with(kRawBegin)) {
      at = std::min(text->find(kRawEnd, at), text->size() - 1);
    } else if (rest.front() == '&' && !BeginsEntity(rest.substr(1))) {
      mended.append(*text, copied, at + 1 - copied).append("amp;");
      copied = at + 1;
    }
  }
  if (copied == 0) return;
  *text = mended.append(*text, copied);
}

class FeedFramer : public RecordFramer {
 public:
  explicit FeedFramer(ByteSource* source) : source_(source) {}

  Result<bool> Next(std::string* out) override {
    if (!is_read_) {
      const auto read = ReadAll();
      if (!read.ok()) return read.status();
      is_read_ = true;
      if (!*read) {
        AppendRefusedLine("a feed of more than " + std::to_string(kDocumentBytesMax) + " bytes", out);
        return true;
      }
    }
    const size_t size = out->size();
    while (out->size() == size) {
      if (parser_ == nullptr && !BeginDocument()) return false;
      TakePiece(out);
    }
    return true;
  }

 private:
  // False when there is too much.
  Result<bool> ReadAll() {
    std::string bytes;
    while (bytes.size() <= kDocumentBytesMax) {
      const size_t filled = bytes.size();
      bytes.resize(filled + kReadBytes);
      const Result<size_t> read = source_->Read(bytes.data() + filled, kReadBytes);
      bytes.resize(filled + (read.ok() ? *read : 0));
      if (!read.ok()) return read.status();
      if (*read > 0) continue;
      text_ = *ToUtf8(bytes, CharsetOf(bytes), Damage::kReplace);
      // No XML may hold them, and feeds do: one stray byte would cost all that follows.
      const auto is_stray = [](unsigned char c) { return c < ' ' && c != '\t' && c != '\n' && c != '\r'; };
      std::replace_if(text_.begin(), text_.end(), is_stray, ' ');
      ForgiveAmpersands(&text_);
      return true;
    }
    return false;
  }

  // Several feeds may follow each other, as files do; remarks stand behind some.
  bool BeginDocument() {
    SkipBlank();
    while (std::string_view(text_).substr(at_).starts_with("<!--")) {
      const size_t end = text_.find("-->", at_ + 4);
      if (end == text_.npos) break;
      at_ = end + 3;
      SkipBlank();
    }
    if (std::string_view(text_).substr(at_).starts_with(kByteOrderMark)) at_ += kByteOrderMark.size();
    if (at_ == text_.size()) return false;
    begin_ = at_;
    items_.emplace(&lines_);
    parser_ = std::make_unique<XmlParser>(&closing_, "UTF-8");
    closing_.items = &*items_;
    closing_.parser = parser_.get();
    closing_.depth = 0;
    return true;
  }

  void SkipBlank() {
    at_ = text_.find_first_not_of(" \t\r\n", at_);
    if (at_ == text_.npos) at_ = text_.size();
  }

  void TakePiece(std::string* out) {
    // Small, for its items may be a thousand times as long.
    constexpr size_t kPieceBytes = size_t{8} << 10;
    const std::string_view piece = std::string_view(text_).substr(at_, kPieceBytes);
    at_ += piece.size();
    const Status taken = parser_->Take(piece, at_ == text_.size());
    out->append(lines_);
    lines_.clear();
    if (taken.ok() && !parser_->is_stopped()) return;
    if (!items_->is_feed() && !parser_->is_refused())
      AppendRefusedLine("neither RSS nor Atom", out);
    else if (!taken.ok())
      AppendRefusedLine("the feed is damaged: " + taken.message(), out);
    at_ = taken.ok() ? begin_ + parser_->tag_begin() + parser_->tag_bytes() : text_.size();
    parser_ = nullptr;
  }

  // Stops the parser where the feed closes.
  struct Closing final : XmlHandler {
    void OnOpen(std::string_view name, const XmlAttributes& attributes) override {
      ++depth;
      items->OnOpen(name, attributes);
    }
    void OnClose(std::string_view name) override {
      items->OnClose(name);
      if (--depth == 0) parser->Stop();
    }
    void OnText(std::string_view text) override { items->OnText(text); }

    FeedItems* items = nullptr;
    XmlParser* parser = nullptr;
    int depth = 0;
  };

  ByteSource* source_;
  bool is_read_ = false;
  std::string text_, lines_;
  size_t at_ = 0, begin_ = 0;
  std::optional<FeedItems> items_;
  std::unique_ptr<XmlParser> parser_;
  Closing closing_;
};

}  // namespace

std::unique_ptr<RecordFramer> MakeFeedFramer(ByteSource* source) { return std::make_unique<FeedFramer>(source); }

}  // namespace groundswell
