#include "ingest/mapping_reader.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/hash.h"
#include "ingest/limits.h"
#include "ingest/mapping_value.h"
#include "models/html_text.h"

namespace groundswell {
namespace {

// Of a fault that lies nowhere in particular.
constexpr std::string_view kNoPointer = "";

bool IsNumber(CaptureForm form) { return form == CaptureForm::kInteger || form == CaptureForm::kFraction; }
bool IsToken(CaptureForm form) { return IsNumber(form) || form == CaptureForm::kTrue || form == CaptureForm::kFalse; }

bool IsGiven(const Capture& capture) {
  if (capture.form == CaptureForm::kAbsent || capture.form == CaptureForm::kNull) return false;
  return capture.form != CaptureForm::kString || !TrimmedText(capture.text()).empty();
}

void SetText(std::string_view text, Capture* capture) {
  *capture = {text.data(), static_cast<uint32_t>(text.size()), CaptureForm::kString};
}

std::string HexDigits(uint64_t value) {
  std::string digits;
  for (int shift = 60; shift >= 0; shift -= 4) digits += "0123456789abcdef"[value >> shift & 15];
  return digits;
}

// Deletions need nothing but these.
bool IsOfKey(const FieldSpec& field) { return field.text == &Post::id || field.text == &Post::channel; }

}  // namespace

MappingReader::MappingReader(std::shared_ptr<const Mapping> mapping, DecodeOptions options)
    : mapping_(std::move(mapping)), plan_(mapping_->plan()), options_(std::move(options)), walk_(&plan_) {}

void MappingReader::Read(std::string_view line, size_t readable_bytes, const Line& place, PostBatch* batch,
                         std::vector<MappedRefusal>* refused) {
  texts_.Clear();
  if (Refusal broken = walk_.Walk(line, readable_bytes); broken.refused()) {
    refused->push_back({place, walk_.fault_path(), std::move(broken)});
    return;
  }
  if (walk_.refused().form == CaptureForm::kString) {
    refused->push_back({place, "", {RejectReason::kInvalidJson, std::string(walk_.refused().text())}});
    return;
  }
  if (!walk_.found_items()) {
    // What is passed over need not have items.
    if (IsPassedOverWhole()) {
      ++passed_over_;
    } else {
      refused->push_back({place, plan_.each.front().text, {RejectReason::kMissingField, "no items here"}});
    }
    return;
  }
  for (const MappedItem& item : walk_.items()) {
    fault_.reason = RejectReason::kNone;
    fault_in_key_ = false;
    fault_pointer_ = kNoPointer;
    post_ = Post();
    post_.line = place.number;
    ReadItem(item, batch);
    if (fault_.refused()) refused->push_back({place, PointerOf(item, fault_pointer_), std::move(fault_)});
  }
}

void MappingReader::ReadItem(const MappedItem& item, PostBatch* batch) {
  if (!item.is_object) {
    fault_ = {RejectReason::kNotAnObject, "not a JSON object"};
    return;
  }
  if (const PlanCondition* doubled = FindDoubled(item)) {
    fault_ = {RejectReason::kDuplicateField, "given twice"};
    fault_pointer_ = plan_.pointers[doubled->pointer].text;
    return;
  }
  const Fate fate = FateOf(item);
  if (fate == Fate::kPassedOver) {
    ++passed_over_;
    return;
  }
  post_.deleted = fate == Fate::kDeletion;
  post_.channel = mapping_->channel().name;
  for (const PlanField& field : plan_.fields) {
    if (field.only_slot == kNoIndex) {
      ReadField(field, item);
      continue;
    }
    // The short way of most fields: one place, taken as it stands.
    const Capture& capture = walk_.At(field.only_slot, field.outer, item);
    if (capture.form != CaptureForm::kAbsent && capture.form != CaptureForm::kNull)
      TakeValue(field, field.alternatives.front(), capture);
  }
  Check(item);
  if (fault_.refused() && (!post_.deleted || fault_in_key_)) return;
  fault_.reason = RejectReason::kNone;
  ForgetPlaceholder();
  Keep(batch);
}

MappingReader::Fate MappingReader::FateOf(const MappedItem& item) const {
  if (plan_.take.empty() && plan_.skip.empty() && plan_.deletes.empty()) return Fate::kPost;
  const auto holds = [&](const PlanCondition& condition) { return Holds(condition, item); };
  if (!std::all_of(plan_.take.begin(), plan_.take.end(), holds)) return Fate::kPassedOver;
  if (std::any_of(plan_.skip.begin(), plan_.skip.end(), holds)) return Fate::kPassedOver;
  return std::any_of(plan_.deletes.begin(), plan_.deletes.end(), holds) ? Fate::kDeletion : Fate::kPost;
}

// What decides on a record must be said once: a second value could make a deletion of a post.
const PlanCondition* MappingReader::FindDoubled(const MappedItem& item) const {
  for (const auto* conditions : {&plan_.take, &plan_.skip, &plan_.deletes})
    for (const PlanCondition& condition : *conditions)
      if (walk_.Get(condition.pointer, item).form == CaptureForm::kTwice) return &condition;
  return nullptr;
}

// By the conditions that look at the record and not at an item.
bool MappingReader::IsPassedOverWhole() const {
  const auto holds = [&](const PlanCondition& condition) {
    return plan_.pointers[condition.pointer].outer && Holds(condition, {.base = plan_.outer_slots});
  };
  const auto fails = [&](const PlanCondition& condition) {
    return plan_.pointers[condition.pointer].outer && !Holds(condition, {.base = plan_.outer_slots});
  };
  return std::any_of(plan_.take.begin(), plan_.take.end(), fails) ||
         std::any_of(plan_.skip.begin(), plan_.skip.end(), holds);
}

bool MappingReader::Holds(const PlanCondition& condition, const MappedItem& item) const {
  const Capture& capture = walk_.Get(condition.pointer, item);
  const bool given = IsGiven(capture);
  const std::string_view text = given ? TrimmedText(capture.text()) : std::string_view();
  return std::any_of(condition.values.begin(), condition.values.end(), [&](const std::string& value) {
    if (value == "*") return given;
    if (value.empty()) return !given;
    if (value.ends_with('*')) return given && text.starts_with(std::string_view(value).substr(0, value.size() - 1));
    return given && text == value;
  });
}

bool MappingReader::Resolve(const PlanAlternative& alternative, const MappedItem& item, Capture* value) {
  if (alternative.slot != kNoIndex) {
    *value = walk_.At(alternative.slot, alternative.outer, item);
  } else if (alternative.plain) {
    *value = walk_.Get(alternative.pointer, item);
  } else {
    if (alternative.needed != kNoIndex && !IsNeededGiven(alternative, item)) return false;
    if (!Assemble(alternative, item, value)) return false;
  }
  if (value->form == CaptureForm::kAbsent || value->form == CaptureForm::kNull) return false;
  if (value->form != CaptureForm::kString) return alternative.plain || Narrow(plan_.specs[alternative.spec], value);
  SetText(TrimmedText(value->text()), value);
  return value->size > 0 && (alternative.plain || Narrow(plan_.specs[alternative.spec], value));
}

bool MappingReader::IsNeededGiven(const PlanAlternative& alternative, const MappedItem& item) const {
  const Capture& needed = walk_.Get(alternative.needed, item);
  const AlternativeSpec& spec = plan_.specs[alternative.spec];
  const bool is_it = IsGiven(needed) && (spec.needed_value.empty() || TrimmedText(needed.text()) == spec.needed_value);
  return is_it != spec.needed_is_other;
}

// A pointer's value as it is, or the parts of a text put together; false where one of them is not given.
bool MappingReader::Assemble(const PlanAlternative& alternative, const MappedItem& item, Capture* value) {
  if (alternative.parts.size() == 1) {
    const PlanPart& part = alternative.parts[0];
    if (part.pointer == kNoIndex) {
      SetText(part.literal, value);
    } else {
      *value = walk_.Get(part.pointer, item);
    }
    return true;
  }
  scratch_.clear();
  unfit_pointer_ = kNoIndex;
  for (const PlanPart& part : alternative.parts) {
    if (part.pointer == kNoIndex) {
      scratch_ += part.literal;
      continue;
    }
    const Capture& capture = walk_.Get(part.pointer, item);
    if (!IsGiven(capture)) return false;
    if (capture.form != CaptureForm::kString && !IsToken(capture.form)) {
      unfit_pointer_ = part.pointer;
      *value = capture;
      return true;
    }
    scratch_ += TrimmedText(capture.text());
  }
  SetText(texts_.Copy(scratch_), value);
  return true;
}

// What `none`, `after`, `before` and `values` leave of it; false for nothing.
bool MappingReader::Narrow(const AlternativeSpec& spec, Capture* value) {
  if (value->form != CaptureForm::kString && !IsToken(value->form)) return true;
  std::string_view text = value->text();
  if (std::find(spec.none.begin(), spec.none.end(), text) != spec.none.end()) return false;
  if (!spec.after.empty()) {
    const size_t place = text.find(spec.after);
    if (place == text.npos) return false;
    text.remove_prefix(place + spec.after.size());
  }
  if (!spec.before.empty()) {
    const size_t place = text.find(spec.before);
    // Behind `after`, what is not cut off goes to the end.
    if (place == text.npos && spec.after.empty()) return false;
    text = text.substr(0, place);
  }
  if (!spec.after.empty() || !spec.before.empty()) SetText(TrimmedText(text), value);
  for (const auto& [theirs, ours] : spec.values)
    if (value->text() == theirs) return SetText(ours, value), true;
  if (value->size > 0 && spec.hash) SetText(texts_.Copy(HexDigits(Hash64(value->text()))), value);
  return value->size > 0;
}

void MappingReader::ReadField(const PlanField& field, const MappedItem& item) {
  Capture value;
  for (const PlanAlternative& alternative : field.alternatives) {
    // Most are not there.
    if (alternative.slot != kNoIndex &&
        walk_.At(alternative.slot, alternative.outer, item).form == CaptureForm::kAbsent)
      continue;
    if (Resolve(alternative, item, &value) && TakeValue(field, alternative, value)) return;
  }
}

bool MappingReader::TakeValue(const PlanField& field, const PlanAlternative& alternative, const Capture& value) {
  std::string_view text = value.text();
  if (value.form == CaptureForm::kString) {
    text = TrimmedText(text);
    if (text.empty()) return false;
  }
  const FieldSpec& spec = *field.field;
  // Some systems name a post itself where it answers none.
  if (spec.text == &Post::reply_to && text == post_.id) return false;
  if (value.form == CaptureForm::kTwice) {
    Fault(RejectReason::kDuplicateField, spec, &alternative, "given twice");
  } else if (spec.form == FieldForm::kTime) {
    TakeTime(field, alternative, value.form, text);
  } else if (spec.form == FieldForm::kCount) {
    TakeCount(field, alternative, value.form, text);
  } else if (value.form != CaptureForm::kString && value.form != CaptureForm::kInteger) {
    Fault(RejectReason::kWrongType, spec, &alternative, "not a text");
  } else if (spec.form == FieldForm::kKind) {
    TakeKind(field, alternative, text);
  } else {
    return TakeText(field, alternative, text);
  }
  return true;
}

bool MappingReader::TakeText(const PlanField& field, const PlanAlternative& alternative, std::string_view text) {
  const FieldSpec& spec = *field.field;
  if (alternative.html) text = PlainText(text);
  if (text.empty()) return false;
  if (text.size() > spec.bytes_max) {
    Fault(RejectReason::kFieldTooLong, spec, &alternative,
          std::to_string(text.size()) + " bytes, at most " + std::to_string(spec.bytes_max) + " are taken");
  } else if (spec.form != FieldForm::kProse && text.find('\0') != std::string_view::npos) {
    Fault(RejectReason::kNulCharacter, spec, &alternative, "holds a NUL character");
  } else {
    post_.*spec.text = text;
  }
  return true;
}

std::string_view MappingReader::PlainText(std::string_view html) {
  // One search for both would look at each byte by itself.
  if (html.find('<') == html.npos && html.find('&') == html.npos) return html;
  markup_.assign(html);
  UndoMarkup(&markup_, &scratch_);
  return texts_.Copy(TrimmedText(markup_));
}

void MappingReader::TakeTime(const PlanField& field, const PlanAlternative& alternative, CaptureForm form,
                             std::string_view text) {
  if (form != CaptureForm::kString && !IsNumber(form))
    return Fault(RejectReason::kWrongType, *field.field, &alternative, "neither a text nor a number");
  const TimeRules rules{Zone(), mapping_->channel().dates, alternative.epoch};
  EventTime time;
  const TimeFault fault = ReadMappedTime(text, rules, &time);
  if (fault == TimeFault::kNone) {
    post_.*field.field->time = time;
  } else if (options_.time_required) {
    Fault(RejectReason::kUnreadableTime, *field.field, &alternative, TimeFaultText(fault));
  }
}

const ZoneOffset* MappingReader::Zone() const {
  // What somebody configured holds; what another mapping says of the channel only where this one says nothing.
  const auto& own = mapping_->channel().time_zone;
  const auto found = options_.channel_zones.find(post_.channel);
  const bool is_other = found != options_.channel_zones.end();
  if (own && (!is_other || options_.zones_of_mappings.contains(post_.channel))) return &*own;
  return is_other ? &found->second : nullptr;
}

void MappingReader::TakeCount(const PlanField& field, const PlanAlternative& alternative, CaptureForm form,
                              std::string_view text) {
  if (form != CaptureForm::kString && !IsNumber(form))
    return Fault(RejectReason::kWrongType, *field.field, &alternative, "neither a number nor a text");
  const auto count = ReadMappedCount(text);
  if (!count)
    return Fault(RejectReason::kWrongType, *field.field, &alternative,
                 "no count such as 3400, 3,400 or 1.2万; list what stands for none under `none`");
  post_.*field.field->count = *count;
}

void MappingReader::TakeKind(const PlanField& field, const PlanAlternative& alternative, std::string_view text) {
  const auto kind = FindKind(text);
  if (!kind) return Fault(RejectReason::kUnknownKind, *field.field, &alternative, kUnknownKindText);
  post_.kind = *kind;
}

// What can be said only of the post as a whole.
void MappingReader::Check(const MappedItem& item) {
  if (post_.id.empty()) FaultMissing("id", item);
  if (post_.deleted || fault_.refused()) return;
  if (post_.text.empty() && post_.title.empty()) {
    FaultMissing(HasField("text") ? "text" : "title", item);
  } else if (options_.time_required && post_.time.is_none()) {
    FaultMissing("time", item);
  }
}

bool MappingReader::HasField(std::string_view name) const {
  return std::any_of(plan_.fields.begin(), plan_.fields.end(),
                     [&](const PlanField& mapped) { return mapped.field->name == name; });
}

void MappingReader::ForgetPlaceholder() {
  const auto& names = mapping_->channel().placeholder_authors;
  for (std::string_view Post::*const member : {&Post::author, &Post::person})
    if (!(post_.*member).empty() && std::find(names.begin(), names.end(), post_.*member) != names.end())
      post_.*member = {};
}

void MappingReader::Keep(PostBatch* batch) {
  if (post_.deleted) post_ = DeletionOf(post_);
  // The channel may be the mapping's, and fields that are not mapped are empty.
  if (!plan_.maps_channel) post_.channel = batch->arena.Copy(post_.channel);
  for (const PlanField& field : plan_.fields) {
    const auto member = field.field->text;
    if (member != nullptr && !(post_.*member).empty()) post_.*member = batch->arena.Copy(post_.*member);
  }
  batch->posts.push_back(post_);
  if (options_.want_truth) batch->truths.emplace_back();
}

void MappingReader::Fault(RejectReason reason, const FieldSpec& field, const PlanAlternative* alternative,
                          std::string_view what) {
  const bool in_key = IsOfKey(field);
  if (fault_.refused() && (!in_key || fault_in_key_)) return;
  fault_in_key_ = in_key;
  fault_.reason = reason;
  fault_.text.assign("field ").append(field.name).append(": ").append(what);
  fault_pointer_ = kNoPointer;
  if (alternative == nullptr) return;
  for (const PlanPart& part : alternative->parts) {
    if (part.pointer == kNoIndex) continue;
    if (fault_pointer_.empty() || part.pointer == unfit_pointer_) fault_pointer_ = plan_.pointers[part.pointer].text;
  }
}

// Points at the first place that is there, however empty, else at the first of all, and names the places.
void MappingReader::FaultMissing(std::string_view name, const MappedItem& item) {
  const auto field = std::find_if(plan_.fields.begin(), plan_.fields.end(),
                                  [&](const PlanField& mapped) { return mapped.field->name == name; });
  if (field == plan_.fields.end()) return Fault(RejectReason::kMissingField, *FindField(name), nullptr, "not mapped");
  const PlanAlternative* shown = &field->alternatives.front();
  std::string places;
  for (const PlanAlternative& alternative : field->alternatives) {
    if (alternative.pointer == kNoIndex) continue;
    places.append(places.empty() ? "" : ", ").append(plan_.pointers[alternative.pointer].text);
    const bool is_there = walk_.Get(alternative.pointer, item).form != CaptureForm::kAbsent;
    const bool was_there = shown->pointer != kNoIndex && walk_.Get(shown->pointer, item).form != CaptureForm::kAbsent;
    if (is_there && !was_there) shown = &alternative;
  }
  Fault(RejectReason::kMissingField, *field->field, shown,
        places.empty() ? "nothing to make it of" : "nothing in any of " + places);
}

std::string MappingReader::PointerOf(const MappedItem& item, std::string_view pointer) const {
  if (pointer.starts_with('^')) return std::string(pointer.substr(1));
  return walk_.PlaceOf(item).append(pointer);
}

void MapBlock(const LineBlock& block, MappingReader* reader, PostBatch* batch, std::vector<MappedRefusal>* refused) {
  for (const Line& line : block.lines) {
    if (line.too_long) {
      refused->push_back(
          {line, "", {RejectReason::kLineTooLong, "longer than " + std::to_string(kLineBytesMax) + " bytes"}});
      continue;
    }
    reader->Read(block.text(line), block.readable_bytes(line), line, batch, refused);
  }
}

std::string RefusalText(const MappedRefusal& refused) {
  return refused.pointer.empty() ? refused.refusal.text : refused.pointer + ": " + refused.refusal.text;
}

}  // namespace groundswell
