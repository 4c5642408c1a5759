#include "ingest/workbook.h"

#include <zip.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "ingest/limits.h"
#include "ingest/xml_parser.h"

namespace groundswell {
namespace {

constexpr size_t kPartsMax = 4096;
constexpr uint64_t kPartBytesMax = uint64_t{256} << 20;  // of every part but the sheet, unpacked
constexpr uint64_t kSheetBytesMax = uint64_t{4} << 30;
constexpr size_t kSharedTextsMax = 8'000'000;
constexpr size_t kSharedBytesMax = size_t{128} << 20;
constexpr size_t kFormatsMax = 100'000;
constexpr size_t kSheetsMax = 1000;
constexpr size_t kZipEndBytes = 22;

uint32_t LittleEndian(std::string_view bytes, size_t at, int count) {
  uint32_t value = 0;
  for (int i = count - 1; i >= 0; --i)
    value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<size_t>(i)]);
  return value;
}

// Cuts off what stands behind the archive. kCorrupt where its end does not fit its beginning.
Status TrimToArchive(std::string* bytes) {
  const size_t end = bytes->rfind("PK\x05\x06");
  if (end == bytes->npos || end + kZipEndBytes > bytes->size()) return Corrupt("it is cut off: it has no end");
  const uint32_t parts = LittleEndian(*bytes, end + 10, 2), size = LittleEndian(*bytes, end + 12, 4),
                 offset = LittleEndian(*bytes, end + 16, 4);
  if (parts > kPartsMax) return Exhausted("it has more than " + std::to_string(kPartsMax) + " parts");
  if (uint64_t{offset} + size != end)
    return Corrupt("it is damaged, or several stand behind each other: read one at a time");
  bytes->resize(std::min(bytes->size(), end + kZipEndBytes + LittleEndian(*bytes, end + 20, 2)));
  return {};
}

class PartSource final : public ByteSource {
 public:
  PartSource(zip_file_t* file, uint64_t bytes_max) : file_(file), left_(bytes_max) {}
  Result<size_t> Read(char* out, size_t size) override {
    const zip_int64_t count = zip_fread(file_.get(), out, size);
    if (count < 0) return Corrupt("it is damaged");
    if (static_cast<uint64_t>(count) > left_) return Exhausted("it unpacks to more than a workbook may");
    left_ -= static_cast<uint64_t>(count);
    return static_cast<size_t>(count);
  }

 private:
  struct Close {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
  };
  std::unique_ptr<zip_file_t, Close> file_;
  uint64_t left_;
};

size_t NumberOf(std::string_view text, size_t otherwise) {
  size_t number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// "../a/b" seen from "xl/workbook.xml"; "/a/b" is seen from the top.
std::string Resolve(std::string_view from, std::string_view target) {
  std::string folder(from.substr(0, from.rfind('/') == from.npos ? 0 : from.rfind('/')));
  if (target.starts_with('/')) return std::string(target.substr(1));
  while (target.starts_with("../") || target.starts_with("./")) {
    if (target.starts_with("../")) folder.resize(folder.rfind('/') == folder.npos ? 0 : folder.rfind('/'));
    target.remove_prefix(target.find('/') + 1);
  }
  return folder.empty() ? std::string(target) : folder + "/" + std::string(target);
}

std::string RelationsOf(const std::string& part) {
  const size_t name = part.rfind('/') == part.npos ? 0 : part.rfind('/') + 1;
  return part.substr(0, name) + "_rels/" + part.substr(name) + ".rels";
}

}  // namespace

// Reads one of the small parts.
class PartHandler : public XmlHandler {
 public:
  void OnOpen(std::string_view, const XmlAttributes&) override {}
  void OnClose(std::string_view) override {}
  void OnText(std::string_view) override {}
  Status failure;
};

