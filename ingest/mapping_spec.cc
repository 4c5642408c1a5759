// The TOML of a mapping: every table, key and value is checked here, and nowhere else.
#include "ingest/mapping_spec.h"

#include <toml++/toml.h>

#include <algorithm>
#include <span>

#include "ingest/mapping_pointer.h"
#include "ingest/mapping_value.h"

namespace groundswell {
namespace {

constexpr std::string_view kRootKeys[] = {"name", "about", "input",  "sheet",   "each", "nested",
                                          "take", "skip",  "delete", "channel", "post", "columns"};
constexpr std::string_view kChannelKeys[] = {"name",
                                             "time_zone",
                                             "dates",
                                             "date_only",
                                             "complaints",
                                             "formal",
                                             "placeholder_authors",
                                             "expected_lag_secs",
                                             "each_post_is_a_person"};
constexpr std::string_view kValueKeys[] = {"from", "if", "none", "values", "after", "before", "html", "epoch", "hash"};
constexpr std::string_view kInputNames[] = {"json", "sse", "bulk", "csv", "email", "feed"};
constexpr std::string_view kEpochNames[] = {"", "s", "ms", "us"};
constexpr int64_t kExpectedLagSecsMax = int64_t{366} * 86400;

std::string List(std::span<const std::string_view> names) {
  std::string list;
  for (const std::string_view name : names) list.append(list.empty() ? "" : ", ").append(name);
  return list;
}

// Reads one file; `name_` is what errors call it.
class SpecReader {
 public:
  SpecReader(std::string_view name, MappingSpec* spec) : name_(name), spec_(spec) {}
  Status Read(const toml::table& root);

 private:
  Status Fail(const toml::node& node, const std::string& what) const {
    return Invalid(name_ + ": line " + std::to_string(node.source().begin.line) + ": " + what);
  }
  Status CheckKeys(const toml::table& table, std::string_view what, std::span<const std::string_view> known) const;
  Status ReadText(const toml::table& table, std::string_view key, std::string* text) const;
  Status ReadBool(const toml::table& table, std::string_view key, bool* flag) const;
  Status ReadTexts(const toml::table& table, std::string_view key, std::vector<std::string>* texts) const;
  Status TextsOf(const toml::node& node, std::vector<std::string>* texts) const;
  Status ReadPointer(const toml::node& node, const std::string& text, PointerSpec* pointer);
  Status ReadPlaces(const toml::table& root);
  Status ReadPlaceGroup(const toml::node& node, uint32_t group);
  Status ReadConditions(const toml::table& root, std::string_view key, std::vector<ConditionSpec>* conditions);
  Status ReadChannel(const toml::table& root);
  Status ReadZone(const toml::table& table);
  Status ReadFields(const toml::table& root);
  Status ReadColumns(const toml::table& columns);
  Status CheckFields(const toml::node& node) const;
  Status ReadField(const toml::node& node, MappedField* field);
  Status CheckConstants(const toml::node& node, const MappedField& field) const;
  Status ReadAlternative(const toml::node& node, MappedField* field, bool nested_list);
  Status ReadTable(const toml::table& table, MappedField* field);
  Status ReadValues(const toml::table& table, AlternativeSpec* alternative) const;
  Status ReadEpoch(const toml::table& table, const MappedField& field, AlternativeSpec* alternative) const;
  Status ReadTemplate(const toml::node& node, const std::string& text, AlternativeSpec* alternative);

  const std::string name_;
  MappingSpec* const spec_;
  size_t pointers_ = 0;
};

Status SpecReader::CheckKeys(const toml::table& table, std::string_view what,
                             std::span<const std::string_view> known) const {
  for (const auto& [key, node] : table) {
    if (std::find(known.begin(), known.end(), key.str()) == known.end())
      return Fail(node, std::string(what) + " has no key `" + std::string(key.str()) + "`; it may have " + List(known));
  }
  return {};
}

Status SpecReader::ReadText(const toml::table& table, std::string_view key, std::string* text) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return {};
  if (!node->is_string()) return Fail(*node, "`" + std::string(key) + "` must be a text in quotes");
  *text = node->as_string()->get();
  if (text->size() <= kMappingTextBytesMax) return {};
  return Fail(*node, "`" + std::string(key) + "` has more than " + std::to_string(kMappingTextBytesMax) + " bytes");
}

Status SpecReader::ReadBool(const toml::table& table, std::string_view key, bool* flag) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return {};
  if (!node->is_boolean()) return Fail(*node, "`" + std::string(key) + "` must be true or false");
  *flag = node->as_boolean()->get();
  return {};
}

