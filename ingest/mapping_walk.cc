#include "ingest/mapping_walk.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <tuple>
#include <utility>

#include "ingest/limits.h"

namespace groundswell {

namespace ondemand = simdjson::ondemand;

Refusal MappingWalk::Walk(std::string_view line, size_t readable_bytes) {
  captures_.assign(plan_.outer_slots + plan_.item_slots, Capture{});
  items_.clear();
  rows_.clear();
  steps_.clear();
  item_steps_.clear();
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
  SortRows();
  return ChooseItems();
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
  if (node.each != kNoIndex && !node.holds_places) return AsItem(value, node, kNoIndex, depth);
  if (node.children.empty()) return current_->Value(value, depth);
  if (depth > kDepthMax) return RejectReason::kTooDeep;
  ondemand::object object;
  if (auto error = value.get_object().get(object)) return current_->Broken(error);
  return Fields(object, static_cast<uint32_t>(&node - plan_.nodes.data()), base, depth);
}

RejectReason MappingWalk::Array(Value& value, const PlanNode& node, uint32_t base, int depth) {
  Keep(node, base, {}, CaptureForm::kContainer);
  found_each_ = std::min(found_each_, node.group);
  if (node.each == kNoIndex && node.every == kNoIndex && node.table == kNoIndex && node.children.empty())
    return current_->Value(value, depth);
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
  if (child != kNoIndex) return Visit(value, child, base, depth);
  if (node.every == kNoIndex) return current_->Value(value, depth);
  steps_.push_back(index);
  const RejectReason reason = Visit(value, node.every, base, depth);
  steps_.pop_back();
  return reason;
}

RejectReason MappingWalk::AsItem(Value& value, const PlanNode& node, uint32_t index, int depth) {
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
  found_each_ = std::min(found_each_, node.group);
  const uint32_t row = AddRow(plan_.item_slots);
  items_.push_back({row, node.each, index, is_object, static_cast<uint32_t>(item_steps_.size())});
  item_steps_.insert(item_steps_.end(), steps_.begin(), steps_.end());
  if (items_.size() > kItemsMax) too_many_ = true;
  return row;
}

uint32_t MappingWalk::AddRow(uint32_t slots) {
  const uint32_t base = static_cast<uint32_t>(captures_.size());
  captures_.resize(captures_.size() + slots);
  return base;
}

// Items of other places than the first that is there are left out.
Refusal MappingWalk::ChooseItems() {
  if (found_each_ == kNoIndex) {
    items_.clear();
    if (plan_.record_is_item) items_.push_back({plan_.outer_slots, kNoIndex, kNoIndex, true});
    return {};
  }
  for (const PlanPlace& place : plan_.each) {
    if (place.slot == kNoIndex || captures_[place.slot].form != CaptureForm::kTwice) continue;
    fault_path_ = place.text;
    return {RejectReason::kDuplicateField, "given twice"};
  }
  std::erase_if(items_, [this](const MappedItem& item) { return plan_.each[item.each].group != found_each_; });
  return {};
}

std::string MappingWalk::PlaceOf(const MappedItem& item) const {
  std::string place;
  if (item.each != kNoIndex) {
    std::string_view rest = plan_.each[item.each].text;
    for (size_t step = item.steps; !rest.empty();) {
      const size_t end = std::min(rest.find('/', 1), rest.size());
      const bool is_every = rest.substr(1, end - 1) == kEveryElement;
      place.append(is_every ? "/" + std::to_string(item_steps_[step]) : rest.substr(0, end));
      step += is_every ? 1 : 0;
      rest.remove_prefix(end);
    }
  }
  if (item.index != kNoIndex) place += "/" + std::to_string(item.index);
  return place;
}

// So that a value is found among thousands of rows without looking at each. Of rows with one key the first counts.
void MappingWalk::SortRows() {
  std::erase_if(rows_, [this](const TableRow& row) {
    const CaptureForm form = captures_[row.base + plan_.tables[row.table].key_slot].form;
    return form != CaptureForm::kString && form != CaptureForm::kInteger;
  });
  std::sort(rows_.begin(), rows_.end(), [this](const TableRow& a, const TableRow& b) {
    if (a.table != b.table || a.owner != b.owner) return std::tie(a.table, a.owner) < std::tie(b.table, b.owner);
    const int order = KeyOf(a).compare(KeyOf(b));
    return order != 0 ? order < 0 : a.base < b.base;
  });
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
  const uint32_t owner = wanted.outer ? plan_.outer_slots : item.base;
  const auto row = std::partition_point(rows_.begin(), rows_.end(), [&](const TableRow& other) {
    if (other.table != wanted.table || other.owner != owner)
      return std::tie(other.table, other.owner) < std::tie(wanted.table, owner);
    return KeyOf(other) < match;
  });
  if (row == rows_.end() || row->table != wanted.table || row->owner != owner || KeyOf(*row) != match) return kNothing;
  return captures_[row->base + wanted.slot];
}

}  // namespace groundswell
