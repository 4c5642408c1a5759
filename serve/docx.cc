#include "serve/docx.h"

#include <algorithm>

#include "serve/xml_text.h"
#include "serve/zip_package.h"

namespace groundswell {
namespace {

using Kind = DocumentBlock::Kind;

constexpr std::string_view kXml = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view kContentTypes =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/word/document.xml\" ContentType=\""
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
    "<Override PartName=\"/word/styles.xml\" ContentType=\""
    "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
    "<Override PartName=\"/docProps/core.xml\" ContentType=\""
    "application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";
constexpr std::string_view kPackageRels =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    "officeDocument\" Target=\"word/document.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/"
    "core-properties\" Target=\"docProps/core.xml\"/></Relationships>";
constexpr std::string_view kRelType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

// A run is one line: what parts lines becomes a space.
void AppendLine(std::string_view text, std::string* out) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\t' || c == '\r'; }, ' ');
  AppendXml(line, out);
}

// One style: its name, what it is based on, what follows it, its paragraph and its character properties.
std::string Style(std::string_view id, std::string_view name, std::string_view paragraph, std::string_view run) {
  std::string style = "<w:style w:type=\"paragraph\" w:styleId=\"" + std::string(id) + "\"><w:name w:val=\"";
  style.append(name).append("\"/><w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/><w:qFormat/><w:pPr>");
  return style.append(paragraph).append("</w:pPr><w:rPr>").append(run).append("</w:rPr></w:style>");
}

std::string Styles() {
  std::string xml(kXml);
  xml +=
      "<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:docDefaults>"
      "<w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New "
      "Roman\" w:eastAsia=\"宋体\"/><w:sz w:val=\"22\"/><w:szCs w:val=\"22\"/><w:lang w:val=\"en-GB\" "
      "w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"120\" w:line=\"300\" "
      "w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>"
      "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/>"
      "</w:style>";
  const std::string face = "<w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" w:eastAsia=\"黑体\"/>";
  const auto head = [&](std::string_view size) { return face + "<w:b/><w:sz w:val=\"" + std::string(size) + "\"/>"; };
  xml += Style("Title", "Title", "<w:spacing w:after=\"240\"/><w:jc w:val=\"center\"/>", head("36"));
  constexpr std::string_view kSizes[] = {"28", "24", "22"};
  for (int level = 0; level < 3; ++level) {
    const std::string number = std::to_string(level + 1);
    xml += Style("Heading" + number, "heading " + number,
                 "<w:keepNext/><w:spacing w:before=\"240\" w:after=\"80\"/><w:outlineLvl w:val=\"" +
                     std::to_string(level) + "\"/>",
                 head(kSizes[level]));
  }
  xml += Style("ListBullet", "List Bullet", "<w:ind w:left=\"420\" w:hanging=\"280\"/>", "");
  xml += Style("Quote", "Quote", "<w:ind w:left=\"420\" w:right=\"420\"/>", "<w:color w:val=\"444444\"/>");
  return xml + "</w:styles>";
}

class Writer {
 public:
  explicit Writer(const Document& document) : document_(document) {}

  std::string Body() {
    std::string xml(kXml);
    xml +=
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
        "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>";
    for (const DocumentBlock& block : document_.blocks())
      block.kind == Kind::kTable ? Table(block, &xml) : Paragraph(block, &xml);
    // A4, an inch around.
    return xml +
           "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1440\" w:right=\"1440\" "
           "w:bottom=\"1440\" w:left=\"1440\" w:header=\"720\" w:footer=\"720\" w:gutter=\"0\"/></w:sectPr>"
           "</w:body></w:document>";
  }

  // Of the body; to be called after it.
  std::string Rels() const {
    std::string xml(kXml);
    xml +=
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship "
        "Id=\"rId1\" Type=\"";
    xml.append(kRelType).append("styles\" Target=\"styles.xml\"/>");
    for (size_t i = 0; i < links_.size(); ++i) {
      xml += "<Relationship Id=\"rId" + std::to_string(i + 2) + "\" Type=\"";
      xml.append(kRelType).append("hyperlink\" Target=\"");
      AppendLine(links_[i], &xml);
      xml += "\" TargetMode=\"External\"/>";
    }
    return xml + "</Relationships>";
  }

