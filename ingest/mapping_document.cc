// The framer of JSON: lines, or one array or document over many lines, or such in a call (JSONP). Values are told apart
// by strings and brackets alone; whether one is sound is its reader's to say.
#include <algorithm>

#include "ingest/json_token.h"
#include "ingest/limits.h"
#include "ingest/mapping_jsonp.h"
#include "ingest/mapping_source.h"

namespace groundswell {
namespace {

constexpr std::string_view kBlank = " \t\r\n";
// Read once for each element: a page's head has some hundred bytes.
constexpr size_t kSurroundingBytesMax = 2048;

size_t SkipBlank(std::string_view text, size_t at) { return std::min(text.find_first_not_of(kBlank, at), text.size()); }

bool EndsInString(std::string_view text) {
  size_t at = text.find('"');
  while (at < text.size()) {
    at = EndOfString(text, at);
    if (at == text.npos) return true;
    at = text.find('"', at);
  }
  return false;
}

// On one line. A line end inside of a string is no JSON, and must not become any.
void AppendOnOneLine(std::string_view value, std::string* out) {
  bool in_string = false;
  for (size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\' && i + 1 < value.size() && value[i + 1] != '\n') {
      *out += c;
      *out += value[++i];
    } else if (c == '\n' || c == '\r') {
      *out += in_string ? '\x01' : ' ';
    } else {
      *out += c;
    }
  }
}

// The place of the value of `key` in the object at `at`; npos for none.
size_t FindKey(std::string_view text, size_t at, std::string_view key) {
  if (at >= text.size() || text[at] != '{') return text.npos;
  at = SkipBlank(text, at + 1);
  while (at < text.size() && text[at] == '"') {
    const size_t end = EndOfString(text, at);
    if (end == text.npos) return text.npos;
    const bool is_it = text.substr(at + 1, end - at - 2) == key;
    at = SkipBlank(text, end);
    if (at >= text.size() || text[at] != ':') return text.npos;
    at = SkipBlank(text, at + 1);
    if (is_it) return at;
    at = EndOfValue(text, at);
    if (at == text.npos) return text.npos;
    at = SkipBlank(text, at);
    if (at < text.size() && text[at] == ',') at = SkipBlank(text, at + 1);
  }
  return text.npos;
}

class JsonFramer : public RecordFramer {
 public:
  JsonFramer(ByteSource* source, const Mapping* mapping) : source_(source) {
    for (const PlanPlace& place : mapping->plan().each)
      if (auto pointer = ParsePointer(place.text); pointer.ok() && place.slot != kNoIndex) each_.push_back(*pointer);
  }

  Result<bool> Next(std::string* out) override {
    if (form_ == Form::kUnknown) GROUNDSWELL_TRY(FindForm());
    if (form_ == Form::kLines) return NextLines(out);
    return NextValue(out);
  }

 private:
  enum class Form { kUnknown, kLines, kDocument };

  Status Fill() {
    const Result<bool> more = AppendRead(source_, &text_);
    at_end_ = more.ok() && !*more;
    return more.status();
  }

  // By the first line: one that is a whole value begins lines, an open one a document.
  Status FindForm() {
    size_t begin = 0, end = std::string::npos;
    while (true) {
      begin = SkipBlank(text_, 0);
      end = text_.find('\n', begin);
      if (end != std::string::npos || at_end_ || text_.size() - begin > kLineBytesMax) break;
      GROUNDSWELL_TRY(Fill());
    }
    const std::string_view head = std::string_view(text_).substr(0, end);
    const bool is_array = begin < text_.size() && text_[begin] == '[';
    // No text goes on behind a line end: where one does, the line is torn.
    const bool is_torn = end != std::string::npos && EndsInString(head.substr(begin));
    const bool is_open =
        begin < text_.size() && text_[begin] == '{' && !is_torn && EndOfValue(head, begin) == std::string::npos;
    const bool is_call = JsonpFrontBytes(std::string_view(text_).substr(begin)) > 0;
    form_ = is_array || is_open || is_call ? Form::kDocument : Form::kLines;
    if (form_ == Form::kLines) return {};
    while (!at_end_ && text_.size() <= kDocumentBytesMax) GROUNDSWELL_TRY(Fill());
    if (!at_end_ && !is_open)
      return Exhausted("an array of more than " + std::to_string(kDocumentBytesMax) + " bytes; send JSON lines");
    // An object that never closes is a broken line among lines, and its neighbours may be whole.
    if (is_open && (!at_end_ || EndOfValue(text_, begin) == std::string::npos)) form_ = Form::kLines;
    at_ = begin;
    return {};
  }