// A text, or a list of texts. Whole numbers, true and false stand for themselves.
Status SpecReader::TextsOf(const toml::node& node, std::vector<std::string>* texts) const {
  const auto add = [&](const toml::node& item) -> Status {
    if (const auto* text = item.as_string()) {
      texts->push_back(text->get());
    } else if (const auto* number = item.as_integer()) {
      texts->push_back(std::to_string(number->get()));
    } else if (const auto* flag = item.as_boolean()) {
      texts->emplace_back(flag->get() ? "true" : "false");
    } else {
      return Fail(item, "neither a text nor a list of texts");
    }
    if (texts->back().size() <= kMappingTextBytesMax && texts->size() <= kMappingPointersMax) return {};
    return Fail(item, "a text or list that is too long");
  };
  const toml::array* list = node.as_array();
  if (list == nullptr) return add(node);
  for (const toml::node& item : *list) GROUNDSWELL_TRY(add(item));
  return {};
}

Status SpecReader::ReadTexts(const toml::table& table, std::string_view key, std::vector<std::string>* texts) const {
  const toml::node* node = table.get(key);
  return node == nullptr ? Status() : TextsOf(*node, texts);
}

Status SpecReader::ReadPointer(const toml::node& node, const std::string& text, PointerSpec* pointer) {
  if (++pointers_ > kMappingPointersMax)
    return Fail(node, "more than " + std::to_string(kMappingPointersMax) + " pointers in one mapping");
  auto parsed = ParsePointer(text);
  if (!parsed.ok()) return Fail(node, parsed.status().message());
  if (parsed->steps.empty()) return Fail(node, "an empty pointer; write \"/key\"");
  *pointer = std::move(*parsed);
  return {};
}

// A place, or a list of such that count together.
Status SpecReader::ReadPlaceGroup(const toml::node& node, uint32_t group) {
  std::vector<std::string> places;
  GROUNDSWELL_TRY(TextsOf(node, &places));
  for (const std::string& text : places) {
    PlaceSpec& place = spec_->each.emplace_back();
    place.group = group;
    if (text.empty()) continue;
    GROUNDSWELL_TRY(ReadPointer(node, text, &place.pointer.emplace()));
    if (place.pointer->outer || HasSelection(*place.pointer))
      return Fail(node, "`each` takes plain pointers such as \"/hits/hits\", and \"\" for the record");
  }
  return {};
}

// `each` and `nested`.
Status SpecReader::ReadPlaces(const toml::table& root) {
  const toml::node* each = root.get("each");
  const toml::array* groups = each == nullptr ? nullptr : each->as_array();
  if (each != nullptr && groups == nullptr) GROUNDSWELL_TRY(ReadPlaceGroup(*each, 0));
  for (size_t i = 0; groups != nullptr && i < groups->size(); ++i)
    GROUNDSWELL_TRY(ReadPlaceGroup((*groups)[i], static_cast<uint32_t>(i)));
  if (spec_->each.empty()) spec_->each.emplace_back();
  std::vector<std::string> nested;
  GROUNDSWELL_TRY(ReadTexts(root, "nested", &nested));
  for (const std::string& text : nested) {
    PointerSpec pointer;
    GROUNDSWELL_TRY(ReadPointer(*root.get("nested"), text, &pointer));
    if (HasSelection(pointer)) return Fail(*root.get("nested"), "`nested` takes plain pointers such as \"/payload\"");
    spec_->nested.push_back(std::move(pointer));
  }
  return {};
}

Status SpecReader::ReadConditions(const toml::table& root, std::string_view key,
                                  std::vector<ConditionSpec>* conditions) {
  const toml::node* node = root.get(key);
  if (node == nullptr) return {};
  const toml::table* table = node->as_table();
  if (table == nullptr)
    return Fail(*node, "[" + std::string(key) + "] is a table of pointers and the values that count");
  for (const auto& [pointer, values] : *table) {
    ConditionSpec condition;
    GROUNDSWELL_TRY(ReadPointer(values, std::string(pointer.str()), &condition.pointer));
    GROUNDSWELL_TRY(TextsOf(values, &condition.values));
    conditions->push_back(std::move(condition));
  }
  return {};
}

Status SpecReader::ReadZone(const toml::table& table) {
  std::string text;
  GROUNDSWELL_TRY(ReadText(table, "time_zone", &text));
  if (text.empty()) return {};
  spec_->channel.time_zone = ReadZoneOffset(text);
  spec_->channel.time_zone_text = text;
  if (spec_->channel.time_zone) return {};
  return Fail(*table.get("time_zone"), "`time_zone` is an offset such as \"+08:00\", or \"Z\"");
}

