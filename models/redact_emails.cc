#include "models/redact_emails.h"

#include <algorithm>

#include "models/redact_marker.h"
#include "models/redact_scan.h"

namespace groundswell {
namespace {

bool IsLocalPart(char b) { return IsAlnumByte(b) || b == '.' || b == '_' || b == '%' || b == '+' || b == '-'; }

// The bytes of what stands for a point within a domain at text[at]; 0 for none.
size_t PointBytes(std::string_view text, size_t at) {
  for (const std::string_view point :
       {".", "(dot)", "[dot]", "{dot}", " dot ", " (dot) ", " [dot] ", "[.]", "(.)", "点"}) {
    if (StartsWithIgnoringCase(text.substr(at), point)) return point.size();
  }
  return 0;
}

// The end of a domain with a top level of two letters or more that starts at `at`; 0 for none.
size_t DomainEnd(std::string_view text, size_t at) {
  size_t best = 0;
  for (int labels = 0; labels < 8; ++labels) {
    const size_t label = at;
    while (at < text.size() && (IsAlnumByte(text[at]) || text[at] == '-')) ++at;
    if (at == label) break;
    if (labels > 0) {
      size_t top = label;
      while (top < at && IsLetterByte(text[top])) ++top;
      if (top - label >= 2) best = top;
    }
    const size_t point = PointBytes(text, at);
    if (point == 0) break;
    at += point;
  }
  return best;
}

constexpr std::string_view kWellKnownHosts[] = {
    "qq.",   "163.",  "126.",    "139.",   "189.",  "gmail",      "hotmail", "outlook", "yahoo", "sina.",
    "sohu.", "yeah.", "foxmail", "icloud", "live.", "protonmail", "aol.",    "aliyun",  "msn.",  "googlemail"};
constexpr std::string_view kMailWords[] = {"邮箱",   "邮件", "邮箱:",  "邮件:", "email",
                                           "e-mail", "mail", "email:", "mail:", "e-mail:"};

template <size_t N>
bool EndsWithAny(std::string_view text, const std::string_view (&words)[N]) {
  return std::any_of(std::begin(words), std::end(words),
                     [&](std::string_view word) { return EndsWithIgnoringCase(text, word); });
}

// What stands between the name and the host: [begin, end).
struct AtSign {
  size_t begin = 0, end = 0;
  bool is_spaced = false;  // a word or a sign between spaces alone: it may be no address
};

bool IsPair(char open, char close) {
  return (open == '(' && close == ')') || (open == '[' && close == ']') || (open == '{' && close == '}') ||
         (open == '<' && close == '>') || (open == '#' && close == '#');
}

// The sign whose core, @ or `at`, is [begin, end); its own begin and end are equal where it is none.
AtSign AtSignAround(std::string_view text, size_t begin, size_t end, size_t from) {
  if (begin == from || end == text.size()) return {};
  const char before = text[begin - 1], behind = text[end];
  if (IsPair(before, behind)) {
    begin -= 1, end += 1;
    if (begin > from && text[begin - 1] == ' ' && IsAnyAt(text, end, " ")) --begin, ++end;
    return {begin, end, false};
  }
  if (before == ' ' && behind == ' ') return {begin - 1, end + 1, true};
  return text[begin] == '@' ? AtSign{begin, end, false} : AtSign{};
}

// Where `at` stands next, in any case, from text[at] on; npos for nowhere.
size_t FindAtWord(std::string_view text, size_t at) {
  for (; at + 1 < text.size(); ++at) {
    if ((text[at] == 'a' || text[at] == 'A') && LowerByte(text[at + 1]) == 't') return at;
  }
  return text.npos;
}

// One pass over the places of one kind of sign, left to right.
class EmailPass {
 public:
  EmailPass(std::string* text, std::string* scratch) : in_(*text), marker_(text, scratch) {}

  bool RunSigns() {
    for (size_t at = in_.find('@'); at != in_.npos; at = in_.find('@', std::max(at + 1, marker_.copied()))) Try(at, 1);
    return marker_.Finish();
  }
  bool RunWords() {
    for (size_t at = FindAtWord(in_, 0); at != in_.npos; at = FindAtWord(in_, std::max(at + 2, marker_.copied())))
      Try(at, 2);
    return marker_.Finish();
  }

 private:
  void Try(size_t core, size_t core_bytes) {
    const size_t from = std::max(floor_, marker_.copied());
    floor_ = core + core_bytes;  // so that no byte is looked at twice
    // Most @ begin a mention: before them stands no part of a name.
    const char before = core > from ? in_[core - 1] : '/';
    if ((before & 0x80) != 0 || before == '/' || before == ':') return;
    const AtSign sign = AtSignAround(in_, core, core + core_bytes, from);
    if (sign.begin == sign.end) return;
    size_t start = sign.begin;
    while (start > from && IsLocalPart(in_[start - 1])) --start;
    // In `@user@host` the whole is a mention.
    if (start == sign.begin || (start > 0 && marker_.Before(start - 1) == '@')) return;
    const size_t end = DomainEnd(in_, sign.end);
    if (end == 0 || (sign.is_spaced && !IsBelieved(start, sign))) return;
    marker_.Mark(start, end, "[email]");
  }

  bool IsBelieved(size_t start, const AtSign& sign) const {
    const std::string_view name = in_.substr(start, sign.begin - start), domain = in_.substr(sign.end);
    if (name.size() < 2 || StartsWithIgnoringCase(domain, "www.")) return false;
    const bool has_sign =
        name.substr(0, name.size() - 1).find_first_of("0123456789._") != name.npos || IsDigitByte(name.back());
    const bool is_known =
        std::any_of(std::begin(kWellKnownHosts), std::end(kWellKnownHosts),
                    [&](std::string_view host_name) { return StartsWithIgnoringCase(domain, host_name); });
    std::string_view head = in_.substr(marker_.copied(), start - marker_.copied());
    while (head.ends_with(' ')) head.remove_suffix(1);
    return has_sign || is_known || EndsWithAny(head, kMailWords);
  }

  std::string_view in_;
  Marker marker_;
  size_t floor_ = 0;
};

}  // namespace

bool RedactEmails(std::string* text, std::string* scratch) { return EmailPass(text, scratch).RunSigns(); }

bool RedactHiddenEmails(std::string* text, std::string* scratch) { return EmailPass(text, scratch).RunWords(); }

}  // namespace groundswell
