// The taxonomy's TOML: every table, key and value is checked here, and nowhere else.
#include "models/taxonomy_spec.h"

#include <toml++/toml.h>

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "models/text_cleaner.h"

namespace groundswell {
namespace {

constexpr std::string_view kRootKeys[] = {"format",  "language", "cause",    "demand",
                                          "emotion", "sign",     "evidence", "complaint"};
constexpr std::string_view kLanguageKeys[] = {"negators", "not_negators", "degrees", "fillers"};
constexpr std::string_view kCauseKeys[] = {"name",   "zh",      "en",   "class", "field",  "right", "stage",
                                           "topics", "phrases", "near", "not",   "unless", "also",  "weight"};
constexpr std::string_view kSetKeys[] = {"phrases", "topics", "near",   "not",
                                         "unless",  "also",   "weight", "rest_chars_max"};
constexpr std::string_view kNearKeys[] = {"of", "says", "within"};

constexpr double kComplaintWeightMax = 100;

uint32_t LineOf(const toml::node& node) { return static_cast<uint32_t>(node.source().begin.line); }

std::string List(std::span<const std::string_view> names) {
  std::string list;
  for (std::string_view name : names) list.append(list.empty() ? "" : ", ").append(name);
  return list;
}

// Reads the parts of one file; `name_` is what errors call it.
class SpecReader {
 public:
  SpecReader(std::string_view name, TaxonomySpec* spec) : name_(name), spec_(spec) {}

  Status Read(const toml::table& root);

 private:
  Status Fail(const toml::node& node, const std::string& what) const {
    return Invalid(name_ + ": line " + std::to_string(LineOf(node)) + ": " + what);
  }
  Status CheckKeys(const toml::table& table, std::string_view what, std::span<const std::string_view> known) const;
  Status ReadText(const toml::table& table, std::string_view key, bool required, std::string* text) const;
  Status ReadPhrase(const toml::node& node, std::vector<std::string>* phrases);
  Status ReadPhrases(const toml::table& table, std::string_view key, std::vector<std::string>* phrases);
  Status ReadNear(const toml::table& table, PhraseSet* set);
  Status ReadSet(const toml::table& table, PhraseSet* set);
  Status ReadLanguage(const toml::table& table);
  Status ReadCause(const toml::node& node);
  Status ReadWeights(const toml::table& root);
  Status ReadCauseTag(const toml::table& table, CauseTag* tag) const;
  Status ReadNamedSets(const toml::table& root, std::string_view section, std::span<const std::string_view> names,
                       PhraseSet* sets);

  const std::string name_;
  TaxonomySpec* const spec_;
  std::set<std::string, std::less<>> tag_names_;
  size_t phrases_ = 0;
  std::string cleaned_, folded_;
};

Status SpecReader::CheckKeys(const toml::table& table, std::string_view what,
                             std::span<const std::string_view> known) const {
  for (const auto& [key, node] : table) {
    if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
    return Fail(node, std::string(what) + " has no key `" + std::string(key.str()) + "`; it may have " + List(known));
  }
  return {};
}

Status SpecReader::ReadText(const toml::table& table, std::string_view key, bool required, std::string* text) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) {
    return required ? Fail(table, "`" + std::string(key) + "` is missing; give it as a text") : Status();
  }
  if (!node->is_string()) return Fail(*node, "`" + std::string(key) + "` must be a text in quotes");
  *text = node->as_string()->get();
  if (text->size() > kTaxonomyNameBytesMax || (required && text->empty())) {
    return Fail(*node, "`" + std::string(key) + "` must have 1 to " + std::to_string(kTaxonomyNameBytesMax) + " bytes");
  }
  return {};
}

