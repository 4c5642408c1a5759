// Delivery: any answer of a receiver has a meaning and a reason in valid UTF-8 that holds no secret; any mark, template
// and stored alert is read or refused; and what is made of an alert stays within the chats' limits.
//
// The input is a digit that says which, then its bytes; of an answer first three digits, its status.
#include <string>
#include <vector>

#include "models/text_utf8.h"
#include "serve/message_chat.h"
#include "serve/message_compose.h"
#include "serve/message_mail.h"
#include "serve/message_template.h"
#include "serve/notify_cursor.h"
#include "serve/receiver_answer.h"
#include "tests/fuzz/fuzz.h"

namespace groundswell {
namespace {

constexpr char kSecret[] = "a-secret-key-0123456789";

bool IsWellFormed(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = CodePointAt(text, at);
    if (c.size_bytes == 0) return false;
    at += c.size_bytes;
  }
  return true;
}

void CheckAnswer(std::string_view bytes) {
  TransportAnswer answer;
  for (int digits = 0; digits < 3 && !bytes.empty(); ++digits, bytes.remove_prefix(1))
    answer.status = answer.status * 10 + (static_cast<unsigned char>(bytes.front()) % 10);
  answer.body = bytes;
  answer.error = bytes;
  for (const ReceiverTraits& traits : AllReceiverTraits()) {
    ReceiverSettings settings;
    settings.kind = traits.kind;
    settings.url = std::string("https://chat.example/send?key=") + kSecret;
    settings.success_key = "code";
    const ReceiverVerdict verdict = Judge(settings, answer);
    CHECK(IsWellFormed(verdict.why));
    CHECK(verdict.why.find(kSecret) == std::string::npos);
  }
}

void CheckCursor(std::string_view bytes) {
  const auto cursor = NotifyCursor::Parse(bytes);
  if (!cursor.ok()) return;
  const auto again = NotifyCursor::Parse(cursor->Format());
  CHECK(again.ok() && again->Format() == cursor->Format());
}

void CheckMessage(const AlertMessage& message) {
  for (const bool is_short : {false, true}) {
    ChatOptions options;
    options.is_short = is_short;
    for (const auto render : {RenderWeCom, RenderDingTalk, RenderFeishu, RenderSlack, RenderTeams})
      CHECK(IsWellFormed(render(message, options).body));
    CHECK(RenderDingTalk(message, options).body.size() <= kDingTalkBytesMax);
    MailOptions mail;
    mail.from = "a@example.org";
    mail.is_short = is_short;
    for (const char c : RenderMail(message, mail).body) CHECK(static_cast<unsigned char>(c) < 0x80);
  }
}

void CheckAlert(std::string_view bytes) {
  AlertFactsReader reader;
  auto facts = reader.Read(1, bytes);
  if (!facts.ok()) return;
  const std::vector<AlertFacts> alerts = {*facts};
  for (const MessageLanguage language : {MessageLanguage::kChinese, MessageLanguage::kEnglish}) {
    ComposeOptions options;
    options.language = language;
    CheckMessage(ComposeGroup(alerts, false, options));
  }
}

void CheckTemplate(std::string_view bytes) {
  const auto parsed = MessageTemplate::Parse(bytes, "json");
  if (!parsed.ok()) return;
  AlertMessage message;
  message.headline = "x";
  CHECK(parsed->Fill(message, nullptr, true).body.size() <= bytes.size() + bytes.size() * 300);
}

}  // namespace
}  // namespace groundswell

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace groundswell;
  std::string_view bytes = FuzzBytes(data, size);
  if (bytes.empty()) return 0;
  const int which = static_cast<unsigned char>(bytes.front()) % 4;
  bytes.remove_prefix(1);
  if (which == 0) CheckAnswer(bytes);
  if (which == 1) CheckCursor(bytes);
  if (which == 2) CheckAlert(bytes);
  if (which == 3) CheckTemplate(bytes);
  return 0;
}
