// MappingWalk: one record stepped through beside a mapping's plan, in one pass of simdjson's On-Demand parser; what the
// plan names is kept in slots.
//
// Contract: a record is sound only when all of it is: valid UTF-8, valid JSON to its last byte, an object nested at
// most kDepthMax deep, as for records of our own (ingest/decoder.h); what the plan does not name is checked and
// dropped. Ownership: borrows the plan; captures view the record's bytes or this walk's buffers, until the next Walk.
// Memory: rows of at most kItemsMax items and elements. Threads: one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "ingest/json_walker.h"
#include "ingest/mapping_plan.h"

namespace groundswell {

// Items and selectable elements of one record; a page of any interface known has at most 1,000.
constexpr size_t kItemsMax = 20'000;

enum class CaptureForm : uint8_t { kAbsent, kNull, kString, kInteger, kFraction, kTrue, kFalse, kContainer, kTwice };

struct Capture {
  const char* data = nullptr;
  uint32_t size = 0;
  CaptureForm form = CaptureForm::kAbsent;

  std::string_view text() const { return {data, size}; }
};

// One item of a record. `each` is its place in the mapping's list, kNoIndex for the record itself.
struct MappedItem {
  uint32_t base = 0;  // of its row
  uint32_t each = kNoIndex;
  uint32_t index = kNoIndex;  // in its array
  bool is_object = true;
  uint32_t steps = 0;  // where the numbers of its steps to every element begin
};

class MappingWalk {
 public:
  explicit MappingWalk(const MappingPlan* plan) : plan_(*plan) {}

  // A refusal of kNone for a sound record. `readable_bytes` as in Decoder::Decode.
  Refusal Walk(std::string_view line, size_t readable_bytes);
  // Where the refusal of the last Walk lies, where that is inside of a nested text.
  const std::string& fault_path() const { return fault_path_; }

  // The items of the record: those of the first place of `each` that is there.
  const std::vector<MappedItem>& items() const { return items_; }
  // Where an item lies, as a JSON pointer.
  std::string PlaceOf(const MappedItem& item) const;
  // Whether there was any such place.
  bool found_items() const { return found_each_ != kNoIndex || plan_.record_is_item; }

  // What lies in a slot of the item's row, or of the record's.
  const Capture& At(uint32_t slot, bool outer, const MappedItem& item) const {
    return captures_[(outer ? 0 : item.base) + slot];
  }
  // What lies at the plan's pointer, seen from an item.
  const Capture& Get(uint32_t pointer, const MappedItem& item) const;
  // What a source found wrong with what stood here; kAbsent nearly always.
  const Capture& refused() const { return captures_[plan_.refused_slot]; }

 private:
  struct TableRow {
    uint32_t table, base, owner;  // owner: the base of the row the list belongs to
  };
  using Value = simdjson::ondemand::value;

  RejectReason Fields(simdjson::ondemand::object& object, uint32_t node, uint32_t base, int depth);
  RejectReason Visit(Value& value, uint32_t node, uint32_t base, int depth);
  RejectReason String(Value& value, const PlanNode& node, uint32_t base, int depth);
  RejectReason Object(Value& value, const PlanNode& node, uint32_t base, int depth);
  RejectReason Array(Value& value, const PlanNode& node, uint32_t base, int depth);
  RejectReason Element(Value& value, const PlanNode& node, uint32_t index, uint32_t base, int depth);
  RejectReason Nested(std::string_view text, const PlanNode& node, uint32_t base, int depth);
  RejectReason AsItem(Value& value, const PlanNode& node, uint32_t index, int depth);
  RejectReason AsRow(Value& value, uint32_t table, uint32_t owner, int depth);
  void Keep(const PlanNode& node, uint32_t base, std::string_view text, CaptureForm form) {
    if (node.slot != kNoIndex) Set(&captures_[base + node.slot], text, form);
    if (node.outer_slot != kNoIndex) Set(&captures_[node.outer_slot], text, form);
  }
  static void Set(Capture* capture, std::string_view text, CaptureForm form) {
    if (capture->form != CaptureForm::kAbsent) form = CaptureForm::kTwice;
    *capture = {text.data(), static_cast<uint32_t>(text.size()), form};
  }
  uint32_t AddItem(const PlanNode& node, uint32_t index, bool is_object);
  uint32_t AddRow(uint32_t slots);
  Refusal ChooseItems();
  void SortRows();
  std::string_view KeyOf(const TableRow& row) const {
    return captures_[row.base + plan_.tables[row.table].key_slot].text();
  }

  const MappingPlan& plan_;
  JsonWalker walker_;
  std::unique_ptr<JsonWalker> nested_walker_;
  JsonWalker* current_ = &walker_;  // the one whose document is being walked
  std::string nested_text_;
  Arena nested_strings_;  // of nested documents: their walker's buffer holds one at a time
  std::vector<Capture> captures_;
  std::vector<MappedItem> items_;
  std::vector<TableRow> rows_;        // once the record was walked, by table, owner and key
  std::vector<uint32_t> steps_;       // numbers of the elements being walked through by steps to every element
  std::vector<uint32_t> item_steps_;  // those of each item
  uint32_t found_each_ = kNoIndex;
  std::string fault_path_;
  Refusal nested_fault_;
  bool too_many_ = false;
};

}  // namespace groundswell
