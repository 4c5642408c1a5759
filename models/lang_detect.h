// A cheap guess of a text's language from its letters alone.
//
// Chinese if Chinese characters dominate, English if Latin letters do, else other. A Chinese character counts as three
// letters, for it carries about as much. Text with more than a few kana, Hangul or other letters is other, and so is
// Latin text in which letters beyond a to z are common. Links and mentions are not counted. Threads: a free function
// without state; total over any bytes.
#pragma once

#include <string_view>

#include "models/scored_post.h"

namespace groundswell {

// The language of `text`, in stored or folded form.
Lang DetectLang(std::string_view text);

}  // namespace groundswell
