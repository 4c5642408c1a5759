#include "ingest/json_walker.h"

#include <string>
#include <utility>

#include "base/check.h"
#include "ingest/limits.h"
#include "ingest/utf8.h"

namespace groundswell {

static_assert(kLinePaddingBytes >= simdjson::SIMDJSON_PADDING);
namespace ondemand = simdjson::ondemand;

JsonWalker::JsonWalker() { CHECK(parser_.allocate(kLineBytesMax) == simdjson::SUCCESS); }

RejectReason JsonWalker::Start(std::string_view line, size_t readable_bytes, ondemand::object* object) {
  line_ = line;
  error_ = simdjson::SUCCESS;
  place_ = nullptr;
  started_ = false;
  if (auto error = parser_.iterate(line.data(), line.size(), readable_bytes).get(document_)) return Broken(error);
  started_ = true;
  if (auto error = document_.get_object().get(*object)) {
    return error == simdjson::INCORRECT_TYPE ? RejectReason::kNotAnObject : Broken(error);
  }
  return RejectReason::kNone;
}

RejectReason JsonWalker::Finish() {
  // Only behind the last token there is no location left.
  if (document_.current_location().error() == simdjson::OUT_OF_BOUNDS) return RejectReason::kNone;
  return Broken(simdjson::TRAILING_CONTENT);
}

RejectReason JsonWalker::Broken(simdjson::error_code error) {
  error_ = error;
  if (place_ == nullptr && started_) {
    const char* place = nullptr;
    if (document_.current_location().get(place) == simdjson::SUCCESS) place_ = place;
  }
  return error == simdjson::UTF8_ERROR ? RejectReason::kInvalidUtf8 : RejectReason::kInvalidJson;
}

RejectReason JsonWalker::Value(ondemand::value& value, int depth) {
  ondemand::json_type type;
  if (auto error = value.type().get(type)) return Broken(error);
  switch (type) {
    case ondemand::json_type::array:
      return Array(value, depth);
    case ondemand::json_type::object:
      return Object(value, depth);
    case ondemand::json_type::string: {
      std::string_view text;
      return String(value, &text);
    }
    default: {
      std::string_view token;
      TokenForm form;
      return Token(value, &token, &form);
    }
  }
}

RejectReason JsonWalker::Array(ondemand::value& value, int depth) {
  if (depth > kDepthMax) return RejectReason::kTooDeep;
  ondemand::array array;
  if (auto error = value.get_array().get(array)) return Broken(error);
  for (auto item : array) {
    ondemand::value element;
    // NOLINTNEXTLINE(performance-move-const-arg): get() wants an rvalue.
    if (auto error = std::move(item).get(element)) return Broken(error);
    if (const RejectReason reason = Value(element, depth + 1); reason != RejectReason::kNone) return reason;
  }
  return RejectReason::kNone;
}

RejectReason JsonWalker::Object(ondemand::value& value, int depth) {
  if (depth > kDepthMax) return RejectReason::kTooDeep;
  ondemand::object object;
  if (auto error = value.get_object().get(object)) return Broken(error);
  for (auto item : object) {
    ondemand::field field;
    if (auto error = std::move(item).get(field)) return Broken(error);
    std::string_view name;
    if (auto error = field.unescaped_key().get(name)) return Broken(error);
    if (const RejectReason reason = Value(field.value(), depth + 1); reason != RejectReason::kNone) return reason;
  }
  return RejectReason::kNone;
}

RejectReason JsonWalker::String(ondemand::value& value, std::string_view* text) {
  if (auto error = value.get_string().get(*text)) return Broken(error);
  return RejectReason::kNone;
}

RejectReason JsonWalker::Token(ondemand::value& value, std::string_view* token, TokenForm* form) {
  *token = value.raw_json_token();
  *form = ReadToken(token);
  if (*form != TokenForm::kNone) return RejectReason::kNone;
  place_ = token->data();
  return Broken(simdjson::NUMBER_ERROR);
}

// The slow path: finds the words and the place for a line that is no sound record of JSON.
Refusal JsonWalker::Describe(RejectReason reason) const {
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

}  // namespace groundswell
