#include "ingest/mapping_email.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/json_writer.h"
#include "ingest/limits.h"
#include "ingest/mapping_charset.h"
#include "ingest/mapping_source.h"
#include "ingest/mapping_value.h"
#include "ingest/utf8.h"

namespace groundswell {
namespace {

constexpr int kPartDepthMax = 8;
constexpr int kPartsMax = 100;
// RFC 2047 gives an encoded word 75; many programs write longer ones.
constexpr size_t kEncodedWordBytesMax = 4096;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return Lower(x) == Lower(y); });
}

std::string Lowered(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), Lower);
  return lowered;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = Lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Quoted-printable (RFC 2045, 6.7); in encoded words `_` is a space.
std::string UndoQuotedPrintable(std::string_view text, bool in_word) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '_' && in_word) {
      out += ' ';
    } else if (text[i] != '=') {
      out += text[i];
    } else if (i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 && HexDigit(text[i + 2]) >= 0) {
      out += static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
      i += 2;
    } else {
      // A soft line end, or nothing that was meant.
      while (i + 1 < text.size() && (text[i + 1] == '\r' || text[i + 1] == ' ')) ++i;
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    }
  }
  return out;
}

std::string UndoBase64(std::string_view text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const size_t digit = kDigits.find(c);
    if (c == '=') break;
    if (digit == kDigits.npos) continue;
    bits = bits << 6 | static_cast<uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xff);
  }
  return out;
}

// Where encoded words end in a header. Places are asked for in their order, so that it is searched once, however many
// words are opened and not closed.
class WordEnds {
 public:
  explicit WordEnds(std::string_view header) : header_(header) {}
  // The first end in `rest`, the rest of the header, at or behind `from`; npos for none.
  size_t Find(std::string_view rest, size_t from) {
    const size_t begin = header_.size() - rest.size();
    if (is_new_ || next_ < begin + from) next_ = header_.find("?=", begin + from);
    is_new_ = false;
    return next_ == header_.npos ? next_ : next_ - begin;
  }

 private:
  const std::string_view header_;
  size_t next_ = 0;
  bool is_new_ = true;
};

// "=?utf-8?B?…?=", taken from the front of the rest of a header; nothing where there is none.
struct EncodedWord {
  std::string_view charset;
  std::string bytes;
};
std::optional<EncodedWord> TakeEncodedWord(std::string_view* value, WordEnds* ends) {
  const std::string_view head = value->substr(0, kEncodedWordBytesMax);
  const size_t charset = head.starts_with("=?") ? head.find('?', 2) : head.npos;
  if (charset == head.npos || charset + 3 > head.size() || head[charset + 2] != '?') return std::nullopt;
  const size_t text = charset + 3, close = ends->Find(*value, text);
  if (close == head.npos || close + 2 > head.size()) return std::nullopt;
  const std::string_view encoded = head.substr(text, close - text);
  const bool is_base64 = Lower(head[charset + 1]) == 'b';
  value->remove_prefix(close + 2);
  return EncodedWord{head.substr(2, charset - 2), is_base64 ? UndoBase64(encoded) : UndoQuotedPrintable(encoded, true)};
}

// The encoded words of a header (RFC 2047) undone. Words of one set that follow each other are one text: many programs
// cut in the middle of a character.
std::string UndoEncodedWords(std::string_view value) {
  std::string out, bytes;
  std::string_view charset;
  WordEnds ends(value);
  const auto flush = [&] {
    out += *ToUtf8(bytes, charset, Damage::kReplace);
    bytes.clear();
  };
  while (!value.empty()) {
    const size_t open = std::min(value.find("=?", value.starts_with("=?") ? 0 : 1), value.size());
    const std::string_view before = value.substr(0, open);
    // White space between two words belongs to neither.
    if (open < value.size() && before.find_first_not_of(" \t") == before.npos && (!bytes.empty() || open == 0)) {
      std::string_view rest = value.substr(open);
      if (auto word = TakeEncodedWord(&rest, &ends)) {
        if (!EqualsIgnoringCase(word->charset, charset)) flush();
        charset = word->charset;
        bytes += word->bytes;
        value = rest;
        continue;
      }
    }
    flush();
    // What begins no word is text as it stands.
    const size_t taken = open > 0 ? open : 2;
    out += *ToUtf8(value.substr(0, taken), "utf-8", Damage::kReplace);
    value.remove_prefix(std::min(taken, value.size()));
  }
  flush();
  return out;
}

