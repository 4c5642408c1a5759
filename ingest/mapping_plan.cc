#include "ingest/mapping_plan.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace groundswell {
namespace {

class Compiler {
 public:
  explicit Compiler(const MappingSpec& spec) : spec_(spec) {}

  Result<MappingPlan> Run() {
    plan_.root = AddNode();
    plan_.item_root = AddNode();
    plan_.record_is_item =
        std::any_of(spec_.each.begin(), spec_.each.end(), [](const auto& each) { return !each.pointer; });
    MarkPlaces();
    plan_.refused_slot = plan_.outer_slots++;
    plan_.nodes[Child(plan_.root, kRefusedKey)].outer_slot = plan_.refused_slot;
    // The id first, for what a post answers is compared with it; times last, for their zone is the channel's.
    for (const int turn : {0, 1, 2})
      for (const MappedField& field : spec_.fields)
        if (TurnOf(*field.field) == turn) AddField(field);
    AddConditions(spec_.take, &plan_.take);
    AddConditions(spec_.skip, &plan_.skip);
    AddConditions(spec_.deletes, &plan_.deletes);
    CheckLists();
    if (!status_.ok()) return status_;
    return std::move(plan_);
  }

 private:
  static int TurnOf(const FieldSpec& field) {
    if (field.text == &Post::id) return 0;
    return field.form == FieldForm::kTime ? 2 : 1;
  }

  uint32_t AddNode() {
    plan_.nodes.emplace_back();
    return static_cast<uint32_t>(plan_.nodes.size() - 1);
  }

  uint32_t Child(uint32_t parent, std::string_view key) {
    if (const uint32_t found = plan_.nodes[parent].Find(key); found != kNoIndex) return found;
    const uint32_t node = AddNode();
    plan_.nodes[parent].Insert(key, node);
    return node;
  }

  uint32_t Down(uint32_t node, const PointerSpec& pointer, size_t first, size_t end) {
    for (size_t i = first; i < end; ++i) node = Child(node, pointer.steps[i].key);
    return node;
  }

  void MarkPlaces() {
    for (const PlaceSpec& place : spec_.each) {
      plan_.each.push_back({place.pointer ? place.pointer->text : "", place.group});
      if (place.pointer) MarkPlace(*place.pointer);
    }
    for (const PlaceSpec& place : spec_.each)
      if (place.pointer) MarkHolders(*place.pointer);
    for (const PointerSpec& nested : spec_.nested) {
      MarkNested(Down(plan_.root, nested, 0, nested.steps.size()), nested);
      if (!nested.outer) MarkNested(Down(plan_.item_root, nested, 0, nested.steps.size()), nested);
    }
  }

  // The last of the plan's places.
  void MarkPlace(const PointerSpec& pointer) {
    PlanPlace& place = plan_.each.back();
    uint32_t node = plan_.root;
    bool is_one = true;
    for (const PointerStep& step : pointer.steps) {
      if (step.key != kEveryElement) {
        node = Child(node, step.key);
        continue;
      }
      // A list is here, however empty.
      plan_.nodes[node].group = std::min(plan_.nodes[node].group, place.group);
      if (plan_.nodes[node].every == kNoIndex) {
        const uint32_t every = AddNode();
        plan_.nodes[node].every = every;
      }
      node = plan_.nodes[node].every;
      is_one = false;
    }
    if (plan_.nodes[node].each != kNoIndex) status_ = Invalid("`each` names " + pointer.text + " twice");
    plan_.nodes[node].each = static_cast<uint32_t>(plan_.each.size() - 1);
    plan_.nodes[node].group = std::min(plan_.nodes[node].group, place.group);
    if (is_one) place.slot = Slot(node, &PlanNode::outer_slot, &plan_.outer_slots);
  }

