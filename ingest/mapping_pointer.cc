#include "ingest/mapping_pointer.h"

#include <algorithm>

namespace groundswell {
namespace {

// A step as RFC 6901 writes it: ~1 stands for '/', ~0 for '~'.
Result<std::string> Unescaped(std::string_view step) {
  std::string key;
  for (size_t i = 0; i < step.size(); ++i) {
    if (step[i] != '~') {
      key += step[i];
    } else if (i + 1 < step.size() && (step[i + 1] == '0' || step[i + 1] == '1')) {
      key += step[++i] == '0' ? '~' : '/';
    } else {
      return Invalid("in a pointer `~` must be followed by 0 (it stands for ~) or 1 (for /)");
    }
  }
  return key;
}

Result<PointerStep> ParseStep(std::string_view text) {
  PointerStep step;
  if (text.starts_with('[')) {
    const size_t equals = text.find('=');
    if (equals == text.npos || equals < 2 || !text.ends_with(']') || equals + 2 >= text.size())
      return Invalid("a step that selects is written [key=value]");
    step.selects = true;
    step.match = text.substr(equals + 1, text.size() - equals - 2);
    text = text.substr(1, equals - 1);
  }
  auto key = Unescaped(text);
  if (!key.ok()) return key.status();
  step.key = std::move(*key);
  return step;
}

}  // namespace

bool HasSelection(const PointerSpec& pointer) {
  return std::any_of(pointer.steps.begin(), pointer.steps.end(), [](const PointerStep& step) { return step.selects; });
}

std::string EscapedKey(std::string_view key) {
  std::string escaped;
  for (const char c : key) {
    if (c == '~' || c == '/') {
      escaped += c == '~' ? "~0" : "~1";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

Result<PointerSpec> ParsePointer(std::string_view text) {
  PointerSpec pointer;
  pointer.text = text;
  pointer.outer = text.starts_with('^');
  if (pointer.outer) text.remove_prefix(1);
  while (!text.empty()) {
    if (!text.starts_with('/')) return Invalid("a pointer begins with `/`, or with `^/` for the whole record");
    text.remove_prefix(1);
    // The value behind [key= may hold slashes of its own.
    const size_t from = text.starts_with('[') ? text.find(']') : 0;
    const size_t end = std::min(text.find('/', from == text.npos ? 0 : from), text.size());
    auto step = ParseStep(text.substr(0, end));
    if (!step.ok()) return step.status();
    pointer.steps.push_back(std::move(*step));
    if (pointer.steps.size() > kPointerStepsMax)
      return Invalid("a pointer has at most " + std::to_string(kPointerStepsMax) + " steps");
    text.remove_prefix(end);
  }
  if (std::count_if(pointer.steps.begin(), pointer.steps.end(), [](const auto& step) { return step.selects; }) > 1)
    return Invalid("a pointer selects by a value once at most");
  return pointer;
}

}  // namespace groundswell
