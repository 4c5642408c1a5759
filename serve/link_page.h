// The pages behind signed links: what is to be done, with one button; that it was done; why it could not be.
//
// Contract: whole HTML pages without script, in the reader's language; every text from outside is escaped. A page that
// refuses tells nothing of the group. All answers forbid to be kept, indexed, framed or to send their address on.
// Threads: free functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/http.h"
#include "base/status.h"
#include "base/time.h"
#include "models/local_zone.h"
#include "serve/link_key.h"
#include "serve/message_words.h"

namespace groundswell {

// What a page says of a group: figures of its row. What is absent is not shown.
struct LinkFigures {
  std::string headline, status;
  std::optional<int64_t> complainants, posts;
  std::optional<double> rate_per_hour;
  EventTime first_at;
};
// kCorrupt for what is no row of a group.
Result<LinkFigures> ReadLinkFigures(std::string_view group_row, MessageLanguage language);

// Of a drill as the API gives it: its words as the headline, its state as the status.
Result<LinkFigures> ReadDrill(std::string_view drill, MessageLanguage language);

enum class LinkRefusal : uint8_t { kWrong, kExpired, kUsed, kClosed, kElsewhere, kTooMany, kTaken, kBusy };

// What a link says that it does.
MessagePhrase LinkWords(LinkPurpose purpose);
// By Accept-Language; Chinese where it names neither language.
MessageLanguage LinkLanguage(const HttpRequest& request);
HttpResponse LinkQuestion(LinkPurpose purpose, const LinkFigures& figures, LocalZone zone, MessageLanguage language);
HttpResponse LinkDone(LinkPurpose purpose, MessageLanguage language);
HttpResponse LinkRefused(LinkRefusal why, MessageLanguage language);
// The style sheet of these pages, at /l/style.css.
HttpResponse LinkStyle();

}  // namespace groundswell
