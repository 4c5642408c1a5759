// MappingPlan: a mapping compiled for one pass over a record.
//
// The pointers of a mapping become two trees of keys: one for the record itself, one for the items that lie in it
// (`each`). A walk over a record steps down the tree beside it and writes what it meets into slots; what the tree does
// not name is checked as JSON and dropped. Slots belong to a row: the record has one, each item one, and so has each
// element of an array that a pointer selects from by a value ([key=value]), for the value it is to have may come later.
// Contract: CompileMapping takes a checked spec. Errors: kInvalid for pointers that do not go together.
// Ownership: a value, immutable once made. Threads: shared freely.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "ingest/mapping_spec.h"

namespace groundswell {

constexpr uint32_t kNoIndex = UINT32_MAX;

struct PlanNode {
  struct Child {
    uint32_t mark = 0;  // of its key; compared first
    uint32_t node = kNoIndex;
    std::string key;
  };
  // An open-addressing table of a power of two, at most half full; empty without children.
  std::vector<Child> children;
  uint32_t slot = kNoIndex;        // in the row at hand
  uint32_t outer_slot = kNoIndex;  // in the record's row
  uint32_t each = kNoIndex;        // its elements are items, or it is one: the place in the mapping's list
  uint32_t group = kNoIndex;       // the group of places that is there when a list is here
  uint32_t every = kNoIndex;       // the node of every element, for those without one of their own
  bool holds_places = false;       // items lie deeper too: here, only a list holds some
  uint32_t table = kNoIndex;       // its elements are rows of this table
  bool nested = false;             // a string here may hold JSON
  std::string path;                // of a nested one, for messages

  // Size, ends and middle of a key: nearly always different where keys are.
  static uint32_t MarkOf(std::string_view key) {
    if (key.empty()) return 0;
    return static_cast<uint32_t>(key.size()) | static_cast<uint32_t>(static_cast<uint8_t>(key.front())) << 8 |
           static_cast<uint32_t>(static_cast<uint8_t>(key.back())) << 16 |
           static_cast<uint32_t>(static_cast<uint8_t>(key[key.size() / 2])) << 24;
  }
  static size_t HomeOf(uint32_t mark) { return mark * 0x9E3779B1u >> 16; }
  uint32_t Find(std::string_view key) const {
    if (children.empty()) return kNoIndex;
    const uint32_t mark = MarkOf(key);
    const size_t mask = children.size() - 1;
    for (size_t i = HomeOf(mark) & mask; children[i].node != kNoIndex; i = (i + 1) & mask)
      if (children[i].mark == mark && children[i].key == key) return children[i].node;
    return kNoIndex;
  }
  void Insert(std::string_view key, uint32_t node);
};

// Rows of an array that pointers select from.
struct PlanTable {
  std::string list;       // a pointer that selects from it, as written
  uint32_t root = 0;      // what is taken of an element
  uint32_t key_slot = 0;  // in its row
  uint32_t slots = 0;
  std::string key;
};

// Where a value lies once a record was walked.
struct PlanPointer {
  std::string text;    // as written
  bool outer = false;  // of the record, not of the item
  uint32_t slot = 0;   // in the row of the record or item, else of the table
  uint32_t table = kNoIndex;
  std::string match;                // the value that selects a row of the table
  uint32_t match_index = kNoIndex;  // or the pointer to it
};

struct PlanPart {
  std::string literal;
  uint32_t pointer = kNoIndex;
};

// Small, for a record asks all of them that come before one that is given.
struct PlanAlternative {
  bool plain = false;           // one pointer, and the value is taken as it stands
  bool outer = false;           // of a plain one that selects nothing: the row, else of the item
  uint32_t slot = kNoIndex;     // and the slot; kNoIndex for others
  uint32_t pointer = kNoIndex;  // where it is nothing but one
  uint32_t needed = kNoIndex;
  uint32_t spec = 0;  // in the plan's list
  bool html = false;
  EpochUnit epoch = EpochUnit::kBySize;
  std::vector<PlanPart> parts;
};

struct PlanField {
  const FieldSpec* field = nullptr;
  uint32_t only_slot = kNoIndex;  // of its one alternative, where that is a plain one
  bool outer = false;             // likewise
  std::vector<PlanAlternative> alternatives;
};

struct PlanCondition {
  uint32_t pointer = kNoIndex;
  std::vector<std::string> values;
};

// A place where items lie.
struct PlanPlace {
  std::string text;          // as written
  uint32_t group = 0;        // see PlaceSpec
  uint32_t slot = kNoIndex;  // in the record's row; kNoIndex where it has steps to every element
};

struct MappingPlan {
  std::vector<PlanNode> nodes;
  uint32_t root = 0, item_root = 0;
  uint32_t outer_slots = 0, item_slots = 0;
  uint32_t refused_slot = 0;  // of the record: what a MappingSource found wrong with it
  bool record_is_item = false;
  bool maps_channel = false;  // a field gives it, for some records at least
  std::vector<PlanPlace> each;
  std::vector<PlanTable> tables;
  std::vector<PlanPointer> pointers;
  std::vector<AlternativeSpec> specs;
  std::vector<PlanField> fields;  // the id first, times last
  std::vector<PlanCondition> take, skip, deletes;
};

// The key under which a MappingSource says that what stood here was no record, and why.
constexpr std::string_view kRefusedKey = "~refused";

Result<MappingPlan> CompileMapping(const MappingSpec& spec);

}  // namespace groundswell
