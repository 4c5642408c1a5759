#include "serve/xml_text.h"

namespace groundswell {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";

}  // namespace

void AppendXml(std::string_view text, std::string* out) {
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '&') {
      out->append("&amp;");
    } else if (c == '<') {
      out->append("&lt;");
    } else if (c == '>') {
      out->append("&gt;");
    } else if (c == '"') {
      out->append("&quot;");
    } else if (c == '\'') {
      out->append("&#39;");
    } else if (c == '\r') {
      out->append("&#13;");
    } else if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n') {
      out->append(kReplacement);
    } else if (text.substr(i, 3) == "\uFFFE" || text.substr(i, 3) == "\uFFFF") {
      out->append(kReplacement);
      i += 2;
    } else {
      out->push_back(c);
    }
  }
}

}  // namespace groundswell
