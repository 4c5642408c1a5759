#include "tools/generate_grammar.h"

#include <charconv>

#include "base/check.h"

namespace groundswell {
namespace {

constexpr int kDepthMax = 16;  // slots within slots; more is a rule that names itself

// The end of the slot that opens at text[begin] == '{': the index of its closing brace, or npos.
size_t SlotEnd(std::string_view text, size_t begin) {
  int depth = 0;
  for (size_t i = begin; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

// The parts of a slot between the bars that are not inside an inner slot.
std::vector<std::string_view> SplitBars(std::string_view text) {
  std::vector<std::string_view> parts;
  int depth = 0;
  size_t begin = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}') --depth;
    if (text[i] != '|' || depth > 0) continue;
    parts.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

bool TakeInteger(std::string_view* text, int64_t* value) {
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), *value);
  if (error != std::errc()) return false;
  text->remove_prefix(end - text->data());
  return true;
}

struct NumberRange {
  int64_t least = 0, most = 0, step = 1;
};

// Reads the inside of {#least-most} or {#least-most/step}, without the '#'.
bool ParseRange(std::string_view text, NumberRange* range) {
  if (!TakeInteger(&text, &range->least) || text.empty() || text[0] != '-') return false;
  text.remove_prefix(1);
  if (!TakeInteger(&text, &range->most)) return false;
  if (!text.empty()) {
    if (text[0] != '/') return false;
    text.remove_prefix(1);
    if (!TakeInteger(&text, &range->step)) return false;
  }
  return text.empty() && range->step > 0 && range->least <= range->most;
}

// Reads the inside of {?30:words}, without the '?', and leaves the words.
bool TakeChance(std::string_view* text, uint32_t* percent) {
  int64_t value = 0;
  if (!TakeInteger(text, &value) || text->empty() || text->front() != ':') return false;
  text->remove_prefix(1);
  *percent = static_cast<uint32_t>(value);
  return value > 0 && value < 100;
}

}  // namespace

Status Grammar::Parse(std::string_view source) {
  std::vector<std::string_view>* rule = nullptr;
  while (!source.empty()) {
    const size_t end = std::min(source.find('\n'), source.size());
    const std::string_view line = source.substr(0, end);
    source.remove_prefix(std::min(end + 1, source.size()));
    if (line.empty() || line.starts_with("//")) continue;
    if (line.starts_with("== ")) {
      rule = &rules_[std::string(line.substr(3))];
      continue;
    }
    if (rule == nullptr) return Invalid("phrases: an alternative stands before the first rule: " + std::string(line));
    rule->push_back(line);
  }
  return {};
}

Status Grammar::Check() const {
  for (const auto& [name, alternatives] : rules_) {
    if (alternatives.empty()) return Invalid("phrases: the rule " + name + " has no alternative");
    for (std::string_view alternative : alternatives) {
      if (Status status = CheckTemplate(alternative, 0); !status.ok()) return status.Annotate("the rule " + name);
    }
  }
  return {};
}

Status Grammar::CheckTemplate(std::string_view text, int depth) const {
  if (depth > kDepthMax) return Invalid("phrases: slots are nested too deep: " + std::string(text));
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '}') return Invalid("phrases: a brace closes that was not open: " + std::string(text));
    if (text[i] != '{') continue;
    const size_t end = SlotEnd(text, i);
    if (end == std::string_view::npos) return Invalid("phrases: a brace is not closed: " + std::string(text));
    std::string_view slot = text.substr(i + 1, end - i - 1);
    i = end;
    if (slot.starts_with('#')) {
      NumberRange range;
      if (!ParseRange(slot.substr(1), &range)) return Invalid("phrases: not a range of numbers: " + std::string(slot));
      continue;
    }
    const bool is_chance = slot.starts_with('?'), is_shuffle = slot.starts_with('~');
    if (is_chance || is_shuffle || slot.starts_with('!')) slot.remove_prefix(1);
    uint32_t percent = 0;
    if (is_chance && !TakeChance(&slot, &percent)) return Invalid("phrases: not a chance: " + std::string(slot));
    const std::vector<std::string_view> parts = SplitBars(slot);
    if (parts.size() == 1 && !is_chance && !is_shuffle) {
      const auto found = rules_.find(slot);
      if (found == rules_.end()) return Invalid("phrases: no rule has the name " + std::string(slot));
      for (std::string_view alternative : found->second) GROUNDSWELL_TRY(CheckTemplate(alternative, depth + 1));
      continue;
    }
    for (std::string_view part : parts) GROUNDSWELL_TRY(CheckTemplate(part, depth + 1));
  }
  return {};
}

const std::vector<std::string_view>& Grammar::Alternatives(std::string_view rule) const {
  const auto found = rules_.find(rule);
  CHECK(found != rules_.end());
  return found->second;
}

std::string Writer::Write(std::string_view rule, Random* random) { return Write(rule, {}, random); }

std::string Writer::Write(std::string_view rule, const Bindings& bindings, Random* random) {
  return Fill(Deal(rule, random), bindings, random);
}

std::string Writer::Fill(std::string_view text, const Bindings& bindings, Random* random) {
  remembered_ = bindings;
  std::string filled;
  Expand(text, random, &filled);
  return filled;
}

void Writer::Expand(std::string_view text, Random* random, std::string* out) {
  for (size_t i = 0; i < text.size();) {
    const size_t open = std::min(text.find('{', i), text.size());
    out->append(text.substr(i, open - i));
    if (open == text.size()) return;
    const size_t end = SlotEnd(text, open);
    CHECK(end != std::string_view::npos);
    ExpandSlot(text.substr(open + 1, end - open - 1), random, out);
    i = end + 1;
  }
}

void Writer::ExpandSlot(std::string_view slot, Random* random, std::string* out) {
  if (slot.starts_with('#')) {
    NumberRange range;
    CHECK(ParseRange(slot.substr(1), &range));
    const int64_t steps = (range.most - range.least) / range.step;
    out->append(std::to_string(range.least + range.step * random->Between(0, steps)));
  } else if (slot.starts_with('!')) {
    const auto found = remembered_.find(slot);
    if (found != remembered_.end()) {
      out->append(found->second);
      return;
    }
    std::string words;
    ExpandRule(slot.substr(1), random, &words);
    out->append(words);
    remembered_.emplace(slot, std::move(words));
  } else if (slot.starts_with('~')) {
    std::vector<std::string_view> parts = SplitBars(slot.substr(1));
    random->Shuffle(&parts);
    for (std::string_view part : parts) Expand(part, random, out);
  } else if (slot.starts_with('?')) {
    slot.remove_prefix(1);
    uint32_t percent = 0;
    CHECK(TakeChance(&slot, &percent));
    if (random->Percent(percent)) Expand(random->Pick(SplitBars(slot)), random, out);
  } else if (slot.find('|') != std::string_view::npos) {
    Expand(random->Pick(SplitBars(slot)), random, out);
  } else {
    ExpandRule(slot, random, out);
  }
}

void Writer::ExpandRule(std::string_view rule, Random* random, std::string* out) {
  Expand(random->Pick(grammar_->Alternatives(rule)), random, out);
}

std::string_view Writer::Deal(std::string_view rule, Random* random) {
  auto deck = decks_.find(rule);
  if (deck == decks_.end()) deck = decks_.emplace(std::string(rule), std::vector<std::string_view>()).first;
  if (deck->second.empty()) {
    deck->second = grammar_->Alternatives(rule);
    random->Shuffle(&deck->second);
  }
  const std::string_view alternative = deck->second.back();
  deck->second.pop_back();
  return alternative;
}

}  // namespace groundswell
