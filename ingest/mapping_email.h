// A message as it came over the wire (RFC 5322, MIME) to one record of JSON.
//
// Contract: EmailToJson takes any bytes and appends one line: {"message_id","date","from","from_name","to","subject",
// "in_reply_to","text","html"}, each left out where the message has none. Of several parts the first plain and the
// first HTML one are taken, attachments are not. Encoded words, quoted-printable and base64 are undone, character sets
// converted (ICU); what is no valid text in its set becomes U+FFFD. Limits: parts nested at most eight deep, 100 of
// them, and of each text the first kTextBytesMax. Threads: a free function without state.
#pragma once

#include <string>
#include <string_view>

namespace groundswell {

void EmailToJson(std::string_view message, std::string* out);

}  // namespace groundswell
