#include "ingest/decoder.h"

#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "ingest/fields.h"
#include "ingest/json_token.h"
#include "ingest/limits.h"
#include "ingest/utf8.h"

namespace groundswell {

static_assert(kLinePaddingBytes >= simdjson::SIMDJSON_PADDING);
namespace ondemand = simdjson::ondemand;

// Where On-Demand bites: an iterator must not be touched after its first error, so every step returns at once; and a
// scalar's first byte must be known before it is passed over, which asking for its type sees to.
class Decoder::Impl {
 public:
  explicit Impl(DecodeOptions options) : options_(std::move(options)) {
    CHECK(parser_.allocate(kLineBytesMax) == simdjson::SUCCESS);
  }
  Refusal Decode(std::string_view line, size_t readable_bytes, uint64_t line_number, PostBatch* batch);

 private:
  // A time as the record gives it, read when the whole record is known: its zone depends on the channel.
  struct RawTime {
    std::string_view text;
    std::optional<int64_t> ms;
    bool given() const { return ms.has_value() || !text.empty(); }
  };

  // The steps of the walk over the line's JSON. kNone goes on; anything else ends it, with the place in place_.
  RejectReason WalkRecord(ondemand::document& document);
  RejectReason WalkValue(ondemand::value& value, int depth);
  RejectReason WalkArray(ondemand::value& value, int depth);
  RejectReason WalkObject(ondemand::value& value, int depth);
  RejectReason WalkString(ondemand::value& value, std::string_view* text);
  RejectReason WalkToken(ondemand::value& value, std::string_view* token, TokenForm* form);
  RejectReason Broken(simdjson::error_code error);

  // One known field. Its faults go to fault_ and do not end the walk, so that broken JSON is always seen.
  RejectReason ReadField(const FieldSpec& spec, ondemand::value& value);
  RejectReason ReadStringField(const FieldSpec& spec, ondemand::value& value);
  RejectReason ReadTokenField(const FieldSpec& spec, ondemand::value& value);
  RejectReason ReadLabels(const FieldSpec& spec, ondemand::value& value);
  void TakeText(const FieldSpec& spec, std::string_view text);
  void TakeKind(const FieldSpec& spec, std::string_view text);
  void Fault(RejectReason reason, const FieldSpec& spec, std::string_view what);
  void WrongType(const FieldSpec& spec);
  RawTime& raw_time(const FieldSpec& spec) { return spec.time == &Post::time ? time_ : edited_at_; }

  Refusal DescribeBroken(RejectReason reason) const;
  void CheckRecord();
  void ReadTime(std::string_view name, const RawTime& raw, EventTime Post::*member);
  void Reset(std::string_view line, uint64_t line_number);
  void Keep(PostBatch* batch);

