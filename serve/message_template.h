// MessageTemplate: a text with places that a message fills, for gateways whose form nobody here knows.
//
// A place is {{NAME}} or {{NAME|FILTER}}. Names: id, group, org, title (the headline), text (the whole message as plain
// lines), short (the same in at most 280 bytes), level, event, people, link, mention. Filters say how a value is made
// safe where it stands: json (inside a JSON string), url (percent-encoded), xml, none. Without one
// `default_filter` holds. Contract: Parse refuses names and filters that are not known, and places that do not end.
// Errors: kInvalid, with the place and what to write. Threads: immutable.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "serve/message.h"
#include "serve/message_facts.h"
#include "serve/message_fit.h"

namespace groundswell {

class MessageTemplate {
 public:
  static Result<MessageTemplate> Parse(std::string_view text, std::string_view default_filter);

  // `newest` is null in a digest or a test. `is_short` puts `short` in the place of `text`. With the most groups of a
  // digest that one of its places lists.
  Rendered Fill(const AlertMessage& message, const AlertFacts* newest, bool is_short) const;

 private:
  struct Piece {
    std::string before, name, filter;  // what stands before the place; the last piece has no name
  };
  std::vector<Piece> pieces_;
};

}  // namespace groundswell