  void MarkHolders(const PointerSpec& pointer) {
    uint32_t node = plan_.root;
    for (const PointerStep& step : pointer.steps) {
      plan_.nodes[node].holds_places = true;
      if (step.key == kEveryElement && plan_.nodes[node].each != kNoIndex)
        status_ = Invalid("`each` names " + pointer.text + ", which lies inside of the items of " +
                          plan_.each[plan_.nodes[node].each].text);
      node = step.key == kEveryElement ? plan_.nodes[node].every : Child(node, step.key);
    }
  }

  // What lies in items is seen from them alone: a pointer of the whole record does not reach it.
  void CheckOuter(const PointerSpec& pointer) {
    uint32_t node = plan_.root;
    for (const PointerStep& step : pointer.steps) {
      if (plan_.nodes[node].each != kNoIndex && !plan_.nodes[node].holds_places)
        status_ = Invalid("pointer " + pointer.text + " lies inside of the items of `each`; leave the `^" +
                          plan_.each[plan_.nodes[node].each].text + "` away");
      if (step.selects) return;
      node = Child(node, step.key);
    }
  }

  // A list's elements are seen once: as rows, or by their numbers.
  void CheckLists() {
    for (const PlanNode& node : plan_.nodes) {
      if (node.table == kNoIndex || (node.children.empty() && node.every == kNoIndex)) continue;
      status_ = Invalid("pointer " + plan_.tables[node.table].list +
                        ": the elements of one list are named by a value or by their numbers, not by both");
    }
  }

  void MarkNested(uint32_t node, const PointerSpec& pointer) {
    plan_.nodes[node].nested = true;
    plan_.nodes[node].path = pointer.outer ? pointer.text.substr(1) : pointer.text;
  }

  uint32_t AddPointer(const PointerSpec& spec) {
    for (size_t i = 0; i < plan_.pointers.size(); ++i)
      if (plan_.pointers[i].text == spec.text) return static_cast<uint32_t>(i);
    if (spec.outer) CheckOuter(spec);
    const uint32_t index = static_cast<uint32_t>(plan_.pointers.size());
    plan_.pointers.emplace_back();
    PlanPointer pointer;
    pointer.text = spec.text;
    pointer.outer = spec.outer;
    const auto selects =
        std::find_if(spec.steps.begin(), spec.steps.end(), [](const auto& step) { return step.selects; });
    if (selects != spec.steps.end()) {
      Select(spec, selects - spec.steps.begin(), &pointer);
    } else if (spec.outer) {
      pointer.slot = Slot(Down(plan_.root, spec, 0, spec.steps.size()), &PlanNode::outer_slot, &plan_.outer_slots);
    } else {
      pointer.slot = ItemSlot(spec);
    }
    plan_.pointers[index] = std::move(pointer);
    return index;
  }

  uint32_t Slot(uint32_t node, uint32_t PlanNode::*member, uint32_t* slots) {
    uint32_t& slot = plan_.nodes[node].*member;
    if (slot == kNoIndex) slot = (*slots)++;
    return slot;
  }

  // The same slot in both trees, where the record itself may be the item.
  uint32_t ItemSlot(const PointerSpec& spec) {
    const uint32_t slot = Slot(Down(plan_.item_root, spec, 0, spec.steps.size()), &PlanNode::slot, &plan_.item_slots);
    if (plan_.record_is_item) plan_.nodes[Down(plan_.root, spec, 0, spec.steps.size())].slot = slot;
    return slot;
  }

  uint32_t AddTable(const std::string& key, const std::string& list) {
    const uint32_t root = AddNode();
    PlanTable& table = plan_.tables.emplace_back(PlanTable{.list = list, .root = root, .key = key});
    table.key_slot = Slot(Child(root, key), &PlanNode::slot, &table.slots);
    return static_cast<uint32_t>(plan_.tables.size() - 1);
  }

