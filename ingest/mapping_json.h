// A post as a line of our own form, which replay and serve read.
//
// Contract: what is absent in the post is absent in the line, but `text`; the Decoder makes the same post of it again.
// Threads: a free function.
#pragma once

#include <string>

#include "models/post.h"

namespace groundswell {

// Appends the object, without line end. `is_a_person`: the post counts as a person of its own, and `person` says so.
void AppendPostJson(const Post& post, bool is_a_person, std::string* out);

}  // namespace groundswell