Status SpecReader::ReadChannel(const toml::table& root) {
  const toml::node* node = root.get("channel");
  if (node == nullptr && root.get("columns") != nullptr) {
    spec_->channel.name = "table";
    return {};
  }
  if (node == nullptr || !node->is_table())
    return Fail(root, "the table [channel] is missing; give it at least `name`");
  const toml::table& table = *node->as_table();
  GROUNDSWELL_TRY(CheckKeys(table, "[channel]", kChannelKeys));
  MappedChannel& channel = spec_->channel;
  GROUNDSWELL_TRY(ReadText(table, "name", &channel.name));
  if (channel.name.empty() || channel.name.size() > kNameBytesMax)
    return Fail(table, "[channel] needs a `name` of at most " + std::to_string(kNameBytesMax) + " bytes");
  GROUNDSWELL_TRY(ReadZone(table));
  GROUNDSWELL_TRY(ReadBool(table, "dates", &channel.dates));
  GROUNDSWELL_TRY(ReadBool(table, "date_only", &channel.date_only));
  channel.dates = channel.dates || channel.date_only;
  GROUNDSWELL_TRY(ReadBool(table, "complaints", &channel.complaints));
  GROUNDSWELL_TRY(ReadBool(table, "each_post_is_a_person", &channel.each_post_is_a_person));
  GROUNDSWELL_TRY(ReadBool(table, "formal", &channel.formal));
  GROUNDSWELL_TRY(ReadTexts(table, "placeholder_authors", &channel.placeholder_authors));
  const toml::node* lag = table.get("expected_lag_secs");
  if (lag == nullptr) return {};
  channel.expected_lag_secs = lag->value<int64_t>().value_or(-1);
  if (channel.expected_lag_secs >= 0 && channel.expected_lag_secs <= kExpectedLagSecsMax) return {};
  return Fail(*lag, "`expected_lag_secs` is a whole number of seconds, at most a year");
}

// What is told by [delete] or is truth is no field that can be mapped.
const FieldSpec* FindMappable(std::string_view name) {
  const FieldSpec* field = FindField(name);
  if (field == nullptr || field->form == FieldForm::kDeleted || field->form == FieldForm::kLabel ||
      field->form == FieldForm::kLabels || field->form == FieldForm::kTruthString)
    return nullptr;
  return field;
}

// The short form for tables: a field and the name of its column, or several names of which the first that has something
// counts.
Status SpecReader::ReadColumns(const toml::table& columns) {
  for (const auto& [key, value] : columns) {
    MappedField field;
    field.field = FindMappable(key.str());
    std::vector<std::string> names;
    GROUNDSWELL_TRY(TextsOf(value, &names));
    if (field.field == nullptr)
      return Fail(value, "a post has no field `" + std::string(key.str()) + "` that a column can fill");
    for (const std::string& name : names) {
      if (name.empty()) return Fail(value, "a column without a name");
      GROUNDSWELL_TRY(ReadPointer(value, "/" + EscapedKey(name),
                                  &field.alternatives.emplace_back().parts.emplace_back().pointer.emplace()));
    }
    if (names.empty() || names.size() > kMappingAlternativesMax)
      return Fail(value, "one column, or a list of at most " + std::to_string(kMappingAlternativesMax));
    spec_->fields.push_back(std::move(field));
  }
  return {};
}

Status SpecReader::ReadFields(const toml::table& root) {
  const toml::node* node = root.get("post");
  if (const toml::node* columns = root.get("columns"); columns != nullptr) {
    if (node != nullptr) return Fail(*columns, "[columns] takes the place of [post]; leave one of them out");
    if (!columns->is_table()) return Fail(*columns, "[columns] is a table of fields and the names of their columns");
    if (spec_->input != MappingInput::kCsv) return Fail(*columns, "[columns] is for tables, `input = \"csv\"`");
    GROUNDSWELL_TRY(ReadColumns(*columns->as_table()));
    return CheckFields(*columns);
  }
  if (node == nullptr || !node->is_table()) return Fail(root, "the table [post] is missing; it says where fields lie");
  for (const auto& [key, value] : *node->as_table()) {
    MappedField field;
    field.field = FindMappable(key.str());
    if (field.field == nullptr)
      return Fail(value, "a post has no field `" + std::string(key.str()) +
                             "` that can be mapped; deletions are told by [delete]");
    GROUNDSWELL_TRY(ReadField(value, &field));
    spec_->fields.push_back(std::move(field));
  }
  return CheckFields(*node);
}