Status SpecReader::ReadPhrase(const toml::node& node, std::vector<std::string>* phrases) {
  if (!node.is_string()) return Fail(node, "a phrase must be a text in quotes");
  const std::string& text = node.as_string()->get();
  if (text.size() > kTaxonomyPhraseBytesMax) {
    return Fail(node, "a phrase has more than " + std::to_string(kTaxonomyPhraseBytesMax) +
                          " bytes; give its telling part, or two halves with `near`");
  }
  CleanText(text, &cleaned_);
  FoldText(cleaned_, &folded_);
  const size_t stars = static_cast<size_t>(std::count(folded_.begin(), folded_.end(), '*'));
  if (folded_.size() == stars) return Fail(node, "a phrase is empty; take it out");
  if (stars > 1 || (stars == 1 && folded_.back() != '*')) {
    return Fail(node, "`*` may stand only at the end of a phrase, once");
  }
  const size_t mark = folded_.find('\'');
  std::vector<std::string> forms = {folded_};
  if (mark != std::string::npos) {
    forms.push_back(std::string(folded_).replace(mark, 1, "’"));
    forms.push_back(std::string(folded_).erase(mark, 1));
    if (forms.back().empty()) forms.pop_back();
  }
  phrases_ += forms.size();
  if (phrases_ > kTaxonomyPhrasesMax) {
    return Fail(node, "more than " + std::to_string(kTaxonomyPhrasesMax) + " phrases in one file; take some out");
  }
  std::move(forms.begin(), forms.end(), std::back_inserter(*phrases));
  return {};
}

Status SpecReader::ReadPhrases(const toml::table& table, std::string_view key, std::vector<std::string>* phrases) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return {};
  const toml::array* array = node->as_array();
  if (array == nullptr) return Fail(*node, "`" + std::string(key) + "` must be a list of texts: [\"...\", \"...\"]");
  for (const toml::node& item : *array) GROUNDSWELL_TRY(ReadPhrase(item, phrases));
  return {};
}

Status SpecReader::ReadNear(const toml::table& table, PhraseSet* set) {
  const toml::node* node = table.get("near");
  if (node == nullptr) return {};
  const toml::array* rules = node->as_array();
  if (rules == nullptr) return Fail(*node, "`near` must be a list: [{ of = [...], says = [...], within = 10 }]");
  for (const toml::node& item : *rules) {
    const toml::table* rule = item.as_table();
    if (rule == nullptr) return Fail(item, "each part of `near` must be { of = [...], says = [...], within = 10 }");
    GROUNDSWELL_TRY(CheckKeys(*rule, "`near`", kNearKeys));
    NearRule near;
    GROUNDSWELL_TRY(ReadPhrases(*rule, "of", &near.of));
    GROUNDSWELL_TRY(ReadPhrases(*rule, "says", &near.says));
    if (near.of.empty() || near.says.empty()) return Fail(item, "`near` needs phrases in both `of` and `says`");
    if (const toml::node* within = rule->get("within")) {
      const auto* chars = within->as_integer();
      if (chars == nullptr || chars->get() < 0 || chars->get() > kNearWithinMax) {
        return Fail(*within, "`within` must be a whole number of characters, 0 to " + std::to_string(kNearWithinMax));
      }
      near.within = static_cast<uint32_t>(chars->get());
    }
    set->near.push_back(std::move(near));
  }
  return {};
}

// The keys all kinds share; the caller has checked that there are no others.
Status SpecReader::ReadSet(const toml::table& table, PhraseSet* set) {
  GROUNDSWELL_TRY(ReadPhrases(table, "phrases", &set->phrases));
  GROUNDSWELL_TRY(ReadPhrases(table, "topics", &set->topics));
  GROUNDSWELL_TRY(ReadNear(table, set));
  GROUNDSWELL_TRY(ReadPhrases(table, "not", &set->not_phrases));
  GROUNDSWELL_TRY(ReadPhrases(table, "unless", &set->unless));
  GROUNDSWELL_TRY(ReadPhrases(table, "also", &set->also));
  if (const toml::node* node = table.get("weight")) {
    const std::optional<double> weight = node->value<double>();
    if (!node->is_number() || !(*weight >= 0.01 && *weight <= 100)) {
      return Fail(*node, "`weight` must be a number from 0.01 to 100");
    }
    set->weight = static_cast<float>(*weight);
  }
  if (const toml::node* node = table.get("rest_chars_max")) {
    const auto* chars = node->as_integer();
    if (chars == nullptr || chars->get() < 0 || chars->get() > 100) {
      return Fail(*node, "`rest_chars_max` must be a whole number of characters, 0 to 100");
    }
    set->rest_chars_max = static_cast<int32_t>(chars->get());
  }
  return {};
}

