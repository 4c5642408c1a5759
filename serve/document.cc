#include "serve/document.h"

#include <algorithm>

namespace groundswell {
namespace {

using Kind = DocumentBlock::Kind;

// Whatever Markdown could read as more than text is escaped; a line end within a text is a space.
void AppendEscaped(std::string_view text, std::string* out) {
  constexpr std::string_view kMarks = "\\`*_[]<>#|~!";
  const size_t begin = out->size();
  for (const char c : text) {
    const bool begins_line = out->size() == begin;
    if (static_cast<unsigned char>(c) < ' ') {
      out->push_back(' ');
      continue;
    }
    if (kMarks.find(c) != std::string_view::npos || (begins_line && (c == '-' || c == '+'))) out->push_back('\\');
    out->push_back(c);
  }
}

void AppendText(const DocumentText& text, std::string* out) {
  for (const DocumentRun& run : text) {
    const bool is_link = IsSafeLink(run.link);
    const bool is_strong = (run.is_bold || run.is_gap) && !run.text.empty();
    if (is_link) out->push_back('[');
    if (is_strong) out->append("**");
    AppendEscaped(run.text, out);
    if (is_strong) out->append("**");
    if (!is_link) continue;
    out->append("](<");
    for (const char c : run.link) c == '>' || c == '<' ? out->append(c == '>' ? "%3E" : "%3C") : out->append(1, c);
    out->append(">)");
  }
}

void AppendTable(const DocumentBlock& block, std::string* out) {
  size_t columns = 0;
  for (const auto& row : block.rows) columns = std::max(columns, row.size());
  const auto line = [&](const std::vector<DocumentText>* row) {
    out->push_back('|');
    for (size_t i = 0; i < columns; ++i) {
      out->push_back(' ');
      if (row != nullptr && i < row->size()) AppendText((*row)[i], out);
      out->append(" |");
    }
    out->push_back('\n');
  };
  auto row = block.rows.begin();
  line(block.has_header && row != block.rows.end() ? &*row++ : nullptr);
  out->push_back('|');
  for (size_t i = 0; i < columns; ++i) out->append(" --- |");
  out->push_back('\n');
  for (; row != block.rows.end(); ++row) line(&*row);
}

}  // namespace

bool IsSafeLink(std::string_view link) {
  const bool is_known = link.starts_with("https://") || link.starts_with("http://") || link.starts_with("mailto:");
  for (const char c : link)
    if (static_cast<unsigned char>(c) <= ' ') return false;
  return is_known;
}

std::string DocumentMarkdown(const Document& document) {
  std::string out;
  Kind before = Kind::kTitle;
  for (const DocumentBlock& block : document.blocks()) {
    const bool goes_on = block.kind == Kind::kBullet && before == Kind::kBullet;
    if (!out.empty() && !goes_on) out.push_back('\n');
    before = block.kind;
    if (block.kind == Kind::kTable) {
      AppendTable(block, &out);
      continue;
    }
    if (block.kind == Kind::kTitle) out.append("# ");
    if (block.kind == Kind::kHeading) out.append(block.level + size_t{1}, '#').push_back(' ');
    if (block.kind == Kind::kBullet) out.append("- ");
    if (block.kind == Kind::kQuote) out.append("> ");
    AppendText(block.text, &out);
    out.push_back('\n');
  }
  return out;
}

}  // namespace groundswell