namespace {

class RelationsHandler final : public PartHandler {
 public:
  explicit RelationsHandler(std::string_view wanted) : wanted_(wanted) {}
  void OnOpen(std::string_view name, const XmlAttributes& attributes) override {
    if (XmlLocalName(name) != "Relationship" || !target.empty()) return;
    const std::string_view type = attributes.Get("Type");
    const bool is_it = attributes.Get("Id") == wanted_ || type.substr(type.rfind('/') + 1) == wanted_;
    if (is_it && attributes.Get("TargetMode") != "External") target = attributes.Get("Target");
  }
  std::string target;

 private:
  const std::string_view wanted_;
};

class SheetsHandler final : public PartHandler {
 public:
  void OnOpen(std::string_view name, const XmlAttributes& attributes) override {
    name = XmlLocalName(name);
    if (name == "workbookPr") is_1904 = attributes.Get("date1904") == "1" || attributes.Get("date1904") == "true";
    if (name != "sheet" || sheets.size() >= kSheetsMax) return;
    std::string_view id = attributes.Get("r:id");
    if (id.empty()) id = attributes.Get("d3p1:id");  // as one library writes it
    sheets.emplace_back(attributes.Get("name"), id);
  }
  std::vector<std::pair<std::string, std::string>> sheets;  // name, relation
  bool is_1904 = false;
};

// A shared text is that of its runs; how Japanese is to be read aloud (rPh) is not part of it.
class TextsHandler final : public PartHandler {
 public:
  explicit TextsHandler(std::vector<std::string>* texts) : texts_(texts) {}
  void OnOpen(std::string_view name, const XmlAttributes&) override {
    name = XmlLocalName(name);
    if (name == "si" && failure.ok()) texts_->emplace_back();
    if (name == "rPh") is_aside_ = true;
    is_text_ = name == "t" && !is_aside_ && !texts_->empty();
    if (texts_->size() > kSharedTextsMax) failure = Exhausted("it has too many texts");
  }
  void OnClose(std::string_view name) override {
    name = XmlLocalName(name);
    is_text_ = false;
    if (name == "rPh") is_aside_ = false;
    if (name == "si") UndoCellEscapes(&texts_->back());
  }
  void OnText(std::string_view text) override {
    if (!is_text_ || !failure.ok()) return;
    bytes_ += text.size();
    texts_->back().append(text);
    if (bytes_ > kSharedBytesMax)
      failure = Exhausted("its texts are more than " + std::to_string(kSharedBytesMax) + " bytes");
  }

 private:
  std::vector<std::string>* const texts_;
  size_t bytes_ = 0;
  bool is_text_ = false, is_aside_ = false;
};

class StylesHandler final : public PartHandler {
 public:
  explicit StylesHandler(std::vector<CellFormat>* formats) : formats_(formats) {}
  void OnOpen(std::string_view name, const XmlAttributes& attributes) override {
    name = XmlLocalName(name);
    if (name == "cellXfs") in_cells_ = true;
    const size_t number = NumberOf(attributes.Get("numFmtId"), 0);
    if (name == "numFmt" && codes_.size() < kFormatsMax) codes_[number] = CellFormatOf(attributes.Get("formatCode"));
    if (name != "xf" || !in_cells_ || formats_->size() >= kFormatsMax) return;
    const auto code = codes_.find(number);
    formats_->push_back(code != codes_.end() ? code->second : BuiltInCellFormat(static_cast<int64_t>(number)));
  }
  void OnClose(std::string_view name) override {
    if (XmlLocalName(name) == "cellXfs") in_cells_ = false;
  }

 private:
  std::vector<CellFormat>* const formats_;
  std::map<size_t, CellFormat> codes_;
  bool in_cells_ = false;
};

}  // namespace

void Workbook::Close::operator()(zip* archive) const { zip_discard(archive); }

Workbook::~Workbook() = default;

Result<std::unique_ptr<Workbook>> Workbook::Open(std::string bytes, const std::string& sheet) {
  if (bytes.starts_with(kOldWorkbookMark))
    return Corrupt("an old or an encrypted workbook; save it as .xlsx without a password");
  std::unique_ptr<Workbook> workbook(new Workbook(std::move(bytes)));
  GROUNDSWELL_TRY(workbook->Unzip());
  GROUNDSWELL_TRY(workbook->ReadParts(sheet));
  return workbook;
}

