#include "ingest/mapping_walk.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

#include "ingest/limits.h"

namespace groundswell {

namespace ondemand = simdjson::ondemand;

Refusal MappingWalk::Walk(std::string_view line, size_t readable_bytes) {
  captures_.assign(plan_.outer_slots + plan_.item_slots, Capture{});
  items_.clear();
  rows_.clear();
  nested_strings_.Clear();
  found_each_ = kNoIndex;
  too_many_ = false;
  current_ = &walker_;
  nested_fault_.reason = RejectReason::kNone;
  fault_path_.clear();
  ondemand::object object;
  RejectReason reason = walker_.Start(line, readable_bytes, &object);
  if (reason == RejectReason::kNone) reason = Fields(object, plan_.root, plan_.outer_slots, 1);
  if (reason == RejectReason::kNone) reason = walker_.Finish();
  if (nested_fault_.refused()) return std::move(nested_fault_);
  if (too_many_)
    return {RejectReason::kTooManyFields, "more than " + std::to_string(kItemsMax) + " items in one record"};
  if (reason != RejectReason::kNone) return walker_.Describe(reason);
  ChooseItems();
  return {};
}

// `base` is the row that slots of the item's tree belong to.
RejectReason MappingWalk::Fields(ondemand::object& object, uint32_t node, uint32_t base, int depth) {
  int fields = 0;
  for (auto item : object) {
    ondemand::field field;
    if (auto error = std::move(item).get(field)) return current_->Broken(error);
    if (++fields > kFieldsMax) return RejectReason::kTooManyFields;
    std::string_view key;
    if (auto error = field.unescaped_key().get(key)) return current_->Broken(error);
    const uint32_t child = plan_.nodes[node].Find(key);
    const RejectReason reason =
        child == kNoIndex ? current_->Value(field.value(), depth + 1) : Visit(field.value(), child, base, depth + 1);
    if (reason != RejectReason::kNone) return reason;
  }
  return RejectReason::kNone;
}

RejectReason MappingWalk::Visit(Value& value, uint32_t index, uint32_t base, int depth) {
  const PlanNode& node = plan_.nodes[index];
  ondemand::json_type type;
  if (auto error = value.type().get(type)) return current_->Broken(error);
  switch (type) {
    case ondemand::json_type::string:
      return String(value, node, base, depth);
    case ondemand::json_type::object:
      return Object(value, node, base, depth);
    case ondemand::json_type::array:
      return Array(value, node, base, depth);
    default:
      break;
  }
  std::string_view token;
  TokenForm form;
  if (const RejectReason reason = current_->Token(value, &token, &form); reason != RejectReason::kNone) return reason;
  constexpr CaptureForm kForms[] = {CaptureForm::kAbsent, CaptureForm::kInteger, CaptureForm::kFraction,
                                    CaptureForm::kTrue,   CaptureForm::kFalse,   CaptureForm::kNull};
  Keep(node, base, token, kForms[static_cast<size_t>(form)]);
  return RejectReason::kNone;
}

RejectReason MappingWalk::String(Value& value, const PlanNode& node, uint32_t base, int depth) {
  std::string_view text;
  if (const RejectReason reason = current_->String(value, &text); reason != RejectReason::kNone) return reason;
  // One level deep: JSON in a text in a text has not been seen.
  if (node.nested && text.starts_with('{') && current_ == &walker_) return Nested(text, node, base, depth);
  if (current_ != &walker_ && (node.slot != kNoIndex || node.outer_slot != kNoIndex)) text = nested_strings_.Copy(text);
  Keep(node, base, text, CaptureForm::kString);
  return RejectReason::kNone;
}

RejectReason MappingWalk::Nested(std::string_view text, const PlanNode& node, uint32_t base, int depth) {
  Keep(node, base, {}, CaptureForm::kContainer);
  if (nested_walker_ == nullptr) nested_walker_ = std::make_unique<JsonWalker>();
  // Tokens kept view this copy, of which a record may have several: it lies in the arena too.
  char* copy = nested_strings_.Allocate(text.size() + kLinePaddingBytes);
  std::memcpy(copy, text.data(), text.size());
  std::memset(copy + text.size(), ' ', kLinePaddingBytes);
  current_ = nested_walker_.get();
  ondemand::object object;
  RejectReason reason = current_->Start({copy, text.size()}, text.size() + kLinePaddingBytes, &object);
  if (reason == RejectReason::kNone) {
    const uint32_t index = static_cast<uint32_t>(&node - plan_.nodes.data());
    const bool is_item = node.each != kNoIndex;
    const uint32_t row = is_item ? AddItem(node, kNoIndex, true) : base;
    reason = Fields(object, is_item ? plan_.item_root : index, row, depth);
  }
  if (reason == RejectReason::kNone) reason = current_->Finish();
  if (reason != RejectReason::kNone && !too_many_) {
    nested_fault_ = current_->Describe(reason);
    nested_fault_.text.insert(0, "the JSON in this text: ");
    fault_path_ = node.path;
  }
  current_ = &walker_;
  return reason;
}

RejectReason MappingWalk::Object(Value& value, const PlanNode& node, uint32_t base, int depth) {
  Keep(node, base, {}, CaptureForm::kContainer);
  if (node.each != kNoIndex) return AsItem(value, node, kNoIndex, depth);
  if (node.children.empty()) return current_->Value(value, depth);
  if (depth > kDepthMax) return RejectReason::kTooDeep;
  ondemand::object object;
  if (auto error = value.get_object().get(object)) return current_->Broken(error);
  return Fields(object, static_cast<uint32_t>(&node - plan_.nodes.data()), base, depth);
}

RejectReason MappingWalk::Array(Value& value, const PlanNode& node, uint32_t base, int depth) {
  Keep(node, base, {}, CaptureForm::kContainer);
  if (node.each != kNoIndex) found_each_ = std::min(found_each_, node.each);
  if (node.each == kNoIndex && node.table == kNoIndex && node.children.empty()) return current_->Value(value, depth);
  if (depth > kDepthMax) return RejectReason::kTooDeep;
  ondemand::array array;
  if (auto error = value.get_array().get(array)) return current_->Broken(error);
  uint32_t index = 0;
  for (auto item : array) {
    ondemand::value element;
    // NOLINTNEXTLINE(performance-move-const-arg): get() wants an rvalue.
    if (auto error = std::move(item).get(element)) return current_->Broken(error);
    const RejectReason reason = Element(element, node, index++, base, depth + 1);
    if (reason != RejectReason::kNone) return reason;
  }
  return RejectReason::kNone;
}

RejectReason MappingWalk::Element(Value& value, const PlanNode& node, uint32_t index, uint32_t base, int depth) {
  if (node.each != kNoIndex) return AsItem(value, node, index, depth);
  if (node.table != kNoIndex) return AsRow(value, node.table, base, depth);
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof(digits), index).ptr;
  const uint32_t child = node.Find({digits, static_cast<size_t>(end - digits)});
  return child == kNoIndex ? current_->Value(value, depth) : Visit(value, child, base, depth);
}