  // "/list/[key=value]/x": the list becomes a table, of which every row has `key` and `x`.
  void Select(const PointerSpec& spec, size_t step, PlanPointer* pointer) {
    const PointerStep& selection = spec.steps[step];
    const uint32_t list = Down(spec.outer ? plan_.root : plan_.item_root, spec, 0, step);
    // The same table in both trees, where the record itself may be the item.
    const uint32_t twin = spec.outer || !plan_.record_is_item ? list : Down(plan_.root, spec, 0, step);
    pointer->table = std::min(plan_.nodes[list].table, plan_.nodes[twin].table);
    if (pointer->table == kNoIndex) pointer->table = AddTable(selection.key, spec.text);
    plan_.nodes[list].table = plan_.nodes[twin].table = pointer->table;
    PlanTable& table = plan_.tables[pointer->table];
    if (table.key != selection.key)
      status_ = Invalid("pointer " + spec.text + ": the elements of one list are selected by one key; here `" +
                        table.key + "` is another pointer's");
    pointer->slot = Slot(Down(table.root, spec, step + 1, spec.steps.size()), &PlanNode::slot, &table.slots);
    if (selection.match.starts_with('/') || selection.match.starts_with("^/")) {
      auto match = ParsePointer(selection.match);
      if (!match.ok()) status_ = match.status();
      if (match.ok()) pointer->match_index = AddPointer(*match);
    } else {
      pointer->match = selection.match;
    }
  }

  void AddField(const MappedField& mapped) {
    PlanField field;
    field.field = mapped.field;
    for (const AlternativeSpec& spec : mapped.alternatives) {
      PlanAlternative& alternative = field.alternatives.emplace_back();
      alternative.spec = static_cast<uint32_t>(plan_.specs.size());
      plan_.specs.push_back(spec);
      alternative.html = spec.html;
      alternative.epoch = spec.epoch;
      for (const TemplatePart& part : spec.parts)
        alternative.parts.push_back({part.literal, part.pointer ? AddPointer(*part.pointer) : kNoIndex});
      if (spec.needed) alternative.needed = AddPointer(*spec.needed);
      if (spec.pointer() != nullptr) alternative.pointer = alternative.parts[0].pointer;
      alternative.plain = alternative.pointer != kNoIndex && !spec.needed && spec.none.empty() && spec.values.empty() &&
                          spec.after.empty() && spec.before.empty() && !spec.hash;
      if (!alternative.plain || plan_.pointers[alternative.pointer].table != kNoIndex) continue;
      alternative.outer = plan_.pointers[alternative.pointer].outer;
      alternative.slot = plan_.pointers[alternative.pointer].slot;
    }
    if (field.alternatives.size() == 1) {
      field.only_slot = field.alternatives[0].slot;
      field.outer = field.alternatives[0].outer;
    }
    plan_.maps_channel = plan_.maps_channel || field.field->text == &Post::channel;
    plan_.fields.push_back(std::move(field));
  }

  void AddConditions(const std::vector<ConditionSpec>& specs, std::vector<PlanCondition>* conditions) {
    for (const ConditionSpec& spec : specs) conditions->push_back({AddPointer(spec.pointer), spec.values});
  }

  const MappingSpec& spec_;
  MappingPlan plan_;
  Status status_;
};

}  // namespace

void PlanNode::Insert(std::string_view key, uint32_t node) {
  std::vector<Child> old;
  const size_t used = static_cast<size_t>(
      std::count_if(children.begin(), children.end(), [](const Child& child) { return child.node != kNoIndex; }));
  if ((used + 1) * 2 > children.size()) {
    old.swap(children);
    children.resize(std::max<size_t>(4, old.size() * 2));
  }
  old.push_back({MarkOf(key), node, std::string(key)});
  for (Child& child : old) {
    if (child.node == kNoIndex) continue;
    size_t place = HomeOf(child.mark) & (children.size() - 1);
    while (children[place].node != kNoIndex) place = (place + 1) & (children.size() - 1);
    children[place] = std::move(child);
  }
}

Result<MappingPlan> CompileMapping(const MappingSpec& spec) { return Compiler(spec).Run(); }

}  // namespace groundswell