Status SpecReader::ReadLanguage(const toml::table& table) {
  GROUNDSWELL_TRY(CheckKeys(table, "[language]", kLanguageKeys));
  GROUNDSWELL_TRY(ReadPhrases(table, "negators", &spec_->negators));
  GROUNDSWELL_TRY(ReadPhrases(table, "not_negators", &spec_->not_negators));
  GROUNDSWELL_TRY(ReadPhrases(table, "degrees", &spec_->degrees));
  return ReadPhrases(table, "fillers", &spec_->fillers);
}

Status SpecReader::ReadCauseTag(const toml::table& table, CauseTag* tag) const {
  GROUNDSWELL_TRY(ReadText(table, "name", true, &tag->name));
  for (char c : tag->name) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-') continue;
    return Fail(*table.get("name"),
                "a tag's `name` has small Latin letters, digits and hyphens alone; `zh` and `en` are "
                "what people see");
  }
  GROUNDSWELL_TRY(ReadText(table, "zh", true, &tag->zh));
  GROUNDSWELL_TRY(ReadText(table, "en", true, &tag->en));
  GROUNDSWELL_TRY(ReadText(table, "field", false, &tag->field));
  GROUNDSWELL_TRY(ReadText(table, "right", true, &tag->right));
  GROUNDSWELL_TRY(ReadText(table, "stage", true, &tag->stage));
  std::string cause;
  GROUNDSWELL_TRY(ReadText(table, "class", true, &cause));
  for (CauseClass one :
       {CauseClass::kQuality, CauseClass::kInformation, CauseClass::kCommunication, CauseClass::kOpinion}) {
    if (cause == CauseClassName(one)) tag->cause = one;
  }
  if (tag->cause != CauseClass::kNone) return {};
  return Fail(*table.get("class"), "`class` must be quality, information, communication or opinion");
}

Status SpecReader::ReadCause(const toml::node& node) {
  const toml::table* table = node.as_table();
  if (table == nullptr) return Fail(node, "causes are written as [[cause]] tables");
  GROUNDSWELL_TRY(CheckKeys(*table, "[[cause]]", kCauseKeys));
  CauseTag tag;
  PhraseSet set;
  GROUNDSWELL_TRY(ReadCauseTag(*table, &tag));
  GROUNDSWELL_TRY(ReadSet(*table, &set));
  if (set.phrases.empty() && set.near.empty())
    return Fail(node, tag.name + " has no `phrases` and no `near`; give some");
  if (!tag_names_.insert(tag.name).second) return Fail(node, "a second tag is called " + tag.name + "; rename one");
  if (spec_->tags.size() >= kTaxonomyTagsMax) {
    return Fail(node, "more than " + std::to_string(kTaxonomyTagsMax) + " tags; take some out");
  }
  spec_->tags.push_back(std::move(tag));
  spec_->causes.push_back(std::move(set));
  return {};
}

