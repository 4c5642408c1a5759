#include "serve/document_html.h"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace groundswell {
namespace {

using Kind = DocumentBlock::Kind;

// Colours pass WCAG 2.2 AA on white and on the dark ground alike; on paper links are told by their underline.
constexpr std::string_view kStyle =
    ":root{color-scheme:light dark;--ink:#1d2329;--soft:#57606a;--line:#d0d7de;--link:#0550ae;--ground:#fff;"
    "--head:#f3f5f7}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6e9ec;--soft:#a3adb8;--line:#3d444d;--link:#79b8ff;"
    "--ground:#15191e;--head:#1f252c}}"
    "body{margin:0 auto;max-width:60rem;padding:2rem 1rem 4rem;background:var(--ground);color:var(--ink);"
    "font:16px/1.7 system-ui,\"PingFang SC\",\"Microsoft YaHei\",\"Noto Sans CJK SC\",sans-serif}"
    "h1{font-size:1.7rem;line-height:1.3}h2{font-size:1.25rem;margin-top:2.2rem;border-bottom:1px solid var(--line);"
    "padding-bottom:.3rem}h3{font-size:1.05rem;margin:1.6rem 0 .4rem}h4{font-size:1rem}"
    "a{color:var(--link)}.table{overflow-x:auto}"
    "table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}"
    "th,td{border:1px solid var(--line);padding:.35rem .6rem;text-align:start;vertical-align:top}"
    "th{background:var(--head)}blockquote{margin:.5rem 0 .5rem 1rem;padding-inline-start:.8rem;"
    "border-inline-start:3px solid var(--line);color:var(--soft)}mark{padding:0 .2em}"
    "@media print{body{max-width:none;padding:0;font-size:11pt}h2,h3{break-after:avoid}tr{break-inside:avoid}"
    ".table{overflow:visible}}";

void AppendEscaped(std::string_view text, std::string* out) {
  for (const char c : text) {
    if (c == '&')
      out->append("&amp;");
    else if (c == '<')
      out->append("&lt;");
    else if (c == '>')
      out->append("&gt;");
    else if (c == '"')
      out->append("&quot;");
    else if (c == '\'')
      out->append("&#39;");
    else
      out->push_back(static_cast<unsigned char>(c) < ' ' ? ' ' : c);
  }
}

void AppendText(const DocumentText& text, std::string* out) {
  for (const DocumentRun& run : text) {
    const bool is_link = IsSafeLink(run.link);
    if (is_link) {
      out->append("<a rel=\"noreferrer\" href=\"");
      AppendEscaped(run.link, out);
      out->append("\">");
    }
    if (run.is_bold) out->append("<strong>");
    if (run.is_gap) out->append("<mark>");
    AppendEscaped(run.text, out);
    if (run.is_gap) out->append("</mark>");
    if (run.is_bold) out->append("</strong>");
    if (is_link) out->append("</a>");
  }
}

void AppendElement(std::string_view name, const DocumentText& text, std::string* out) {
  out->append("<").append(name).append(">");
  AppendText(text, out);
  out->append("</").append(name).append(">\n");
}

void AppendTable(const DocumentBlock& block, std::string* out) {
  size_t columns = 0;
  for (const auto& row : block.rows) columns = std::max(columns, row.size());
  out->append("<div class=\"table\"><table>\n");
  for (size_t i = 0; i < block.rows.size(); ++i) {
    const bool is_header = i == 0 && block.has_header;
    out->append("<tr>");
    for (const DocumentText& cell : block.rows[i]) AppendElement(is_header ? "th" : "td", cell, out);
    for (size_t missing = block.rows[i].size(); missing < columns; ++missing) out->append("<td></td>");
    out->append("</tr>\n");
  }
  out->append("</table></div>\n");
}

std::string_view HeadingOf(uint8_t level) { return level <= 1 ? "h2" : level == 2 ? "h3" : "h4"; }

}  // namespace

std::string DocumentHtml(const Document& document) {
  std::string out = "<!doctype html>\n<html lang=\"";
  AppendEscaped(document.language(), &out);
  out +=
      "\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
      "<meta name=\"referrer\" content=\"no-referrer\"><title>";
  AppendEscaped(document.title(), &out);
  out.append("</title><style>").append(kStyle).append("</style></head>\n<body><main>\n");
  bool is_list = false;
  for (const DocumentBlock& block : document.blocks()) {
    const bool is_bullet = block.kind == Kind::kBullet;
    if (is_bullet != is_list) out.append(is_bullet ? "<ul>\n" : "</ul>\n");
    is_list = is_bullet;
    switch (block.kind) {
      case Kind::kTitle:
        AppendElement("h1", block.text, &out);
        break;
      case Kind::kHeading:
        AppendElement(HeadingOf(block.level), block.text, &out);
        break;
      case Kind::kParagraph:
        AppendElement("p", block.text, &out);
        break;
      case Kind::kBullet:
        AppendElement("li", block.text, &out);
        break;
      case Kind::kQuote:
        AppendElement("blockquote", block.text, &out);
        break;
      case Kind::kTable:
        AppendTable(block, &out);
        break;
    }
  }
  if (is_list) out.append("</ul>\n");
  return out.append("</main></body>\n</html>\n");
}

std::string DocumentPolicy() {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(kStyle.data()), kStyle.size());
  std::array<char, sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, sodium_base64_VARIANT_ORIGINAL)> text{};
  sodium_bin2base64(text.data(), text.size(), hash.data(), hash.size(), sodium_base64_VARIANT_ORIGINAL);
  return "default-src 'none'; style-src 'sha256-" + std::string(text.data()) +
         "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

}  // namespace groundswell
