// Files of pairs: two texts a line, and whether they ask the same thing.
//
//   {"a": "…", "b": "…", "same": 1}
// `same` is 0 or 1, or false or true. Texts pass through cleaning and folding, as posts do.
// Errors: kNotFound or kIo when the file cannot be read, kInvalid with the line for one that is no pair.
#pragma once

#include <string>
#include <vector>

#include "base/status.h"
#include "models/train_embedding.h"

namespace groundswell {

Result<std::vector<MeaningPair>> ReadPairFile(const std::string& path);

}  // namespace groundswell
