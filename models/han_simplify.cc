#include "models/han_simplify.h"

#include <string_view>

#include "models/text_tables.h"
#include "models/text_utf8.h"

namespace groundswell {
namespace {

// `c` becomes `to` unless a neighbour keeps it. `after` holds simplified and traditional forms, for what follows has
// not been simplified yet.
struct KeepRule {
  char32_t c, to;
  std::u32string_view kept_after, kept_before;
};
constexpr KeepRule kKeepRules[] = {
    {U'著', U'着', U"名显原巨土编论卓昭遗专译拙所知", U"名作称稱述者协協录錄"},
    {U'乾', U'干', U"康", U"隆坤清陵元卦县縣"},
    {U'瞭', U'了', U"", U"望哨"},
    {U'藉', U'借', U"慰狼枕蕴", U"藉"},
    {U'祇', U'只', U"神地", U""},
    {U'衹', U'只', U"", U""},
};

bool Has(std::u32string_view set, char32_t c) { return set.find(c) != set.npos; }

}  // namespace

char32_t SimplifiedHan(char32_t c) {
  const uint16_t entry = IsHan(c) ? CharEntry(c) : 0;
  return entry < kFirstReplacement ? c : CodePointAt(Replacement(entry), 0).value;
}

char32_t SimplifiedInContext(char32_t before, char32_t c, char32_t after) {
  // 回覆, 答覆, 反覆 are written 复 in simplified text; 覆盖 and 颠覆 keep 覆.
  if (c == U'覆') return Has(U"回答反", before) && !Has(U"盖蓋", after) ? U'复' : c;
  if (c == U'彷') return Has(U"彿佛", after) ? U'仿' : c;
  for (const KeepRule& rule : kKeepRules) {
    if (rule.c != c) continue;
    // Alone (刘慈欣 著) it is a word of its own, and stays.
    if (c == U'著' && !IsHan(before)) return c;
    return Has(rule.kept_after, before) || Has(rule.kept_before, after) ? c : rule.to;
  }
  return c;
}

}  // namespace groundswell