RejectReason MappingWalk::AsItem(Value& value, const PlanNode& node, uint32_t index, int depth) {
  found_each_ = std::min(found_each_, node.each);
  ondemand::json_type type;
  if (auto error = value.type().get(type)) return current_->Broken(error);
  const uint32_t row = AddItem(node, index, type == ondemand::json_type::object);
  if (too_many_) return RejectReason::kTooManyFields;
  if (type != ondemand::json_type::object) return current_->Value(value, depth);
  if (depth > kDepthMax) return RejectReason::kTooDeep;
  ondemand::object object;
  if (auto error = value.get_object().get(object)) return current_->Broken(error);
  return Fields(object, plan_.item_root, row, depth);
}

RejectReason MappingWalk::AsRow(Value& value, uint32_t table, uint32_t owner, int depth) {
  ondemand::json_type type;
  if (auto error = value.type().get(type)) return current_->Broken(error);
  if (type != ondemand::json_type::object) return current_->Value(value, depth);
  const uint32_t row = AddRow(plan_.tables[table].slots);
  rows_.push_back({table, row, owner});
  if (rows_.size() > kItemsMax) too_many_ = true;
  if (too_many_) return RejectReason::kTooManyFields;
  if (depth > kDepthMax) return RejectReason::kTooDeep;
  ondemand::object object;
  if (auto error = value.get_object().get(object)) return current_->Broken(error);
  return Fields(object, plan_.tables[table].root, row, depth);
}

uint32_t MappingWalk::AddItem(const PlanNode& node, uint32_t index, bool is_object) {
  found_each_ = std::min(found_each_, node.each);
  const uint32_t row = AddRow(plan_.item_slots);
  items_.push_back({row, node.each, index, is_object});
  if (items_.size() > kItemsMax) too_many_ = true;
  return row;
}

uint32_t MappingWalk::AddRow(uint32_t slots) {
  const uint32_t base = static_cast<uint32_t>(captures_.size());
  captures_.resize(captures_.size() + slots);
  return base;
}

// Items of other places than the first that is there are left out.
void MappingWalk::ChooseItems() {
  if (found_each_ == kNoIndex) {
    items_.clear();
    if (plan_.record_is_item) items_.push_back({plan_.outer_slots, kNoIndex, kNoIndex, true});
    return;
  }
  std::erase_if(items_, [this](const MappedItem& item) { return item.each != found_each_; });
}

const Capture& MappingWalk::Get(uint32_t pointer, const MappedItem& item) const {
  static constexpr Capture kNothing;
  const PlanPointer& wanted = plan_.pointers[pointer];
  if (wanted.table == kNoIndex) return captures_[(wanted.outer ? 0 : item.base) + wanted.slot];
  std::string_view match = wanted.match;
  if (wanted.match_index != kNoIndex) {
    const Capture& other = Get(wanted.match_index, item);
    if (other.form != CaptureForm::kString && other.form != CaptureForm::kInteger) return kNothing;
    match = other.text();
  }
  for (const TableRow& row : rows_) {
    if (row.table != wanted.table || (!wanted.outer && row.owner != item.base)) continue;
    const Capture& key = captures_[row.base + plan_.tables[row.table].key_slot];
    const bool is_name = key.form == CaptureForm::kString || key.form == CaptureForm::kInteger;
    if (is_name && key.text() == match) return captures_[row.base + wanted.slot];
  }
  return kNothing;
}

}  // namespace groundswell
