#include "models/redact.h"

#include <algorithm>

#include "models/redact_numbers.h"

namespace groundswell {
namespace {

constexpr size_t kDigitsMin = 10;  // the shortest number that is looked for

bool IsDigit(char b) { return b >= '0' && b <= '9'; }
bool IsLetter(char b) { return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z'); }
bool IsLocalPart(char b) {
  return IsDigit(b) || IsLetter(b) || b == '.' || b == '_' || b == '%' || b == '+' || b == '-';
}
bool IsDomainPart(char b) { return IsDigit(b) || IsLetter(b) || b == '.' || b == '-'; }

// What introduces the number of an order or a case, which may look like a phone's or a card's.
constexpr std::string_view kOrderWords[] = {"单号",   "单编号",       "订单",     "单号码",       "单号是",
                                            "单号为", "编号",         "order",    "order number", "order no",
                                            "Order",  "Order number", "Order no", "case number",  "ticket number"};

// True when text[at] follows such a word, a colon, a space or # aside.
bool FollowsOrderWord(std::string_view text, size_t at) {
  std::string_view head = text.substr(at < 32 ? 0 : at - 32, at < 32 ? at : 32);
  while (!head.empty() && (head.back() == ' ' || head.back() == ':' || head.back() == '#' || head.back() == '.'))
    head.remove_suffix(1);
  return std::any_of(std::begin(kOrderWords), std::end(kOrderWords), [&](auto word) { return head.ends_with(word); });
}

bool IsUrlPart(char b) { return b > ' ' && b < 0x7f && b != '"' && b != '\'' && b != '<' && b != '>'; }

// Copies a text piece by piece, with marks in place of what was found.
class Marker {
 public:
  Marker(std::string* text, std::string* scratch) : text_(text), in_(*text), scratch_(scratch) { scratch_->clear(); }

  void Mark(size_t start, size_t end, std::string_view mark) {
    scratch_->append(in_, copied_, start - copied_);
    scratch_->append(mark);
    copied_ = end;
  }
  // The byte at `i` as the text will have it: the last of a mark for what a mark took.
  char Before(size_t i) const { return i < copied_ ? ']' : in_[i]; }
  size_t copied() const { return copied_; }

  // Returns true when something was marked.
  bool Finish() {
    if (copied_ == 0) return false;
    scratch_->append(in_, copied_, in_.size() - copied_);
    text_->swap(*scratch_);
    return true;
  }

 private:
  std::string* text_;
  std::string_view in_;
  std::string* scratch_;
  size_t copied_ = 0;
};

// The end of a domain with a top level of two letters or more that starts at `at`; 0 for none.
size_t DomainEnd(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && IsDomainPart(text[end])) ++end;
  const std::string_view domain = text.substr(at, end - at);
  for (size_t dot = domain.rfind('.'); dot != domain.npos && dot > 0; dot = domain.rfind('.', dot - 1)) {
    size_t top = dot + 1;
    while (top < domain.size() && IsLetter(domain[top])) ++top;
    if (top - dot > 2) return at + top;
  }
  return 0;
}

bool RedactEmails(std::string* text, std::string* scratch) {
  Marker marker(text, scratch);
  const std::string_view in = *text;
  size_t part_start = 0;  // after the last '@', so that no byte is looked at twice
  for (size_t at = in.find('@'); at != in.npos; at = in.find('@', at + 1)) {
    size_t start = at;
    while (start > part_start && start > marker.copied() && IsLocalPart(in[start - 1])) --start;
    part_start = at + 1;
    // In `@user@host` the whole is a mention.
    if (start == at || (start > 0 && marker.Before(start - 1) == '@')) continue;
    if (const size_t end = DomainEnd(in, at + 1); end != 0) marker.Mark(start, end, "[email]");
  }
  return marker.Finish();
}

// What is found among the digits of a text, one group of digits after the other.
class NumberPass {
 public:
  NumberPass(std::string* text, std::string* scratch) : in_(*text), marker_(text, scratch) {}

  bool Run() {
    for (size_t at = 0; at < in_.size();) {
      const char b = in_[at];
      if (b == '/') NoteUrl(at);
      if (!IsDigit(b)) {
        ++at;
        continue;
      }
      at = TryGroup(at);
    }
    return marker_.Finish();
  }

 private:
  // Where the digits at `at` begin a personal number, marks it; returns where to go on.
  size_t TryGroup(size_t at) {
    const bool is_in_url = at < url_end_;
    const char before = at == 0 ? ' ' : marker_.Before(at - 1);
    const bool is_fraction = before == '.' && at > 1 && IsDigit(marker_.Before(at - 2));
    if (!is_fraction && (!is_in_url || before == '=')) {
      if (const size_t end = IdentityCardEnd(in_, at); end != 0) return Mark(at, end, "[idcard]");
      const size_t card = is_in_url ? 0 : BankCardEnd(in_, at), phone = card == 0 ? PhoneEnd(at, before) : 0;
      if (card + phone != 0 && !FollowsOrderWord(in_, at)) {
        return card != 0 ? Mark(at, card, "[card]") : Mark(PhoneStart(at, before, phone), phone, "[phone]");
      }
    }
    while (at < in_.size() && IsDigit(in_[at])) ++at;
    return at;
  }

  size_t PhoneEnd(size_t at, char before) const {
    if (const size_t end = MobileEnd(in_, at); end != 0) return end;
    if (const size_t end = LandlineEnd(in_, at); end != 0) return end;
    if (before == '+' && !(at > 1 && IsDigit(marker_.Before(at - 2)))) return InternationalEnd(in_, at);
    return NorthAmericanEnd(in_, at);
  }

  // Takes the + and an opening bracket that belong to the number.
  size_t PhoneStart(size_t at, char before, size_t end) const {
    if (before == '+') --at;
    const bool is_open = at > marker_.copied() && in_[at - 1] == '(';
    return is_open && in_.substr(at, end - at).find(')') != in_.npos ? at - 1 : at;
  }

  size_t Mark(size_t start, size_t end, std::string_view mark) {
    marker_.Mark(start, end, mark);
    return end;
  }

  // Numbers in a URL are names of pages; only the value of a parameter may be a person's.
  void NoteUrl(size_t slash) {
    if (slash < url_end_) return;
    const std::string_view head = in_.substr(0, slash);
    const bool is_url = (head.ends_with(':') && slash + 1 < in_.size() && in_[slash + 1] == '/') ||
                        head.ends_with(".com") || head.ends_with(".cn") || head.ends_with(".net") ||
                        head.ends_with(".org");
    if (!is_url) return;
    url_end_ = slash;
    while (url_end_ < in_.size() && IsUrlPart(in_[url_end_])) ++url_end_;
  }

  std::string_view in_;
  Marker marker_;
  size_t url_end_ = 0;
};

}  // namespace

bool Redact(std::string* text, std::string* scratch) {
  const bool has_email = text->find('@') != std::string::npos && RedactEmails(text, scratch);
  const auto digits = static_cast<size_t>(std::count_if(text->begin(), text->end(), IsDigit));
  if (digits < kDigitsMin) return has_email;
  return NumberPass(text, scratch).Run() || has_email;
}

}  // namespace groundswell
