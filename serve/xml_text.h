// Text as it may stand between tags and in attributes of XML 1.0.
//
// Contract: text is UTF-8. The signs of markup are escaped; characters that XML 1.0 forbids (controls, U+FFFE and
// U+FFFF), at which a reader refuses the whole file, become U+FFFD. Nothing fails. Threads: free function.
#pragma once

#include <string>
#include <string_view>

namespace groundswell {

void AppendXml(std::string_view text, std::string* out);

}  // namespace groundswell
