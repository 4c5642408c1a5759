#include "ingest/xml_parser.h"

#include <algorithm>

#include "base/check.h"

namespace groundswell {
namespace {

// What expat takes at once: its own copy of an unfinished tag grows by as much.
constexpr size_t kPieceBytes = size_t{64} << 10;

}  // namespace

std::string_view XmlAttributes::Get(std::string_view name) const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2)
    if (*pair == name) return pair[1];
  return {};
}

std::string_view XmlLocalName(std::string_view name) {
  const size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

XmlParser::XmlParser(XmlHandler* handler, const char* encoding)
    : handler_(handler), parser_(XML_ParserCreate(encoding)) {
  CHECK(parser_ != nullptr);
  XML_SetUserData(parser_.get(), this);
  XML_SetElementHandler(parser_.get(), TellOpen, TellClose);
  XML_SetCharacterDataHandler(parser_.get(), TellText);
  XML_SetEntityDeclHandler(parser_.get(), RefuseEntity);
  // As if there were a document type that is not read: an unknown entity is then told and is no error.
  XML_UseForeignDTD(parser_.get(), XML_TRUE);
  XML_SetSkippedEntityHandler(parser_.get(), TellSkipped);
}

Status XmlParser::Take(std::string_view bytes, bool is_last) {
  do {
    if (is_stopped_) return {};
    const std::string_view piece = bytes.substr(0, kPieceBytes);
    bytes.remove_prefix(piece.size());
    taken_bytes_ += piece.size();
    const bool is_end = is_last && bytes.empty();
    const XML_Status status = XML_Parse(parser_.get(), piece.data(), static_cast<int>(piece.size()), is_end ? 1 : 0);
    if (is_stopped_ && refusal_ == nullptr) return {};
    const int64_t at = XML_GetCurrentByteIndex(parser_.get());
    if (status == XML_STATUS_OK && !is_end &&
        taken_bytes_ > static_cast<size_t>(std::max<int64_t>(at, 0)) + kXmlTagBytesMax)
      refusal_ = "a tag that is too long";
    if (status == XML_STATUS_OK && refusal_ == nullptr) continue;
    is_stopped_ = true;
    const char* why = refusal_ != nullptr ? refusal_ : XML_ErrorString(XML_GetErrorCode(parser_.get()));
    return Corrupt("line " + std::to_string(XML_GetCurrentLineNumber(parser_.get())) + ": " + why);
  } while (!bytes.empty());
  return {};
}

void XmlParser::Stop() {
  is_stopped_ = true;
  XML_StopParser(parser_.get(), XML_FALSE);
}

size_t XmlParser::tag_begin() const {
  return static_cast<size_t>(std::max<int64_t>(XML_GetCurrentByteIndex(parser_.get()), 0));
}
size_t XmlParser::tag_bytes() const { return static_cast<size_t>(std::max(XML_GetCurrentByteCount(parser_.get()), 0)); }

void XmlParser::Refuse(const char* why) {
  refusal_ = why;
  Stop();
}

void XmlParser::TellOpen(void* self, const char* name, const char** attributes) {
  auto* parser = static_cast<XmlParser*>(self);
  if (parser->is_stopped_) return;
  if (++parser->depth_ > kXmlDepthMax) return parser->Refuse("elements nested too deep");
  parser->handler_->OnOpen(name, XmlAttributes(attributes));
}

// An element without content closes in the same breath as it opens, though the parser was stopped in between.
void XmlParser::TellClose(void* self, const char* name) {
  auto* parser = static_cast<XmlParser*>(self);
  if (parser->is_stopped_) return;
  parser->is_closed_ = --parser->depth_ == 0;
  parser->handler_->OnClose(name);
}

void XmlParser::TellText(void* self, const char* text, int size) {
  auto* parser = static_cast<XmlParser*>(self);
  if (!parser->is_stopped_) parser->handler_->OnText({text, static_cast<size_t>(size)});
}

void XmlParser::TellSkipped(void* self, const char* name, int is_parameter) {
  auto* parser = static_cast<XmlParser*>(self);
  if (parser->is_stopped_ || is_parameter != 0) return;
  parser->handler_->OnText("&" + std::string(name) + ";");
}

void XmlParser::RefuseEntity(void* self, const char*, int, const char*, int, const char*, const char*, const char*,
                             const char*) {
  static_cast<XmlParser*>(self)->Refuse("it declares entities, and none is read");
}

}  // namespace groundswell