  Result<bool> NextLines(std::string* out) {
    if (text_.empty() && !at_end_) GROUNDSWELL_TRY(Fill());
    if (text_.empty()) return false;
    out->append(text_);
    text_.clear();
    return true;
  }

  // The next value of the document or array.
  Result<bool> NextValue(std::string* out) {
    while (true) {
      if (next_element_ != std::string::npos) return NextElement(out);
      at_ = SkipBlank(text_, at_);
      if (at_ >= text_.size()) return false;
      const char c = text_[at_];
      if (!in_array_ && c == '[') {
        in_array_ = true;
        ++at_;
        continue;
      }
      if (c == ',' || c == ']' || c == '}') {
        in_array_ = in_array_ && c == ',';
        Leave(at_ + 1);
        continue;
      }
      const size_t front = in_array_ ? 0 : JsonpFrontBytes(std::string_view(text_).substr(at_));
      if (front == 0) break;
      in_call_ = true;
      at_ += front;
    }
    size_t end = EndOfValue(text_, at_);
    if (end == std::string::npos) end = text_.size();
    const std::string_view value = std::string_view(text_).substr(at_, end - at_);
    if (value.size() > kLineBytesMax && FindItems(value)) return NextElement(out);
    AppendOnOneLine(value, out);
    *out += '\n';
    Leave(end);
    return true;
  }

  // Behind a value at `end`. What closes the call around it stands on the same line.
  void Leave(size_t end) {
    at_ = end;
    if (!in_call_ || in_array_) return;
    at_ = std::min(text_.find('\n', end), text_.size());
    in_call_ = false;
  }

  // Whether the document at at_ has an array of items; then elements come from there.
  bool FindItems(std::string_view value) {
    for (const PointerSpec& pointer : each_) {
      size_t place = 0;
      for (const PointerStep& step : pointer.steps)
        if (place != value.npos) place = FindKey(value, place, step.key);
      if (place == value.npos || value[place] != '[') continue;
      Surround(value, place, pointer);
      next_element_ = at_ + place + 1;
      document_end_ = at_ + value.size();
      return true;
    }
    return false;
  }

  // What stands around the list at `place` goes with each of its elements where that is little; else the path alone.
  void Surround(std::string_view value, size_t place, const PointerSpec& pointer) {
    const size_t end = std::min(EndOfValue(value, place), value.size());
    prefix_.clear();
    suffix_.clear();
    if (place + value.size() - end <= kSurroundingBytesMax) {
      AppendOnOneLine(value.substr(0, place + 1), &prefix_);
      AppendOnOneLine(value.substr(end - 1), &suffix_);
      return;
    }
    suffix_ = "]";
    for (const PointerStep& step : pointer.steps) {
      prefix_.append("{\"").append(step.key).append("\":");
      suffix_ += '}';
    }
    prefix_ += '[';
  }

  // An element of a document that is too long for a line, in the place that it has there.
  Result<bool> NextElement(std::string* out) {
    const std::string_view document = std::string_view(text_).substr(0, document_end_);
    size_t begin = SkipBlank(document, next_element_);
    if (begin < document.size() && document[begin] == ',') begin = SkipBlank(document, begin + 1);
    if (begin >= document.size() || document[begin] == ']') {
      next_element_ = std::string::npos;
      Leave(document_end_);
      return NextValue(out);
    }
    const size_t end = std::max(std::min(EndOfValue(document, begin), document.size()), begin + 1);
    // What is no object is refused as it is; with what stands around it, a list of numbers would be a thousand times
    // its size.
    const bool is_item = document[begin] == '{';
    if (is_item) out->append(prefix_);
    AppendOnOneLine(document.substr(begin, end - begin), out);
    if (is_item) out->append(suffix_);
    *out += '\n';
    next_element_ = end;
    return true;
  }

  ByteSource* source_;
  std::vector<PointerSpec> each_;
  Form form_ = Form::kUnknown;
  std::string text_;
  bool at_end_ = false, in_array_ = false, in_call_ = false;
  size_t at_ = 0;
  size_t next_element_ = std::string::npos, document_end_ = 0;
  std::string prefix_, suffix_;
};

}  // namespace

std::unique_ptr<RecordFramer> MakeJsonFramer(ByteSource* source, const Mapping* mapping) {
  return std::make_unique<JsonFramer>(source, mapping);
}

}  // namespace groundswell