Status Workbook::Unzip() {
  GROUNDSWELL_TRY(TrimToArchive(&bytes_));
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes_.data(), bytes_.size(), 0, &error);
  if (source == nullptr) return Corrupt("it cannot be opened");
  archive_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
  zip_error_fini(&error);
  if (archive_ != nullptr) return {};
  zip_source_free(source);
  return Corrupt("it is damaged, or no workbook");
}

Status Workbook::ReadParts(const std::string& sheet) {
  auto book = Related("", "officeDocument");
  if (!book.ok()) return book.status();
  if (book->empty()) return Corrupt("an archive without a workbook in it");
  SheetsHandler sheets;
  GROUNDSWELL_TRY(ReadPart(*book, &sheets));
  is_1904_ = sheets.is_1904;
  const auto found = std::find_if(sheets.sheets.begin(), sheets.sheets.end(),
                                  [&](const auto& each) { return sheet.empty() || each.first == sheet; });
  if (found == sheets.sheets.end())
    return NotFound(sheet.empty() ? "a workbook without a sheet"
                                  : "it has no sheet of the name that the mapping gives");
  auto part = Related(*book, found->second);
  if (!part.ok()) return part.status();
  sheet_part_ = *part;
  const auto texts = Related(*book, "sharedStrings"), styles = Related(*book, "styles");
  if (!texts.ok() || !styles.ok()) return texts.ok() ? styles.status() : texts.status();
  TextsHandler texts_handler(&texts_);
  GROUNDSWELL_TRY(ReadPart(*texts, &texts_handler));
  StylesHandler styles_handler(&formats_);
  return ReadPart(*styles, &styles_handler);
}

Result<std::unique_ptr<ByteSource>> Workbook::OpenPart(const std::string& name, uint64_t bytes_max) const {
  const zip_int64_t index = zip_name_locate(archive_.get(), name.c_str(), ZIP_FL_NOCASE);
  if (index < 0) return NotFound("it lacks " + std::string(name.empty() ? "a sheet" : "a part that it names"));
  zip_stat_t facts;
  zip_stat_init(&facts);
  if (zip_stat_index(archive_.get(), static_cast<zip_uint64_t>(index), 0, &facts) != 0) return Corrupt("it is damaged");
  if ((facts.comp_method != ZIP_CM_STORE && facts.comp_method != ZIP_CM_DEFLATE) ||
      facts.encryption_method != ZIP_EM_NONE)
    return Corrupt("it is encrypted, or packed as no workbook is");
  zip_file_t* file = zip_fopen_index(archive_.get(), static_cast<zip_uint64_t>(index), 0);
  if (file == nullptr) return Corrupt("it is damaged");
  return std::unique_ptr<ByteSource>(std::make_unique<PartSource>(file, bytes_max));
}

Result<std::unique_ptr<ByteSource>> Workbook::OpenSheet() const { return OpenPart(sheet_part_, kSheetBytesMax); }

Status Workbook::ReadPart(const std::string& name, PartHandler* handler) const {
  if (name.empty()) return {};
  const auto part = OpenPart(name, kPartBytesMax);
  if (!part.ok()) return part.status().code() == Code::kNotFound ? Status() : part.status();
  XmlParser parser(handler);
  std::string piece(kReadBytes, '\0');
  while (true) {
    const auto count = (*part)->Read(piece.data(), piece.size());
    if (!count.ok()) return count.status();
    GROUNDSWELL_TRY(parser.Take(std::string_view(piece).substr(0, *count), *count == 0));
    GROUNDSWELL_TRY(handler->failure);
    if (*count == 0) return {};
  }
}

Result<std::string> Workbook::Related(const std::string& part, std::string_view type_or_id) const {
  RelationsHandler relations(type_or_id);
  if (type_or_id.empty()) return std::string();
  GROUNDSWELL_TRY(ReadPart(RelationsOf(part), &relations));
  return relations.target.empty() ? std::string() : Resolve(part, relations.target);
}

}  // namespace groundswell
