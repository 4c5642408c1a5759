// What of a post's text its author wrote, and what is quoted from others.
//
// A Weibo repost carries the chain it answers after `//@name:`, a retweet after `RT @name`: that text belongs to
// others. A repost whose author added nothing (转发微博, a link, a mention, an emoji mark) is a copy and no complaint
// of its own. Contract: total; linear in the length. Text is in its stored form. Threads: free functions without state.
#pragma once

#include <string_view>

namespace groundswell {

// The part of `stored` before the quoted tail, without trailing space; all of it where nothing is quoted, empty where
// it begins with the quotation. Views `stored`.
std::string_view OwnWords(std::string_view stored);

// True when a word is left in OwnWords(stored) after URLs, @mentions, marks in square brackets ([怒], [phone]), emoji,
// punctuation and bare repost marks (转发, 转发微博, 分享, 转, repost, RT …) are taken away. Hashtags are words.
bool HasOwnWords(std::string_view stored);

}  // namespace groundswell
