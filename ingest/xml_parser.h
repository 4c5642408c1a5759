// XmlParser: XML in pieces, as it comes: tags and texts told to a handler (expat).
//
// Contract: any bytes are taken; what is not well formed stops the parser with a reason, and what stands before that
// was told. Names are told with their prefix as written. No entity is expanded but the five of XML and numbers: a
// document that declares one is stopped, an unknown one is told as it is written ("&nbsp;"), nothing is fetched.
// Elements nest at most kXmlDepthMax deep, a tag has at most kXmlTagBytesMax. Units: bytes, lines from 1. Ownership:
// borrows the handler; views live as long as the call. Errors: kCorrupt, with the line. Threads: one.
#pragma once

#include <expat.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/status.h"

namespace groundswell {

constexpr int kXmlDepthMax = 256;
constexpr size_t kXmlTagBytesMax = size_t{4} << 20;

// The attributes of one tag.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
  // Empty where there is none.
  std::string_view Get(std::string_view name) const;

 private:
  const char** pairs_;
};

class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void OnOpen(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual void OnClose(std::string_view name) = 0;
  // A text may come in several pieces.
  virtual void OnText(std::string_view text) = 0;
};

// The part of a name behind its prefix.
std::string_view XmlLocalName(std::string_view name);

class XmlParser {
 public:
  // `encoding` is what the bytes are, whatever the document says of itself; null: what it says.
  explicit XmlParser(XmlHandler* handler, const char* encoding = nullptr);

  // The next bytes; `is_last` with the last, which may be none.
  Status Take(std::string_view bytes, bool is_last);
  // Called by the handler: nothing behind this tag is told, and Take returns.
  void Stop();
  bool is_stopped() const { return is_stopped_; }
  // It was stopped by a limit or a declaration, and not by a fault of form.
  bool is_refused() const { return refusal_ != nullptr; }
  // The outermost element has closed.
  bool is_closed() const { return is_closed_; }
  // Bytes of the document before the tag that is told, or was told last, and those of the tag itself.
  size_t tag_begin() const;
  size_t tag_bytes() const;

 private:
  struct Free {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
  };
  static void TellOpen(void* self, const char* name, const char** attributes);
  static void TellClose(void* self, const char* name);
  static void TellText(void* self, const char* text, int size);
  static void TellSkipped(void* self, const char* name, int is_parameter);
  static void RefuseEntity(void* self, const char*, int, const char*, int, const char*, const char*, const char*,
                           const char*);
  void Refuse(const char* why);

  XmlHandler* const handler_;
  const std::unique_ptr<std::remove_pointer_t<XML_Parser>, Free> parser_;
  const char* refusal_ = nullptr;
  size_t taken_bytes_ = 0;
  int depth_ = 0;
  bool is_stopped_ = false, is_closed_ = false;
};

}  // namespace groundswell