Status SpecReader::ReadNamedSets(const toml::table& root, std::string_view section,
                                 std::span<const std::string_view> names, PhraseSet* sets) {
  const toml::node* node = root.get(section);
  if (node == nullptr) return {};
  const toml::table* table = node->as_table();
  if (table == nullptr) return Fail(*node, "write [" + std::string(section) + ".NAME] tables");
  for (const auto& [key, inner] : *table) {
    const auto name = std::find(names.begin(), names.end(), key.str());
    const std::string path = std::string(section) + "." + std::string(key.str());
    if (name == names.end()) return Fail(inner, "there is no [" + path + "]; the names are " + List(names));
    const toml::table* one = inner.as_table();
    if (one == nullptr) return Fail(inner, "[" + path + "] must be a table");
    GROUNDSWELL_TRY(CheckKeys(*one, "[" + path + "]", kSetKeys));
    GROUNDSWELL_TRY(ReadSet(*one, &sets[name - names.begin()]));
  }
  return {};
}

// A weight that is left away is zero.
Status SpecReader::ReadWeights(const toml::table& root) {
  const toml::node* node = root.get("complaint");
  if (node == nullptr) return {};
  const toml::table* table = node->as_table();
  if (table == nullptr) return Fail(*node, "write a [complaint] table");
  ComplaintWeights& weights = spec_->complaint.emplace();
  weights.fill(0);
  for (const auto& [key, value] : *table) {
    size_t place = 0;
    while (place < kWeightCount && WeightName(place) != key.str()) ++place;
    if (place == kWeightCount) {
      return Fail(value, "[complaint] has no key `" + std::string(key.str()) + "`; it may have " +
                             List(kEvidenceNames) + ", " + List(kWeightNames));
    }
    const std::optional<double> number = value.value<double>();
    if (!value.is_number() || !(*number >= -kComplaintWeightMax && *number <= kComplaintWeightMax)) {
      return Fail(value, "a weight of [complaint] must be a number from -100 to 100");
    }
    weights[place] = static_cast<float>(*number);
  }
  return {};
}

Status SpecReader::Read(const toml::table& root) {
  GROUNDSWELL_TRY(CheckKeys(root, "the file", kRootKeys));
  const toml::node* format = root.get("format");
  if (format == nullptr || format->value<int64_t>() != 1) {
    return Invalid(name_ + ": line 1: `format = 1` must stand at the top; other formats are not known");
  }
  if (const toml::node* language = root.get("language")) {
    if (!language->is_table()) return Fail(*language, "write a [language] table");
    GROUNDSWELL_TRY(ReadLanguage(*language->as_table()));
  }
  if (const toml::node* causes = root.get("cause")) {
    const toml::array* array = causes->as_array();
    if (array == nullptr) return Fail(*causes, "causes are written as [[cause]] tables");
    for (const toml::node& cause : *array) GROUNDSWELL_TRY(ReadCause(cause));
  }
  GROUNDSWELL_TRY(ReadNamedSets(root, "demand", kDemandNames, spec_->demands.data()));
  GROUNDSWELL_TRY(ReadNamedSets(root, "emotion", std::span(kEmotionNames).subspan(1), spec_->emotions.data()));
  GROUNDSWELL_TRY(ReadNamedSets(root, "sign", kSignNames, spec_->signs.data()));
  GROUNDSWELL_TRY(ReadNamedSets(root, "evidence", kEvidenceNames, spec_->evidence.data()));
  return ReadWeights(root);
}

}  // namespace

Result<TaxonomySpec> ParseTaxonomySpec(std::string_view toml, std::string_view name) {
  if (toml.size() > kTaxonomyBytesMax) {
    return Invalid(std::string(name) + ": the file has more than " + std::to_string(kTaxonomyBytesMax >> 20) +
                   " MiB; take phrases out");
  }
  TaxonomySpec spec;
  try {
    const toml::table root = toml::parse(toml);
    GROUNDSWELL_TRY(SpecReader(name, &spec).Read(root));
  } catch (const toml::parse_error& failure) {
    return Invalid(std::string(name) + ": line " + std::to_string(failure.source().begin.line) + ": " +
                   std::string(failure.description()) + "; correct the TOML");
  }
  return spec;
}

}  // namespace groundswell