Status SpecReader::CheckFields(const toml::node& node) const {
  const auto is_mapped = [&](std::string_view name) {
    return std::any_of(spec_->fields.begin(), spec_->fields.end(),
                       [&](const MappedField& field) { return field.field->name == name; });
  };
  if (!is_mapped("id") || !is_mapped("time")) return Fail(node, "a post needs `id` and `time`");
  if (!is_mapped("text") && !is_mapped("title")) return Fail(node, "a post needs `text` or `title`");
  return {};
}

Status SpecReader::ReadField(const toml::node& node, MappedField* field) {
  if (const toml::array* list = node.as_array()) {
    for (const toml::node& item : *list) GROUNDSWELL_TRY(ReadAlternative(item, field, true));
  } else {
    GROUNDSWELL_TRY(ReadAlternative(node, field, false));
  }
  if (field->alternatives.empty()) return Fail(node, "an empty list; leave the field out");
  GROUNDSWELL_TRY(CheckConstants(node, *field));
  if (field->alternatives.size() <= kMappingAlternativesMax) return {};
  return Fail(node, "more than " + std::to_string(kMappingAlternativesMax) + " alternatives for one field");
}

// A forgotten `/` would give every post one id, or one text.
Status SpecReader::CheckConstants(const toml::node& node, const MappedField& field) const {
  constexpr std::string_view kConstants[] = {"org", "product", "channel", "lang", "region", "kind", "url"};
  if (std::find(std::begin(kConstants), std::end(kConstants), field.field->name) != std::end(kConstants)) return {};
  const bool is_key = field.field->name == "id" || field.field->name == "time";
  for (const AlternativeSpec& alternative : field.alternatives) {
    const bool is_constant = alternative.parts.size() == 1 && !alternative.parts[0].pointer;
    if (is_constant && (is_key || !alternative.needed))
      return Fail(node, "`" + std::string(field.field->name) + "` would be \"" + alternative.parts[0].literal +
                            "\" in every post; a pointer begins with `/`");
  }
  return {};
}

Status SpecReader::ReadAlternative(const toml::node& node, MappedField* field, bool nested_list) {
  if (const auto* text = node.as_string()) {
    return ReadTemplate(node, text->get(), &field->alternatives.emplace_back());
  }
  if (const toml::table* table = node.as_table()) return ReadTable(*table, field);
  return Fail(node, nested_list ? "an alternative is a text or a table with `from`"
                                : "a field is a text, a table with `from`, or a list of these");
}

Status SpecReader::ReadTable(const toml::table& table, MappedField* field) {
  GROUNDSWELL_TRY(CheckKeys(table, "a field", kValueKeys));
  AlternativeSpec shared;
  std::string needed;
  GROUNDSWELL_TRY(ReadText(table, "if", &needed));
  if (const size_t equals = needed.find('=', needed.rfind(']') == needed.npos ? 0 : needed.rfind(']'));
      equals != needed.npos) {
    shared.needed_value = needed.substr(equals + 1);
    shared.needed_is_other = equals > 0 && needed[equals - 1] == '!';
    needed.resize(equals - (shared.needed_is_other ? 1 : 0));
  }
  if (!needed.empty()) GROUNDSWELL_TRY(ReadPointer(table, needed, &shared.needed.emplace()));
  GROUNDSWELL_TRY(ReadTexts(table, "none", &shared.none));
  GROUNDSWELL_TRY(ReadText(table, "after", &shared.after));
  GROUNDSWELL_TRY(ReadText(table, "before", &shared.before));
  GROUNDSWELL_TRY(ReadBool(table, "html", &shared.html));
  GROUNDSWELL_TRY(ReadBool(table, "hash", &shared.hash));
  GROUNDSWELL_TRY(ReadEpoch(table, *field, &shared));
  GROUNDSWELL_TRY(ReadValues(table, &shared));
  if (shared.html && field->field->form != FieldForm::kProse) return Fail(table, "`html` is for `text` and `title`");
  if (shared.hash && field->field->form != FieldForm::kIdentifier) return Fail(table, "`hash` is for `id`");
  std::vector<std::string> sources;
  GROUNDSWELL_TRY(ReadTexts(table, "from", &sources));
  if (sources.empty()) return Fail(table, "`from` is missing: the pointer, or a list of pointers");
  for (const std::string& source : sources) {
    AlternativeSpec& alternative = field->alternatives.emplace_back(shared);
    GROUNDSWELL_TRY(ReadTemplate(table, source, &alternative));
  }
  return {};
}

