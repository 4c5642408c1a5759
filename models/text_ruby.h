// Ruby pinyin in brackets, as copied web pages carry it: `专(zhuān)员 培训(xùn)` reads `专员 培训`.
//
// A bracket goes only when it stands right after a Han character and holds one syllable of pinyin: with its tone mark
// (zhuān), or, without one, exactly the usual reading of that character (zhuan, zhuan1). `手机(iphone)`, `(kg)`,
// `裤(long)` and `咖啡(café)` stay. Text must be normalised (half-width brackets, composed letters). Threads: free
// functions without state.
#pragma once

#include <string>
#include <string_view>

namespace groundswell {

// Takes ruby out of *text, in place; returns true when it changed. Linear in the length.
bool DropRubyPinyin(std::string* text);

// True when `inside` is a ruby reading for the Han character `base`.
bool IsRubyFor(char32_t base, std::string_view inside);

}  // namespace groundswell
