#include "ingest/mapping_charset.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <vector>

#include "ingest/utf8.h"

namespace groundswell {
namespace {

// An open converter, closed with it; null where the set is not known.
class Converter {
 public:
  explicit Converter(const char* name) {
    UErrorCode error = U_ZERO_ERROR;
    converter_ = ucnv_open(name, &error);
    if (U_FAILURE(error)) converter_ = nullptr;
  }
  ~Converter() {
    if (converter_ != nullptr) ucnv_close(converter_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  UConverter* get() const { return converter_; }

 private:
  UConverter* converter_ = nullptr;
};

std::string SetName(std::string_view charset) {
  std::string name(charset);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return name == "gb2312" || name == "gbk" ? "gb18030" : name;
}

std::optional<std::string> FromUtf8(std::string_view bytes, Damage damage) {
  if (damage == Damage::kRefuse && FindInvalidUtf8(bytes) != bytes.npos) return std::nullopt;
  std::string text;
  AppendValidUtf8(bytes, bytes.size() * 3, &text);
  return text;
}

}  // namespace

std::optional<std::string> ToUtf8(std::string_view bytes, std::string_view charset, Damage damage) {
  const std::string name = SetName(charset);
  if (bytes.empty() || name.empty() || name == "utf-8" || name == "utf8" || name == "us-ascii")
    return FromUtf8(bytes, damage);
  const Converter from(name.c_str()), to("utf-8");
  if (from.get() == nullptr || to.get() == nullptr) return FromUtf8(bytes, damage);
  UErrorCode error = U_ZERO_ERROR;
  if (damage == Damage::kRefuse)
    ucnv_setToUCallBack(from.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  // No set has bytes that become more than two UTF-16 units each, nor a unit that becomes more than three bytes.
  std::vector<UChar> wide(bytes.size() * 2 + 1);
  const int32_t length = ucnv_toUChars(from.get(), wide.data(), static_cast<int32_t>(wide.size()), bytes.data(),
                                       static_cast<int32_t>(bytes.size()), &error);
  if (U_FAILURE(error)) return damage == Damage::kRefuse ? std::nullopt : FromUtf8(bytes, damage);
  std::string text(static_cast<size_t>(length) * 3 + 1, '\0');
  const int32_t size =
      ucnv_fromUChars(to.get(), text.data(), static_cast<int32_t>(text.size()), wide.data(), length, &error);
  if (U_FAILURE(error)) return FromUtf8(bytes, damage);
  text.resize(static_cast<size_t>(size));
  return text;
}

}  // namespace groundswell
