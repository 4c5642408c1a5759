#include "serve/answer_words.h"

#include <algorithm>

#include "models/text_utf8.h"
#include "serve/message_escape.h"

namespace groundswell {
namespace {

constexpr size_t kWordsBytesMax = 100, kSecretBytesMin = 6, kEchoBytesMin = 9;
constexpr std::string_view kMask = "***", kEcho = "(its words repeat the message)";

// A receiver may say any bytes; what is logged and answered is UTF-8.
std::string ValidUtf8(std::string_view text) {
  std::string valid;
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = CodePointAt(text, at);
    c.size_bytes == 0 ? valid.append("?") : valid.append(text.substr(at, c.size_bytes));
    at += std::max<size_t>(c.size_bytes, 1);
  }
  return valid;
}

// The number that `digits` hexadecimal digits at the front are, or -1.
int HexAt(std::string_view text, size_t digits) {
  if (text.size() < digits) return -1;
  int value = 0;
  for (const char c : text.substr(0, digits)) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

// Without the escapes of JSON and of addresses.
std::string Unescaped(std::string_view text) {
  std::string plain;
  for (size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at + 1);
    int code = -1;
    if (text[at] == '%' && (code = HexAt(rest, 2)) > 0) {
      plain.push_back(static_cast<char>(code));
      at += 2;
    } else if (text[at] == '\\' && rest.starts_with('u') && (code = HexAt(rest.substr(1), 4)) > 0) {
      const bool is_half = code >= 0xd800 && code < 0xe000;  // of a character beyond the first 65,536
      if (!is_half) AppendUtf8(static_cast<char32_t>(code), &plain);
      at += 5;
    } else if (text[at] == '\\' && !rest.empty()) {
      const bool is_sign = rest[0] == '/' || rest[0] == '"' || rest[0] == '\\';
      plain.push_back(is_sign ? rest[0] : ' ');
      ++at;
    } else {
      plain.push_back(text[at]);
    }
  }
  return plain;
}

// Letters in lower case, digits and what is not ASCII: what is left of a text in every form that a chat gives it.
std::string EssenceOf(std::string_view text) {
  std::string essence;
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = CodePointAt(text, at);
    const bool is_full_width = c.value >= 0xff01 && c.value <= 0xff5e;
    if (c.size_bytes == 1) {
      const char byte = text[at];
      if (byte >= 'A' && byte <= 'Z') essence.push_back(static_cast<char>(byte - 'A' + 'a'));
      if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9')) essence.push_back(byte);
    } else if (c.size_bytes > 1 && !is_full_width) {
      essence.append(text.substr(at, c.size_bytes));
    }
    at += std::max<uint32_t>(c.size_bytes, 1);
  }
  return essence;
}

bool Repeats(std::string_view words, std::string_view said) {
  for (size_t at = 0; at < words.size(); at += CodePointAt(words, at).size_bytes) {
    size_t end = at;
    while (end < words.size() && end - at < kEchoBytesMin) end += CodePointAt(words, end).size_bytes;
    if (end - at < kEchoBytesMin) return false;
    if (said.find(words.substr(at, end - at)) != std::string_view::npos) return true;
  }
  return false;
}

// An answer is kept up to a bound: what stands at its end may be the front of a secret.
void MaskCutSecret(std::span<const std::string> secrets, std::string* text) {
  for (const std::string& secret : secrets)
    for (size_t bytes = std::min(secret.size(), text->size()); bytes >= kSecretBytesMin; --bytes)
      if (text->ends_with(std::string_view(secret).substr(0, bytes))) {
        text->replace(text->size() - bytes, bytes, kMask);
        return;
      }
}

}  // namespace

std::string WithoutSecrets(std::string text, std::span<const std::string> secrets) {
  for (const std::string& secret : secrets) {
    if (secret.size() < kSecretBytesMin) continue;
    for (size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at))
      text.replace(at, secret.size(), kMask);
  }
  return text;
}

AnswerWords::AnswerWords(std::vector<std::string> secrets, std::string_view said)
    : secrets_(std::move(secrets)), said_(EssenceOf(said)) {}

std::string AnswerWords::Of(std::string_view text) const {
  std::string words = WithoutSecrets(ValidUtf8(Unescaped(text)), secrets_);
  MaskCutSecret(secrets_, &words);
  words = CutBytes(HarmlessText(words, ""), kWordsBytesMax);
  return Repeats(EssenceOf(words), said_) ? std::string(kEcho) : words;
}

}  // namespace groundswell
