#include "models/html_text.h"

#include <algorithm>
#include <array>

#include "models/text_utf8.h"

namespace groundswell {
namespace {

// Entities of U+00A0 to U+00FF, in order (HTML 4.01, section 24.2).
constexpr std::string_view kLatin1[] = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",   "ordf",
    "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",  "micro",
    "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave",
    "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",
    "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",
    "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute",
    "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave",
    "iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide",
    "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};
static_assert(std::size(kLatin1) == 96);

struct NamedEntity {
  std::string_view name;
  char32_t value;
};
constexpr NamedEntity kNamed[] = {
    {"amp", '&'},       {"lt", '<'},        {"gt", '>'},        {"quot", '"'},     {"nbsp", 0xa0},
    {"apos", '\''},     {"hellip", 0x2026}, {"mdash", 0x2014},  {"ndash", 0x2013}, {"lsquo", 0x2018},
    {"rsquo", 0x2019},  {"sbquo", 0x201a},  {"ldquo", 0x201c},  {"rdquo", 0x201d}, {"bdquo", 0x201e},
    {"lsaquo", 0x2039}, {"rsaquo", 0x203a}, {"bull", 0x2022},   {"euro", 0x20ac},  {"trade", 0x2122},
    {"ensp", 0x2002},   {"emsp", 0x2003},   {"thinsp", 0x2009}, {"zwnj", 0x200c},  {"zwj", 0x200d},
    {"lrm", 0x200e},    {"rlm", 0x200f},    {"larr", 0x2190},   {"uarr", 0x2191},  {"rarr", 0x2192},
    {"darr", 0x2193},   {"hearts", 0x2665}, {"permil", 0x2030}, {"ne", 0x2260},    {"le", 0x2264},
    {"ge", 0x2265},     {"minus", 0x2212},  {"infin", 0x221e},  {"tilde", 0x2dc},  {"circ", 0x2c6},
    {"OElig", 0x152},   {"oelig", 0x153},   {"Scaron", 0x160},  {"scaron", 0x161}, {"dagger", 0x2020},
    {"Dagger", 0x2021}, {"Tab", '\t'},      {"NewLine", '\n'},  {"lpar", '('},     {"rpar", ')'},
    {"num", '#'},       {"excl", '!'},      {"quest", '?'},     {"commat", '@'},   {"colon", ':'}};

// These five are read without their semicolon too, as crawled text often has them.
constexpr std::string_view kBare[] = {"amp", "lt", "gt", "quot", "nbsp"};

// What pages mean by &#128; to &#159;: the characters of Windows-1252, 0 where it has none (the HTML
// standard, 13.2.5.80).
constexpr char32_t kWindows1252[32] = {0x20ac, 0,      0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
                                       0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0,      0x17d,  0,
                                       0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                       0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0,      0x17e,  0x178};

// Elements that stand on lines or in cells of their own leave a space.
constexpr std::string_view kBlockNames[] = {
    "address", "article", "aside", "blockquote", "body",   "br",     "caption", "center", "dd",      "details",
    "div",     "dl",      "dt",    "fieldset",   "figure", "footer", "form",    "h1",     "h2",      "h3",
    "h4",      "h5",      "h6",    "head",       "header", "hr",     "html",    "iframe", "li",      "main",
    "marquee", "nav",     "ol",    "option",     "p",      "pre",    "section", "select", "summary", "table",
    "tbody",   "td",      "tfoot", "th",         "thead",  "title",  "tr",      "ul",     "video"};
constexpr std::string_view kInlineNames[] = {
    "a",    "abbr", "audio",    "b",      "big",    "button", "canvas", "cite",    "code",   "col",   "del",
    "dfn",  "em",   "embed",    "font",   "i",      "img",    "input",  "ins",     "kbd",    "label", "link",
    "map",  "mark", "math",     "meta",   "object", "param",  "path",   "picture", "q",      "rp",    "rt",
    "ruby", "s",    "samp",     "script", "small",  "source", "span",   "strike",  "strong", "style", "sub",
    "sup",  "svg",  "textarea", "time",   "tt",     "u",      "var",    "wbr"};

constexpr size_t kNameMax = 12;

bool IsLetter(char b) { return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z'); }
bool IsDigit(char b) { return b >= '0' && b <= '9'; }
char Lower(char b) { return b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b; }

static_assert(std::is_sorted(std::begin(kBlockNames), std::end(kBlockNames)));
static_assert(std::is_sorted(std::begin(kInlineNames), std::end(kInlineNames)));

template <size_t n>
bool IsElement(const std::string_view (&sorted)[n], std::string_view name) {
  return std::binary_search(std::begin(sorted), std::end(sorted), name);
}

Entity NumericEntity(std::string_view text, size_t at) {
  size_t i = at + 2;
  const bool is_hex = i < text.size() && (text[i] == 'x' || text[i] == 'X');
  if (is_hex) ++i;
  const size_t first = i;
  char32_t value = 0;
  for (; i < text.size(); ++i) {
    const char b = Lower(text[i]);
    const bool is_digit = IsDigit(b), is_letter = is_hex && b >= 'a' && b <= 'f';
    if (!is_digit && !is_letter) break;
    if (value < 0x110000) value = value * (is_hex ? 16 : 10) + static_cast<char32_t>(is_digit ? b - '0' : b - 'a' + 10);
  }
  if (i == first) return {};
  if (i < text.size() && text[i] == ';') ++i;
  if (value >= 0x80 && value < 0xa0) value = kWindows1252[value - 0x80];
  const bool is_bad = value == 0 || value > 0x10ffff || (value >= 0xd800 && value < 0xe000);
  return {i - at, is_bad ? U'\uFFFD' : value};
}

char32_t NamedValue(std::string_view name) {
  for (const NamedEntity& entity : kNamed) {
    if (entity.name == name) return entity.value;
  }
  const auto place = std::find(std::begin(kLatin1), std::end(kLatin1), name);
  return place == std::end(kLatin1) ? 0 : static_cast<char32_t>(0xa0 + (place - std::begin(kLatin1)));
}

// The value of attribute `alt` in the inside of a tag; empty for none.
std::string_view AlternativeText(std::string_view tag) {
  const size_t name = tag.find("alt=");
  if (name == tag.npos || name == 0 || IsLetter(tag[name - 1])) return {};
  std::string_view value = tag.substr(name + 4);
  if (value.empty()) return {};
  const bool is_quoted = value[0] == '"' || value[0] == '\'';
  const size_t end = is_quoted ? value.find(value[0], 1) : value.find_first_of(" />");
  if (is_quoted) value.remove_prefix(1);
  return value.substr(0, end == value.npos ? 0 : end - (is_quoted ? 1 : 0));
}

// The end of the tag whose inside starts at `at`: the first '>' outside of quotes, else the first '>'; never past
// another '<', so that a text of nothing but '<' costs no more than its length.
size_t TagEnd(std::string_view text, size_t at) {
  const size_t limit = std::min(text.find('<', at), text.size());
  char quote = 0;
  for (size_t i = at; i < limit; ++i) {
    if (quote != 0) {
      if (text[i] == quote) quote = 0;
    } else if (text[i] == '>') {
      return i;
    } else if ((text[i] == '"' || text[i] == '\'') && text[i - 1] == '=') {
      quote = text[i];
    }
  }
  const size_t end = text.substr(0, limit).find('>', at);
  return end == text.npos ? 0 : end;
}

// Comments, declarations and processing instructions.
Tag DeclarationAt(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  std::string_view close;
  if (rest.starts_with("<!--")) {
    close = "-->";
  } else if (rest.starts_with("<![CDATA[")) {
    close = "]]>";
  } else if (rest.size() > 2 && (rest[1] == '?' || IsLetter(rest[2]))) {
    close = ">";
  } else {
    return {};
  }
  // Ends at the next '<' too: one comment that is never closed must not be searched for again from each '<'.
  const size_t limit = std::min(rest.find('<', 1), rest.size());
  const size_t end = rest.substr(0, limit).find(close);
  return end == rest.npos ? Tag{} : Tag{end + close.size(), ""};
}

// Script and style go with their content, where their closing tag follows.
size_t ContentEnd(std::string_view text, size_t at, std::string_view name) {
  const size_t next = text.find('<', at);
  if (next == text.npos || text.size() - next < name.size() + 3 || text[next + 1] != '/') return at;
  for (size_t i = 0; i < name.size(); ++i) {
    if (Lower(text[next + 2 + i]) != name[i]) return at;
  }
  return next;
}

}  // namespace

Entity EntityAt(std::string_view text, size_t at) {
  if (at + 2 >= text.size() || text[at] != '&') return {};
  if (text[at + 1] == '#') return NumericEntity(text, at);
  size_t end = at + 1;
  while (end < text.size() && end - at <= kNameMax && (IsLetter(text[end]) || IsDigit(text[end]))) ++end;
  const std::string_view name = text.substr(at + 1, end - at - 1);
  const bool is_closed = end < text.size() && text[end] == ';';
  // `&lt=5` is a parameter of a URL.
  if (!is_closed && ((end < text.size() && text[end] == '=') ||
                     std::find(std::begin(kBare), std::end(kBare), name) == std::end(kBare)))
    return {};
  const char32_t value = NamedValue(name);
  return value == 0 ? Entity{} : Entity{end - at + (is_closed ? 1 : 0), value};
}

Tag TagAt(std::string_view text, size_t at) {
  if (at + 2 >= text.size() || text[at] != '<') return {};
  if (text[at + 1] == '!' || text[at + 1] == '?') return DeclarationAt(text, at);
  size_t i = at + 1;
  const bool is_closing = text[i] == '/';
  if (is_closing) ++i;
  std::array<char, kNameMax> name_bytes;
  size_t name_size = 0;
  for (; i < text.size() && name_size < kNameMax && (IsLetter(text[i]) || IsDigit(text[i])); ++i)
    name_bytes[name_size++] = Lower(text[i]);
  const std::string_view name(name_bytes.data(), name_size);
  const bool is_block = IsElement(kBlockNames, name);
  if (!is_block && !IsElement(kInlineNames, name)) return {};
  const size_t end = i < text.size() ? TagEnd(text, i) : 0;
  if (end == 0) return {};
  // After the name come attributes or nothing: `<b and c>` compares, it is no tag.
  const std::string_view inside = text.substr(i, end - i);
  if (inside.find_first_not_of(" /") != inside.npos && (inside.find('=') == inside.npos || inside[0] == '=')) return {};
  if (is_block) return {end + 1 - at, " "};
  if (name == "img") return {end + 1 - at, AlternativeText(inside)};
  if (!is_closing && (name == "script" || name == "style")) return {ContentEnd(text, end + 1, name) - at, " "};
  return {end + 1 - at, ""};
}

bool UndoMarkup(std::string* text, std::string* scratch) {
  const std::string_view in = *text;
  scratch->clear();
  size_t at = 0, copied = 0;
  for (;;) {
    at = in.find_first_of("<&", at);
    if (at == in.npos) break;
    if (in[at] == '<') {
      const Tag tag = TagAt(in, at);
      if (tag.size_bytes == 0) {
        ++at;
        continue;
      }
      scratch->append(in, copied, at - copied);
      scratch->append(tag.leaves);
      copied = at += tag.size_bytes;
      continue;
    }
    Entity entity = EntityAt(in, at);
    if (entity.size_bytes == 0) {
      ++at;
      continue;
    }
    scratch->append(in, copied, at - copied);
    // `&amp;amp;lt;` is escaped three times over; all of it is undone here, or each layer would cost a pass.
    at += entity.size_bytes;
    while (entity.value == '&' && in.substr(at, 4) == "amp;") at += 4;
    AppendUtf8(entity.value, scratch);
    copied = at;
  }
  if (copied == 0) return false;
  scratch->append(in, copied, in.size() - copied);
  text->swap(*scratch);
  return true;
}

}  // namespace groundswell
