// Document: headings, paragraphs, lists and tables that people go on writing in, and its Markdown.
//
// What reports and drafts are made of before they become a file: one model, and a function for each form
// (serve/docx.h for Word). Contract: texts are plain UTF-8, escaped by each form, so that no post can bring markup in;
// the same document gives the same bytes. Ownership: owns its texts. Threads: values and free functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace groundswell {

// Words in one manner.
struct DocumentRun {
  std::string text;
  bool is_bold = false;
  bool is_gap = false;  // a place that somebody has to fill: marked so that nobody overlooks it
  std::string link;     // http, https or mailto; anything else is left out
};
using DocumentText = std::vector<DocumentRun>;

struct DocumentBlock {
  enum class Kind : uint8_t { kTitle, kHeading, kParagraph, kBullet, kQuote, kTable };
  Kind kind = Kind::kParagraph;
  uint8_t level = 1;                            // of a heading, 1 to 3
  DocumentText text;                            // of all but a table
  std::vector<std::vector<DocumentText>> rows;  // of a table
  bool has_header = false;                      // its first row is one
};

class Document {
 public:
  // "zh-CN" or "en": of the fonts and the spelling.
  Document(std::string language, std::string title) : language_(std::move(language)), title_(std::move(title)) {}

  void AddTitle(std::string text) { Add(DocumentBlock::Kind::kTitle, Plain(std::move(text))); }
  void AddHeading(uint8_t level, std::string text) {
    Add(DocumentBlock::Kind::kHeading, Plain(std::move(text))).level = level;
  }
  void AddParagraph(DocumentText text) { Add(DocumentBlock::Kind::kParagraph, std::move(text)); }
  void AddBullet(DocumentText text) { Add(DocumentBlock::Kind::kBullet, std::move(text)); }
  void AddQuote(DocumentText text) { Add(DocumentBlock::Kind::kQuote, std::move(text)); }
  void AddTable(std::vector<std::vector<DocumentText>> rows, bool has_header) {
    DocumentBlock& block = Add(DocumentBlock::Kind::kTable, {});
    block.rows = std::move(rows);
    block.has_header = has_header;
  }
  static DocumentText Plain(std::string text) { return {DocumentRun{std::move(text), false, false, {}}}; }

  const std::string& language() const { return language_; }
  const std::string& title() const { return title_; }
  const std::vector<DocumentBlock>& blocks() const { return blocks_; }

 private:
  DocumentBlock& Add(DocumentBlock::Kind kind, DocumentText text) {
    DocumentBlock& block = blocks_.emplace_back();
    block.kind = kind;
    block.text = std::move(text);
    return block;
  }

  std::string language_, title_;
  std::vector<DocumentBlock> blocks_;
};

// Whether a link leads where a reader may safely follow.
bool IsSafeLink(std::string_view link);

std::string DocumentMarkdown(const Document& document);

}  // namespace groundswell