 private:
  static std::string_view StyleOf(const DocumentBlock& block) {
    constexpr std::string_view kHeadings[] = {"Heading1", "Heading2", "Heading3"};
    switch (block.kind) {
      case Kind::kTitle:
        return "Title";
      case Kind::kHeading:
        return kHeadings[block.level >= 3 ? 2 : block.level == 2 ? 1 : 0];
      case Kind::kBullet:
        return "ListBullet";
      case Kind::kQuote:
        return "Quote";
      default:
        return "Normal";
    }
  }

  void Paragraph(const DocumentBlock& block, std::string* xml) {
    xml->append("<w:p><w:pPr><w:pStyle w:val=\"").append(StyleOf(block)).append("\"/></w:pPr>");
    if (block.kind == Kind::kBullet) Run({.text = "• ", .is_bold = false, .is_gap = false, .link = {}}, xml);
    Text(block.text, xml);
    xml->append("</w:p>");
  }

  void Text(const DocumentText& text, std::string* xml) {
    for (const DocumentRun& run : text) {
      const bool is_link = IsSafeLink(run.link);
      if (is_link) {
        links_.push_back(run.link);
        xml->append("<w:hyperlink r:id=\"rId" + std::to_string(links_.size() + 1) + "\">");
      }
      Run(run, xml);
      if (is_link) xml->append("</w:hyperlink>");
    }
  }

  static void Run(const DocumentRun& run, std::string* xml) {
    xml->append("<w:r><w:rPr>");
    if (run.is_bold) xml->append("<w:b/>");
    if (IsSafeLink(run.link)) xml->append("<w:color w:val=\"0563C1\"/>");
    if (run.is_gap) xml->append("<w:highlight w:val=\"yellow\"/>");
    if (IsSafeLink(run.link)) xml->append("<w:u w:val=\"single\"/>");
    xml->append("</w:rPr><w:t xml:space=\"preserve\">");
    AppendLine(run.text, xml);
    xml->append("</w:t></w:r>");
  }

  void Table(const DocumentBlock& block, std::string* xml) {
    size_t columns = 1;
    for (const auto& row : block.rows) columns = std::max(columns, row.size());
    constexpr size_t kTextWidth = 9026;  // twentieths of a point between the margins
    const std::string width = std::to_string(kTextWidth / columns);
    xml->append("<w:tbl><w:tblPr><w:tblW w:w=\"" + std::to_string(kTextWidth) + "\" w:type=\"dxa\"/><w:tblBorders>");
    for (const char* side : {"top", "left", "bottom", "right", "insideH", "insideV"})
      xml->append("<w:").append(side).append(" w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"999999\"/>");
    xml->append("</w:tblBorders></w:tblPr><w:tblGrid>");
    for (size_t i = 0; i < columns; ++i) xml->append("<w:gridCol w:w=\"" + width + "\"/>");
    xml->append("</w:tblGrid>");
    for (size_t r = 0; r < block.rows.size(); ++r) {
      const bool is_header = r == 0 && block.has_header;
      xml->append(is_header ? "<w:tr><w:trPr><w:tblHeader/></w:trPr>" : "<w:tr>");
      for (size_t i = 0; i < columns; ++i) {
        xml->append("<w:tc><w:tcPr><w:tcW w:w=\"" + width + "\" w:type=\"dxa\"/></w:tcPr><w:p>");
        if (i < block.rows[r].size()) {
          DocumentText text = block.rows[r][i];
          for (DocumentRun& run : text) run.is_bold = run.is_bold || is_header;
          Text(text, xml);
        }
        xml->append("</w:p></w:tc>");
      }
      xml->append("</w:tr>");
    }
    xml->append("</w:tbl><w:p/>");  // between two tables there must be a paragraph
  }

  const Document& document_;
  std::vector<std::string> links_;
};

std::string Properties(const Document& document) {
  std::string xml(kXml);
  xml +=
      "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>";
  AppendLine(document.title(), &xml);
  xml += "</dc:title><dc:language>";
  AppendLine(document.language(), &xml);
  return xml + "</dc:language></cp:coreProperties>";
}

}  // namespace

Result<std::string> DocumentDocx(const Document& document) {
  Writer writer(document);
  const std::string body = writer.Body();
  return ZipPackage({{"[Content_Types].xml", std::string(kXml) + std::string(kContentTypes)},
                     {"_rels/.rels", std::string(kXml) + std::string(kPackageRels)},
                     {"docProps/core.xml", Properties(document)},
                     {"word/document.xml", body},
                     {"word/styles.xml", Styles()},
                     {"word/_rels/document.xml.rels", writer.Rels()}});
}

}  // namespace groundswell
