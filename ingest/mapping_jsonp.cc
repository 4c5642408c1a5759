#include "ingest/mapping_jsonp.h"

namespace groundswell {
namespace {

bool BeginsName(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'; }
bool IsOfName(char c) { return BeginsName(c) || (c >= '0' && c <= '9') || c == '.' || c == ']'; }

// What may stand before the call: /**/, try{, typeof cb === 'function' &&, window["cb"].
bool IsOfFront(char c) { return IsOfName(c) || std::string_view(" \t/*{['\"=&").find(c) != std::string_view::npos; }

}  // namespace

size_t JsonpFrontBytes(std::string_view text) {
  if (text.empty() || !(text[0] == '/' || BeginsName(text[0]))) return 0;
  size_t at = 0;
  while (at < text.size() && at < kJsonpFrontBytesMax && IsOfFront(text[at])) ++at;
  if (at == 0 || at >= text.size() || text[at] != '(' || !IsOfName(text[at - 1])) return 0;
  const size_t json = text.find_first_not_of(" \t\r\n", at + 1);
  return json != text.npos && (text[json] == '{' || text[json] == '[') ? json : 0;
}

}  // namespace groundswell