struct Headers {
  std::vector<std::pair<std::string_view, std::string>> fields;  // unfolded

  std::string_view Get(std::string_view name) const {
    for (const auto& [key, value] : fields)
      if (EqualsIgnoringCase(key, name)) return value;
    return {};
  }
};

// Reads the headers at the front of `text`, and takes them and the empty line away.
Headers TakeHeaders(std::string_view* text) {
  Headers headers;
  while (!text->empty()) {
    const size_t end = std::min(text->find('\n'), text->size());
    std::string_view line = text->substr(0, end);
    text->remove_prefix(std::min(end + 1, text->size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;
    if ((line[0] == ' ' || line[0] == '\t') && !headers.fields.empty()) {
      headers.fields.back().second.append(" ").append(TrimmedText(line));
    } else if (const size_t colon = line.find(':'); colon != line.npos) {
      headers.fields.emplace_back(line.substr(0, colon), TrimmedText(line.substr(colon + 1)));
    }
  }
  return headers;
}

// The value of a parameter such as charset="utf-8".
std::string Parameter(std::string_view header, std::string_view name) {
  const std::string lowered = Lowered(header);
  for (size_t at = lowered.find(';'); at != lowered.npos; at = lowered.find(';', at + 1)) {
    const std::string_view rest = TrimmedText(header.substr(at + 1));
    if (rest.size() <= name.size() || rest[name.size()] != '=' ||
        !EqualsIgnoringCase(rest.substr(0, name.size()), name))
      continue;
    std::string_view value = rest.substr(name.size() + 1);
    if (value.starts_with('"')) return std::string(value.substr(1, value.find('"', 1) - 1));
    return std::string(TrimmedText(value.substr(0, value.find(';'))));
  }
  return {};
}

struct Texts {
  std::string plain, html;
  int parts = 0;
};

void ReadPart(const Headers& headers, std::string_view body, int depth, Texts* texts);

// The parts between the lines "--boundary".
void ReadParts(std::string_view body, const std::string& boundary, int depth, Texts* texts) {
  const std::string mark = "--" + boundary;
  size_t begin = std::string_view::npos;
  for (size_t at = body.find(mark); at != body.npos; at = body.find(mark, at + mark.size())) {
    if (at > 0 && body[at - 1] != '\n') continue;
    if (begin != body.npos) {
      std::string_view part = body.substr(begin, at - begin);
      const Headers headers = TakeHeaders(&part);
      ReadPart(headers, part, depth + 1, texts);
    }
    if (body.substr(at + mark.size()).starts_with("--") || texts->parts > kPartsMax) return;
    begin = std::min(body.find('\n', at), body.size());
    begin = std::min(begin + 1, body.size());
  }
}

void ReadPart(const Headers& headers, std::string_view body, int depth, Texts* texts) {
  if (depth > kPartDepthMax || ++texts->parts > kPartsMax) return;
  const std::string_view type_header = headers.Get("Content-Type");
  const std::string type = Lowered(TrimmedText(type_header.substr(0, type_header.find(';'))));
  if (type.starts_with("multipart/")) {
    const std::string boundary = Parameter(type_header, "boundary");
    if (!boundary.empty()) ReadParts(body, boundary, depth, texts);
    return;
  }
  const bool is_html = type == "text/html";
  if (Lowered(headers.Get("Content-Disposition")).starts_with("attachment")) return;
  if (!is_html && !type.empty() && type != "text/plain") return;
  std::string& text = is_html ? texts->html : texts->plain;
  if (!text.empty()) return;
  const std::string encoding = Lowered(headers.Get("Content-Transfer-Encoding"));
  std::string bytes(body);
  if (encoding == "base64") bytes = UndoBase64(body);
  if (encoding == "quoted-printable") bytes = UndoQuotedPrintable(body, false);
  AppendValidUtf8(*ToUtf8(bytes, Parameter(type_header, "charset"), Damage::kReplace), kTextBytesMax, &text);
}

// "Ann <ann@example.org>" to its name and address.
void WriteSender(std::string_view header, JsonWriter* json) {
  const size_t open = header.rfind('<');
  const size_t close = open == header.npos ? header.npos : header.find('>', open);
  if (close == header.npos) {
    json->Key("from").Text(TrimmedText(header));
    return;
  }
  json->Key("from").Text(header.substr(open + 1, close - open - 1));
  std::string_view name = TrimmedText(header.substr(0, open));
  if (name.size() > 1 && name.starts_with('"') && name.ends_with('"')) name = name.substr(1, name.size() - 2);
  if (!name.empty()) json->Key("from_name").Text(name);
}

// Messages of a mailbox begin with lines "From …". What does not begin with one is one message, whatever it says.
class EmailFramer : public RecordFramer {
 public:
  explicit EmailFramer(ByteSource* source) : lines_(source) {}

  Result<bool> Next(std::string* out) override {
    while (true) {
      std::string_view line;
      bool too_long = false;
      const auto more = lines_.Next(kLineBytesMax, &line, &too_long);
      if (!more.ok()) return more.status();
      if (!*more) break;
      *out += '\n';
      const bool is_mark = line.starts_with("From ");
      if (!is_mailbox_ && !line.empty()) is_mailbox_ = is_mark;
      const bool begins = is_mark && was_blank_ && *is_mailbox_;
      was_blank_ = line.empty();
      if (begins && !message_.empty()) {
        Flush(out);
        return true;
      }
      if (!begins) Take(line, too_long);
    }
    if (message_.empty()) return !out->empty();
    Flush(out);
    return true;
  }

 private:
  void Take(std::string_view line, bool too_long) {
    if (message_.empty() && line.empty()) return;
    too_large_ = too_large_ || too_long || message_.size() + line.size() > kDocumentBytesMax;
    if (!too_large_) message_.append(line).append("\n");
  }
  void Flush(std::string* out) {
    if (too_large_) {
      AppendRefusedLine("a message, or a line of it, that is too long", out);
    } else {
      EmailToJson(message_, out);
      *out += '\n';
    }
    message_.clear();
    too_large_ = false;
  }

  SourceLines lines_;
  std::string message_;
  std::optional<bool> is_mailbox_;  // by the first line that is not blank
  bool was_blank_ = true, too_large_ = false;
};

}  // namespace

void EmailToJson(std::string_view message, std::string* out) {
  std::string_view body = message;
  const Headers headers = TakeHeaders(&body);
  Texts texts;
  ReadPart(headers, body, 0, &texts);
  JsonWriter json(out);
  json.BeginObject();
  const auto write = [&](std::string_view key, std::string_view value) {
    if (!value.empty()) json.Key(key).Text(value);
  };
  write("message_id", UndoEncodedWords(headers.Get("Message-ID")));
  write("date", UndoEncodedWords(headers.Get("Date")));
  if (const std::string from = UndoEncodedWords(headers.Get("From")); !from.empty()) WriteSender(from, &json);
  write("to", UndoEncodedWords(headers.Get("To")));
  write("subject", UndoEncodedWords(headers.Get("Subject")));
  write("in_reply_to", UndoEncodedWords(headers.Get("In-Reply-To")));
  write("text", texts.plain);
  write("html", texts.html);
  json.EndObject();
}

std::unique_ptr<RecordFramer> MakeEmailFramer(ByteSource* source) { return std::make_unique<EmailFramer>(source); }

}  // namespace groundswell
