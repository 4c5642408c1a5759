// HTML in a post's text to plain text: entities to characters, tags away.
//
// Only what is HTML goes: known element names, comments and declarations. `a < b`, `<3`, `<张三>` stay. Elements that
// stand on lines of their own leave a space, others nothing; script and style go with their content; an image leaves
// its alternative text, for that is where Weibo keeps its emoji marks ([怒]). Contract: one pass, linear in the length,
// total on valid UTF-8; what it uncovers (`&lt;b>` becomes `<b>`) is for the caller's next pass. Threads: free
// functions; scratch is the caller's.
#pragma once

#include <string>
#include <string_view>

namespace groundswell {

// Undoes entities and tags in *text; returns true when it changed. *scratch is overwritten.
bool UndoMarkup(std::string* text, std::string* scratch);

// Where an entity such as `&lt;` starts at text[at]: its length and the character it stands for; length 0 for none.
// Named entities are those of HTML 4's Latin-1 set and its punctuation; the five commonest do without their semicolon.
struct Entity {
  size_t size_bytes = 0;
  char32_t value = 0;
};
Entity EntityAt(std::string_view text, size_t at);

// Where a tag starts at text[at]: its length, 0 for none, and what it leaves behind.
struct Tag {
  size_t size_bytes = 0;
  std::string_view leaves;  // views `text` or a constant
};
Tag TagAt(std::string_view text, size_t at);

}  // namespace groundswell
