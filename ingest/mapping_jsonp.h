// JSONP: JSON as the argument of a call, as crawlers store what pages load: callback({…}); try{cb([…]);}catch(e){}
//
// Contract: total over any bytes. Threads: a free function without state.
#pragma once

#include <cstddef>
#include <string_view>

namespace groundswell {

// Names of callbacks have a number and a time in them; servers put a test of its type before the call.
constexpr size_t kJsonpFrontBytesMax = 512;

// Where the JSON begins in a text that begins with the front of such a call; 0 for any other text. What closes the
// call stands behind the JSON, on the line where that ends.
size_t JsonpFrontBytes(std::string_view text);

}  // namespace groundswell
