// The sounds by which a name is looked for in texts beside the name itself.
//
// Names and forms are folded (models/watchlist_entry.h). Threads: free functions without state.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace groundswell {

// The name, and the name in other characters where one of its own has a second sound in names: 招商银行 and 招商银杭.
// Eight at most.
std::vector<std::string> SoundVariants(std::string_view name);

// The name in pinyin, in one word and in one a syllable, of each of its sounds; none for what is not wholly Chinese or
// too short to be told from other words.
std::vector<std::string> PinyinForms(std::string_view name);

// Whether other characters of the same sound may stand for the name: three or more Chinese characters with readings.
// Two will do where context is asked for too: of 768,000 microblogs two alone found 1,300 names, nearly all of them
// wrong.
bool HasHomophones(std::string_view name, bool needs_context);

// Whether `text`, which sounds like the name, may stand for it. Of a name of two characters one must be its own.
bool MayStandFor(std::string_view text, std::string_view name);

// Characters of the name; bytes where it is not UTF-8.
size_t CountChars(std::string_view name);

}  // namespace groundswell