Status SpecReader::ReadEpoch(const toml::table& table, const MappedField& field, AlternativeSpec* alternative) const {
  std::string unit;
  GROUNDSWELL_TRY(ReadText(table, "epoch", &unit));
  if (unit.empty()) return {};
  const auto* const found = std::find(std::begin(kEpochNames), std::end(kEpochNames), unit);
  if (found == std::end(kEpochNames) || field.field->form != FieldForm::kTime)
    return Fail(table, "`epoch` is the unit of a time that is a number: \"s\", \"ms\" or \"us\"");
  alternative->epoch = static_cast<EpochUnit>(found - std::begin(kEpochNames));
  return {};
}

Status SpecReader::ReadValues(const toml::table& table, AlternativeSpec* alternative) const {
  const toml::node* node = table.get("values");
  if (node == nullptr) return {};
  if (!node->is_table()) return Fail(*node, "`values` is a table: { theirs = \"ours\" }");
  for (const auto& [key, value] : *node->as_table()) {
    std::vector<std::string> text;
    GROUNDSWELL_TRY(TextsOf(value, &text));
    if (text.size() != 1) return Fail(value, "one value each");
    alternative->values.emplace_back(key.str(), std::move(text[0]));
  }
  return {};
}

// "/a" is a pointer, "x{/a}y" a text with pointers in it, anything else a constant.
Status SpecReader::ReadTemplate(const toml::node& node, const std::string& text, AlternativeSpec* alternative) {
  if (text.empty() || text.size() > kMappingTextBytesMax)
    return Fail(node, "a pointer or text must have 1 to " + std::to_string(kMappingTextBytesMax) + " bytes");
  size_t at = 0;
  const auto next_place = [&] { return std::min(text.find("{/", at), text.find("{^/", at)); };
  if (next_place() == std::string::npos) {
    TemplatePart& part = alternative->parts.emplace_back();
    if (text[0] != '/' && !text.starts_with("^/")) return part.literal = text, Status();
    return ReadPointer(node, text, &part.pointer.emplace());
  }
  for (size_t open = next_place(); open != std::string::npos; open = next_place()) {
    if (open > at) alternative->parts.emplace_back().literal = text.substr(at, open - at);
    const size_t close = text.find('}', open);
    if (close == std::string::npos) return Fail(node, "a `{` that opens a pointer is never closed by `}`");
    GROUNDSWELL_TRY(ReadPointer(node, text.substr(open + 1, close - open - 1),
                                &alternative->parts.emplace_back().pointer.emplace()));
    at = close + 1;
  }
  if (at < text.size()) alternative->parts.emplace_back().literal = text.substr(at);
  return {};
}

Status SpecReader::Read(const toml::table& root) {
  GROUNDSWELL_TRY(CheckKeys(root, "a mapping", kRootKeys));
  GROUNDSWELL_TRY(ReadText(root, "name", &spec_->name));
  GROUNDSWELL_TRY(ReadText(root, "about", &spec_->about));
  std::string input = root.get("columns") == nullptr ? "json" : "csv";
  GROUNDSWELL_TRY(ReadText(root, "input", &input));
  const auto* const found = std::find(std::begin(kInputNames), std::end(kInputNames), input);
  if (found == std::end(kInputNames)) return Fail(*root.get("input"), "`input` is one of " + List(kInputNames));
  spec_->input = static_cast<MappingInput>(found - std::begin(kInputNames));
  GROUNDSWELL_TRY(ReadText(root, "sheet", &spec_->sheet));
  if (!spec_->sheet.empty() && spec_->input != MappingInput::kCsv)
    return Fail(*root.get("sheet"), "`sheet` is of a workbook: set `input = \"csv\"`, which reads them too");
  GROUNDSWELL_TRY(ReadPlaces(root));
  GROUNDSWELL_TRY(ReadConditions(root, "take", &spec_->take));
  GROUNDSWELL_TRY(ReadConditions(root, "skip", &spec_->skip));
  GROUNDSWELL_TRY(ReadConditions(root, "delete", &spec_->deletes));
  GROUNDSWELL_TRY(ReadChannel(root));
  return ReadFields(root);
}

}  // namespace

Result<MappingSpec> ParseMappingSpec(std::string_view toml, std::string_view name) {
  const std::string file(name);
  if (toml.size() > kMappingBytesMax)
    return Invalid(file + ": a mapping has at most " + std::to_string(kMappingBytesMax) + " bytes");
  MappingSpec spec;
  try {
    const toml::table root = toml::parse(toml);
    if (Status status = SpecReader(file, &spec).Read(root); !status.ok()) return status;
  } catch (const toml::parse_error& failure) {
    return Invalid(file + ": line " + std::to_string(failure.source().begin.line) + ": " +
                   std::string(failure.description()));
  }
  if (spec.name.empty()) spec.name = file;
  return spec;
}

}  // namespace groundswell
