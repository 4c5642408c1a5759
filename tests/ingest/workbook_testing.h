// Shared by the tests of workbooks: XLSX files made part by part, so that they can be wrong in every way.
#pragma once

#include <gtest/gtest.h>
#include <zip.h>

#include <map>
#include <string>
#include <string_view>

namespace groundswell::testing_ingest {

// A zip archive of these parts.
inline std::string ZipOf(const std::map<std::string, std::string>& parts, zip_int32_t method = ZIP_CM_DEFLATE) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(target);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  for (const auto& [name, text] : parts) {
    const zip_int64_t index =
        zip_file_add(archive, name.c_str(), zip_source_buffer(archive, text.data(), text.size(), 0), ZIP_FL_ENC_UTF_8);
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), method, 0);
  }
  EXPECT_EQ(zip_close(archive), 0);
  zip_stat_t facts;
  zip_source_stat(target, &facts);
  std::string bytes(facts.size, '\0');
  zip_source_open(target);
  EXPECT_EQ(zip_source_read(target, bytes.data(), bytes.size()), static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(target);
  zip_source_free(target);
  zip_error_fini(&error);
  return bytes;
}

// What a small workbook is made of; any part may be changed before it is packed.
struct WorkbookParts {
  std::string rows;  // of the first sheet: the XML within sheetData
  std::string second_rows, texts, formats, styles;
  bool is_1904 = false;

  std::map<std::string, std::string> Parts() const {
    constexpr std::string_view kRelation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    const auto relation = [&](std::string_view id, std::string_view type, std::string_view target) {
      return "<Relationship Id=\"" + std::string(id) + "\" Type=\"" + std::string(kRelation) + std::string(type) +
             "\" Target=\"" + std::string(target) + "\"/>";
    };
    const std::string relations = "<Relationships>", end = "</Relationships>";
    const auto sheet = [](const std::string& of) {
      return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet><sheetData>" + of + "</sheetData></worksheet>";
    };
    return {{"_rels/.rels", relations + relation("rId1", "officeDocument", "xl/workbook.xml") + end},
            {"xl/_rels/workbook.xml.rels", relations + relation("rId1", "worksheet", "worksheets/sheet1.xml") +
                                               relation("rId2", "worksheet", "/xl/worksheets/sheet2.xml") +
                                               relation("rId3", "styles", "styles.xml") +
                                               relation("rId4", "sharedStrings", "../xl/sharedStrings.xml") + end},
            {"xl/workbook.xml", "<workbook>" + std::string(is_1904 ? "<workbookPr date1904=\"1\"/>" : "") +
                                    "<sheets><sheet name=\"投诉\" r:id=\"rId1\"/><sheet name=\"other\" r:id=\"rId2\"/>"
                                    "</sheets></workbook>"},
            {"xl/styles.xml", "<styleSheet><numFmts>" + formats +
                                  "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/>"
                                  "</cellStyleXfs><cellXfs>" +
                                  styles + "</cellXfs></styleSheet>"},
            {"xl/sharedStrings.xml", "<sst>" + texts + "</sst>"},
            {"xl/worksheets/sheet1.xml", sheet(rows)},
            {"xl/worksheets/sheet2.xml", sheet(second_rows)}};
  }
  std::string Bytes() const { return ZipOf(Parts()); }
};

// Cells of plain text.
inline std::string Row(std::initializer_list<std::string_view> cells) {
  std::string row = "<row>";
  for (const std::string_view cell : cells)
    row.append("<c t=\"inlineStr\"><is><t>").append(cell).append("</t></is></c>");
  return row + "</row>";
}

}  // namespace groundswell::testing_ingest
