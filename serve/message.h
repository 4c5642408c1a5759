// AlertMessage: what is to be said to people about one group or several, before it is put into the form of a chat.
//
// A message is a headline and parts, each with its weight: where a chat takes less than all of it, what weighs least is
// left out first. Texts are plain: neither escaped nor marked up; what a post says may stand in any of them.
// Contract: made from stored figures alone (message_compose.h); rendered by message_chat.h and its siblings. Threads:
// values.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "serve/levels.h"

namespace groundswell {

enum class MessageLanguage : uint8_t { kChinese, kEnglish };

enum class PartKind : uint8_t {
  kFact,   // a label and what stands behind it
  kQuote,  // the words of a post; the label is its channel
  kNote,   // a sentence
  kLine,   // one group of a digest
  kLink,   // an address to open; the label is what it does
};

struct MessagePart {
  PartKind kind = PartKind::kFact;
  int weight = 0;  // what weighs least goes first; of equals the later
  std::string label, text;
};

// A file that goes with a message to receivers that take files, as mail does.
struct MessageFile {
  std::string name;                          // in any language, with its ending
  std::string type;                          // of its content, "application/pdf"
  std::shared_ptr<const std::string> bytes;  // one for all that are sent it
};

enum class MessageKind : uint8_t { kAlert, kDigest, kCatchUp, kTest, kNotice };

struct AlertMessage {
  MessageKind kind = MessageKind::kAlert;
  MessageLanguage language = MessageLanguage::kEnglish;
  std::string id;        // the same on a retry: receivers may know it again by this
  std::string group;     // what belongs together: of one group all messages; empty in a digest
  std::string headline;  // one line
  std::string subject;   // the same through the life of a group, for what is threaded by it
  uint8_t level = kLevelNone;
  std::string event;
  bool is_critical = false;  // it tells of a post that cannot wait
  bool is_over = false;      // a notice or a test that tells the end of what its group's messages began
  std::vector<MessagePart> parts;
  std::string link;                   // to the page; empty without serve.public_url
  std::vector<std::string> mentions;  // ids of the people on duty in that chat
  size_t groups = 1;                  // in a digest: how many there are in all
  std::vector<MessageFile> files;     // left out of a short form
};

// What is put in place of `{}` in a text of the tables below.
std::string Filled(std::string_view pattern, std::string_view value);
// The sentence that `count` further groups of a digest are not listed.
std::string FurtherGroups(size_t count, MessageLanguage language);

}  // namespace groundswell
