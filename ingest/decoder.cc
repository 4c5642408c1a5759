#include "ingest/decoder.h"

#include <algorithm>
#include <utility>

#include "ingest/fields.h"
#include "ingest/json_token.h"
#include "ingest/json_walker.h"
#include "ingest/limits.h"

namespace groundswell {

namespace ondemand = simdjson::ondemand;

Post DeletionOf(const Post& post) {
  Post deletion;
  deletion.id = post.id;
  deletion.channel = post.channel;
  deletion.time = post.time;
  deletion.line = post.line;
  deletion.deleted = true;
  return deletion;
}

class Decoder::Impl {
 public:
  explicit Impl(DecodeOptions options) : options_(std::move(options)) {}
  Refusal Decode(std::string_view line, size_t readable_bytes, uint64_t line_number, PostBatch* batch);

 private:
  // A time as the record gives it, read when the whole record is known: its zone depends on the channel.
  struct RawTime {
    std::string_view text;
    std::optional<int64_t> ms;
    bool given() const { return ms.has_value() || !text.empty(); }
  };

  RejectReason ReadRecord(std::string_view line, size_t readable_bytes);
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

  void CheckRecord();
  void ReadTime(std::string_view name, const RawTime& raw, EventTime Post::*member);
  void Reset(uint64_t line_number);
  void Keep(PostBatch* batch);

  DecodeOptions options_;
  JsonWalker walker_;
  // Of the line at hand. Strings of post_ view the walker's buffer.
  Post post_;
  Truth truth_;
  RawTime time_, edited_at_;
  uint32_t seen_ = 0;          // a bit a known field
  Refusal fault_;              // the first
  bool fault_in_key_ = false;  // in a field that a deletion needs
};

Refusal Decoder::Impl::Decode(std::string_view line, size_t readable_bytes, uint64_t line_number, PostBatch* batch) {
  if (line.size() > kLineBytesMax) {
    return {RejectReason::kLineTooLong, "longer than " + std::to_string(kLineBytesMax) + " bytes"};
  }
  Reset(line_number);
  const RejectReason broken = ReadRecord(line, readable_bytes);
  if (broken != RejectReason::kNone) return walker_.Describe(broken);
  CheckRecord();
  const bool deletes = post_.deleted && !fault_in_key_;
  if (fault_.refused() && !deletes) return std::move(fault_);
  Keep(batch);
  return {};
}

void Decoder::Impl::Reset(uint64_t line_number) {
  post_ = Post();
  post_.line = line_number;
  time_ = edited_at_ = {};
  seen_ = 0;
  fault_ = {};
  fault_in_key_ = false;
  if (options_.want_truth) truth_ = {};
}

RejectReason Decoder::Impl::ReadRecord(std::string_view line, size_t readable_bytes) {
  ondemand::object object;
  const RejectReason started = walker_.Start(line, readable_bytes, &object);
  if (started != RejectReason::kNone) return started;
  int fields = 0;
  for (auto item : object) {
    ondemand::field field;
    if (auto error = std::move(item).get(field)) return walker_.Broken(error);
    if (++fields > kFieldsMax) return RejectReason::kTooManyFields;
    std::string_view name;
    if (auto error = field.unescaped_key().get(name)) return walker_.Broken(error);
    const FieldSpec* spec = FindField(name);
    const RejectReason reason = spec != nullptr ? ReadField(*spec, field.value()) : walker_.Value(field.value(), 2);
    if (reason != RejectReason::kNone) return reason;
  }
  return walker_.Finish();
}

RejectReason Decoder::Impl::ReadField(const FieldSpec& spec, ondemand::value& value) {
  const bool is_truth =
      spec.form == FieldForm::kLabel || spec.form == FieldForm::kLabels || spec.form == FieldForm::kTruthString;
  if (is_truth && !options_.want_truth) return walker_.Value(value, 2);
  const uint32_t bit = uint32_t{1} << (&spec - kFields);
  if ((seen_ & bit) != 0) Fault(RejectReason::kDuplicateField, spec, "given twice");
  seen_ |= bit;
  ondemand::json_type type;
  if (auto error = value.type().get(type)) return walker_.Broken(error);
  switch (type) {
    case ondemand::json_type::string:
      return ReadStringField(spec, value);
    case ondemand::json_type::array:
      if (spec.form == FieldForm::kLabels) return ReadLabels(spec, value);
      WrongType(spec);
      return walker_.Value(value, 2);
    case ondemand::json_type::object:
      WrongType(spec);
      return walker_.Value(value, 2);
    default:
      return ReadTokenField(spec, value);
  }
}

RejectReason Decoder::Impl::ReadStringField(const FieldSpec& spec, ondemand::value& value) {
  std::string_view text;
  if (const RejectReason reason = walker_.String(value, &text); reason != RejectReason::kNone) return reason;
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
  const auto kind = FindKind(text);
  if (!kind) return Fault(RejectReason::kUnknownKind, spec, kUnknownKindText);
  post_.kind = *kind;
}

RejectReason Decoder::Impl::ReadTokenField(const FieldSpec& spec, ondemand::value& value) {
  std::string_view token;
  TokenForm form;
  if (const RejectReason reason = walker_.Token(value, &token, &form); reason != RejectReason::kNone) return reason;
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
  if (auto error = value.get_array().get(array)) return walker_.Broken(error);
  for (auto item : array) {
    ondemand::value element;
    // NOLINTNEXTLINE(performance-move-const-arg): get() wants an rvalue.
    if (auto error = std::move(item).get(element)) return walker_.Broken(error);
    ondemand::json_type type;
    if (auto error = element.type().get(type)) return walker_.Broken(error);
    RejectReason reason;
    if (type == ondemand::json_type::string) {
      std::string_view text;
      reason = walker_.String(element, &text);
      if (reason == RejectReason::kNone) TakeText(spec, text);
    } else {
      WrongType(spec);
      reason = walker_.Value(element, 3);
    }
    if (reason != RejectReason::kNone) return reason;
  }
  return RejectReason::kNone;
}

void Decoder::Impl::Fault(RejectReason reason, const FieldSpec& spec, std::string_view what) {
  const bool in_key = spec.text == &Post::id || spec.text == &Post::channel || spec.form == FieldForm::kDeleted;
  // The first fault is named; but one that keeps even a deletion from working comes before the others.
  if (fault_.refused() && (!in_key || fault_in_key_)) return;
  fault_in_key_ = in_key;
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
  if (post_.deleted) post_ = DeletionOf(post_);
  for (const FieldSpec& spec : kFields) {
    if (spec.text != nullptr && !(post_.*spec.text).empty()) post_.*spec.text = batch->arena.Copy(post_.*spec.text);
  }
  batch->posts.push_back(post_);
  if (options_.want_truth) batch->truths.push_back(std::move(truth_));
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