  DecodeOptions options_;
  ondemand::parser parser_;
  // Of the line at hand. Strings of post_ view the parser's buffer.
  std::string_view line_;
  Post post_;
  Truth truth_;
  RawTime time_, edited_at_;
  uint32_t seen_ = 0;          // a bit a known field
  Refusal fault_;              // the first
  bool fault_in_key_ = false;  // in a field that a deletion needs
  ondemand::document* document_ = nullptr;
  simdjson::error_code error_ = simdjson::SUCCESS;
  const char* place_ = nullptr;
};

Refusal Decoder::Impl::Decode(std::string_view line, size_t readable_bytes, uint64_t line_number, PostBatch* batch) {
  if (line.size() > kLineBytesMax) {
    return {RejectReason::kLineTooLong, "longer than " + std::to_string(kLineBytesMax) + " bytes"};
  }
  Reset(line, line_number);
  ondemand::document document;
  document_ = nullptr;
  RejectReason reason;
  if (auto error = parser_.iterate(line.data(), line.size(), readable_bytes).get(document)) {
    reason = Broken(error);
  } else {
    document_ = &document;
    reason = WalkRecord(document);
  }
  if (reason != RejectReason::kNone) return DescribeBroken(reason);
  CheckRecord();
  const bool deletes = post_.deleted && !fault_in_key_;
  if (fault_.refused() && !deletes) return std::move(fault_);
  Keep(batch);
  return {};
}

void Decoder::Impl::Reset(std::string_view line, uint64_t line_number) {
  line_ = line;
  post_ = Post();
  post_.line = line_number;
  time_ = edited_at_ = {};
  seen_ = 0;
  fault_ = {};
  fault_in_key_ = false;
  error_ = simdjson::SUCCESS;
  place_ = nullptr;
  if (options_.want_truth) truth_ = {};
}

RejectReason Decoder::Impl::Broken(simdjson::error_code error) {
  error_ = error;
  if (place_ == nullptr && document_ != nullptr) {
    const char* place = nullptr;
    if (document_->current_location().get(place) == simdjson::SUCCESS) place_ = place;
  }
  return error == simdjson::UTF8_ERROR ? RejectReason::kInvalidUtf8 : RejectReason::kInvalidJson;
}

RejectReason Decoder::Impl::WalkRecord(ondemand::document& document) {
  ondemand::object object;
  if (auto error = document.get_object().get(object)) {
    return error == simdjson::INCORRECT_TYPE ? RejectReason::kNotAnObject : Broken(error);
  }
  int fields = 0;
  for (auto item : object) {
    ondemand::field field;
    if (auto error = std::move(item).get(field)) return Broken(error);
    if (++fields > kFieldsMax) return RejectReason::kTooManyFields;
    std::string_view name;
    if (auto error = field.unescaped_key().get(name)) return Broken(error);
    const FieldSpec* spec = FindField(name);
    const RejectReason reason = spec != nullptr ? ReadField(*spec, field.value()) : WalkValue(field.value(), 2);
    if (reason != RejectReason::kNone) return reason;
  }
  // Only behind the last token there is no location left.
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return Broken(simdjson::TRAILING_CONTENT);
  return RejectReason::kNone;
}

RejectReason Decoder::Impl::WalkValue(ondemand::value& value, int depth) {
  ondemand::json_type type;
  if (auto error = value.type().get(type)) return Broken(error);
  switch (type) {
    case ondemand::json_type::array:
      return WalkArray(value, depth);
    case ondemand::json_type::object:
      return WalkObject(value, depth);
    case ondemand::json_type::string: {
      std::string_view text;
      return WalkString(value, &text);
    }
    default: {
      std::string_view token;
      TokenForm form;
      return WalkToken(value, &token, &form);
    }
  }
}

RejectReason Decoder::Impl::WalkArray(ondemand::value& value, int depth) {
  if (depth > kDepthMax) return RejectReason::kTooDeep;
  ondemand::array array;
  if (auto error = value.get_array().get(array)) return Broken(error);
  for (auto item : array) {
    ondemand::value element;
    if (auto error = std::move(item).get(element)) return Broken(error);
    if (const RejectReason reason = WalkValue(element, depth + 1); reason != RejectReason::kNone) return reason;
  }
  return RejectReason::kNone;
}

RejectReason Decoder::Impl::WalkObject(ondemand::value& value, int depth) {
  if (depth > kDepthMax) return RejectReason::kTooDeep;
  ondemand::object object;
  if (auto error = value.get_object().get(object)) return Broken(error);
  for (auto item : object) {
    ondemand::field field;
    if (auto error = std::move(item).get(field)) return Broken(error);
    std::string_view name;
    if (auto error = field.unescaped_key().get(name)) return Broken(error);
    if (const RejectReason reason = WalkValue(field.value(), depth + 1); reason != RejectReason::kNone) return reason;
  }
  return RejectReason::kNone;
}

RejectReason Decoder::Impl::WalkString(ondemand::value& value, std::string_view* text) {
  if (auto error = value.get_string().get(*text)) return Broken(error);
  return RejectReason::kNone;
}

// The token is not consumed: the iteration it is part of passes over it.
RejectReason Decoder::Impl::WalkToken(ondemand::value& value, std::string_view* token, TokenForm* form) {
  *token = value.raw_json_token();
  *form = ReadToken(token);
  if (*form != TokenForm::kNone) return RejectReason::kNone;
  place_ = token->data();
  return Broken(simdjson::NUMBER_ERROR);
}

RejectReason Decoder::Impl::ReadField(const FieldSpec& spec, ondemand::value& value) {
  const bool is_truth =
      spec.form == FieldForm::kLabel || spec.form == FieldForm::kLabels || spec.form == FieldForm::kTruthString;
  if (is_truth && !options_.want_truth) return WalkValue(value, 2);
  const uint32_t bit = uint32_t{1} << (&spec - kFields);
  if ((seen_ & bit) != 0) Fault(RejectReason::kDuplicateField, spec, "given twice");
  seen_ |= bit;
  ondemand::json_type type;
  if (auto error = value.type().get(type)) return Broken(error);
  switch (type) {
    case ondemand::json_type::string:
      return ReadStringField(spec, value);
    case ondemand::json_type::array:
      if (spec.form == FieldForm::kLabels) return ReadLabels(spec, value);
      WrongType(spec);
      return WalkValue(value, 2);
    case ondemand::json_type::object:
      WrongType(spec);
      return WalkValue(value, 2);
    default:
      return ReadTokenField(spec, value);
  }
}

RejectReason Decoder::Impl::ReadStringField(const FieldSpec& spec, ondemand::value& value) {
  std::string_view text;
  if (const RejectReason reason = WalkString(value, &text); reason != RejectReason::kNone) return reason;
  switch (spec.form) {
    case FieldForm::kName:
    case FieldForm::kIdentifier:
    case FieldForm::kProse:
    case FieldForm::kLabel:
    case FieldForm::kTruthString:
      TakeText(spec, text);
      break;
    case FieldForm::kTime:
      raw_time(spec).text = text;
      if (text.empty()) Fault(RejectReason::kUnreadableTime, spec, "empty");
      break;
    case FieldForm::kKind:
      TakeKind(spec, text);
      break;
    case FieldForm::kCount:
    case FieldForm::kDeleted:
    case FieldForm::kLabels:
      WrongType(spec);
      break;
  }
  return RejectReason::kNone;
}

void Decoder::Impl::TakeText(const FieldSpec& spec, std::string_view text) {
  if (text.size() > spec.bytes_max) {
    Fault(RejectReason::kFieldTooLong, spec,
          std::to_string(text.size()) + " bytes, at most " + std::to_string(spec.bytes_max) + " are taken");
    return;
  }
  if (spec.form != FieldForm::kProse && text.find('\0') != std::string_view::npos) {
    Fault(RejectReason::kNulCharacter, spec, "holds a NUL character");
    return;
  }
  if (spec.text != nullptr) {
    post_.*spec.text = text;
  } else if (spec.truth != nullptr) {
    truth_.*spec.truth = text;
  } else if (truth_.labels.size() == kLabelsMax) {
    Fault(RejectReason::kFieldTooLong, spec, "more than " + std::to_string(kLabelsMax) + " labels");
  } else {
    truth_.labels.emplace_back(text);
  }
}

void Decoder::Impl::TakeKind(const FieldSpec& spec, std::string_view text) {
  constexpr std::string_view kNames[] = {"post", "repost", "reply", "review", "ticket"};
  const auto found = std::find(std::begin(kNames), std::end(kNames), text);
  if (found == std::end(kNames)) {
    Fault(RejectReason::kUnknownKind, spec, "not one of post, repost, reply, review, ticket");
    return;
  }
  post_.kind = static_cast<PostKind>(found - std::begin(kNames));
}

RejectReason Decoder::Impl::ReadTokenField(const FieldSpec& spec, ondemand::value& value) {
  std::string_view token;
  TokenForm form;
  if (const RejectReason reason = WalkToken(value, &token, &form); reason != RejectReason::kNone) return reason;
  if (form == TokenForm::kNull) return RejectReason::kNone;
  if (spec.form == FieldForm::kDeleted && (form == TokenForm::kTrue || form == TokenForm::kFalse)) {
    post_.deleted = form == TokenForm::kTrue;
    return RejectReason::kNone;
  }
  if (form != TokenForm::kInteger) return WrongType(spec), RejectReason::kNone;
  const std::optional<int64_t> integer = IntegerValue(token);
  if (spec.form == FieldForm::kIdentifier) {
    TakeText(spec, token);
  } else if (spec.form == FieldForm::kCount && integer && *integer >= 0) {
    post_.*spec.count = *integer;
  } else if (spec.form == FieldForm::kTime) {
    // An integer beyond 64 bits is outside the years taken, like the least one.
    raw_time(spec).ms = integer.value_or(INT64_MIN);
  } else {
    WrongType(spec);
  }
  return RejectReason::kNone;
}

RejectReason Decoder::Impl::ReadLabels(const FieldSpec& spec, ondemand::value& value) {
  ondemand::array array;
  if (auto error = value.get_array().get(array)) return Broken(error);
  for (auto item : array) {
    ondemand::value element;
    if (auto error = std::move(item).get(element)) return Broken(error);
    ondemand::json_type type;
    if (auto error = element.type().get(type)) return Broken(error);
    RejectReason reason;
    if (type == ondemand::json_type::string) {
      std::string_view text;
      reason = WalkString(element, &text);
      if (reason == RejectReason::kNone) TakeText(spec, text);
    } else {
      WrongType(spec);
      reason = WalkValue(element, 3);
    }
    if (reason != RejectReason::kNone) return reason;
  }
  return RejectReason::kNone;
}

void Decoder::Impl::Fault(RejectReason reason, const FieldSpec& spec, std::string_view what) {
  fault_in_key_ |= spec.text == &Post::id || spec.text == &Post::channel || spec.form == FieldForm::kDeleted;
  if (fault_.refused()) return;
  fault_.reason = reason;
  fault_.text.assign("field ").append(spec.name).append(": ").append(what);
}

void Decoder::Impl::WrongType(const FieldSpec& spec) {
  const std::string_view wanted = [&spec]() -> std::string_view {
    switch (spec.form) {
      case FieldForm::kIdentifier:
        return "not a string or an integer";
      case FieldForm::kTime:
        return "not an RFC 3339 string or integer epoch milliseconds";
      case FieldForm::kCount:
        return "not a non-negative integer";
      case FieldForm::kDeleted:
        return "not true or false";
      case FieldForm::kLabels:
        return "not a list of strings";
      default:
        return "not a string";
    }
  }();
  Fault(RejectReason::kWrongType, spec, wanted);
}

// What can be said only of the record as a whole.
void Decoder::Impl::CheckRecord() {
  if (post_.channel.empty()) post_.channel = kDefaultChannel;
  if (post_.id.empty()) Fault(RejectReason::kMissingField, *FindField("id"), "required");
  ReadTime("time", time_, &Post::time);
  ReadTime("edited_at", edited_at_, &Post::edited_at);
  if (post_.deleted || fault_.refused()) return;
  const FieldSpec& text = *FindField("text");
  const bool text_given = post_.text.data() != nullptr;
  if (!text_given) {
    Fault(RejectReason::kMissingField, text, "required");
  } else if (post_.text.empty() && post_.title.empty()) {
    Fault(RejectReason::kMissingField, text, "empty, and there is no title");
  } else if (options_.time_required && post_.time.is_none()) {
    Fault(RejectReason::kMissingField, *FindField("time"), "required");
  }
}

void Decoder::Impl::ReadTime(std::string_view name, const RawTime& raw, EventTime Post::*member) {
  if (!raw.given()) return;
  if (raw.ms) {
    const EventTime time{*raw.ms};
    if (time >= kEventTimeMin && time <= kEventTimeMax) {
      post_.*member = time;
    } else if (options_.time_required) {
      Fault(RejectReason::kUnreadableTime, *FindField(name), "outside the years 1970 to 9999");
    }
    return;
  }
  const auto zone =
      options_.channel_zones.empty() ? options_.channel_zones.end() : options_.channel_zones.find(post_.channel);
  const auto time = ParseEventTime(raw.text, zone == options_.channel_zones.end() ? nullptr : &zone->second);
  if (time.ok()) {
    post_.*member = *time;
  } else if (options_.time_required) {
    Fault(RejectReason::kUnreadableTime, *FindField(name), time.status().message());
  }
}

void Decoder::Impl::Keep(PostBatch* batch) {
  if (post_.deleted) {
    // Nothing else of a deletion is of use, and some of it may not even be sound.
    Post deletion;
    deletion.id = post_.id;
    deletion.channel = post_.channel;
    deletion.time = post_.time;
    deletion.line = post_.line;
    deletion.deleted = true;
    post_ = deletion;
  }
  for (const FieldSpec& spec : kFields) {
    if (spec.text != nullptr && !(post_.*spec.text).empty()) post_.*spec.text = batch->arena.Copy(post_.*spec.text);
  }
  batch->posts.push_back(post_);
  if (options_.want_truth) batch->truths.push_back(std::move(truth_));
}

// The slow path: finds the words and the place for a line that is no sound record of JSON.
Refusal Decoder::Impl::DescribeBroken(RejectReason reason) const {
  size_t place = std::string_view::npos;
  if (place_ != nullptr && place_ >= line_.data() && place_ <= line_.data() + line_.size()) {
    place = place_ - line_.data();
  }
  std::string_view what = "a comma, bracket or value is missing or misplaced";
  switch (reason) {
    case RejectReason::kNotAnObject:
      return {reason, "not a JSON object"};
    case RejectReason::kTooDeep:
      return {reason, "nested deeper than " + std::to_string(kDepthMax) + " levels"};
    case RejectReason::kTooManyFields:
      return {reason, "more than " + std::to_string(kFieldsMax) + " fields"};
    case RejectReason::kInvalidUtf8:
      place = FindInvalidUtf8(line_);
      return {reason, "byte " + std::to_string(place + 1) + ": not valid UTF-8"};
    default:
      break;
  }
  switch (error_) {
    case simdjson::UNCLOSED_STRING:
      what = "a string is not closed";
      place = FindStringFault(line_);
      break;
    case simdjson::UNESCAPED_CHARS:
      what = "a control character in a string is not escaped";
      place = FindStringFault(line_);
      break;
    case simdjson::STRING_ERROR:
      what = "a string has an escape that stands for no character";
      break;
    case simdjson::NUMBER_ERROR:
      what = "neither a number nor true, false or null";
      break;
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      what = "it stops before its end";
      place = line_.size();
      break;
    case simdjson::TRAILING_CONTENT:
      what = "something follows the object";
      break;
    case simdjson::EMPTY:
      what = "nothing in it";
      place = 0;
      break;
    default:
      break;
  }
  const std::string where = place < line_.size() ? "byte " + std::to_string(place + 1) + ": " : "at its end: ";
  return {reason, where + "not valid JSON: " + std::string(what)};
}

Decoder::Decoder(DecodeOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;

Refusal Decoder::Decode(std::string_view line, size_t readable_bytes, uint64_t line_number, PostBatch* batch) {
  return impl_->Decode(line, readable_bytes, line_number, batch);
}

void DecodeBlock(const LineBlock& block, Decoder* decoder, PostBatch* batch, std::vector<RefusedLine>* refused) {
  for (const Line& line : block.lines) {
    Refusal refusal;
    if (line.too_long) {
      refusal = {RejectReason::kLineTooLong, "longer than " + std::to_string(kLineBytesMax) + " bytes"};
    } else {
      refusal = decoder->Decode(block.text(line), block.readable_bytes(line), line.number, batch);
    }
    if (refusal.refused()) refused->push_back({line, std::move(refusal)});
  }
}

}  // namespace groundswell
