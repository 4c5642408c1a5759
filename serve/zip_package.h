// A ZIP archive in memory, as office files are made of.
//
// Contract: the parts in their order, compressed, without times, owners or comments: the same parts give the same
// bytes. Errors: kExhausted with what libzip says. Threads: free function.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/status.h"

namespace groundswell {

// Names and contents.
Result<std::string> ZipPackage(const std::vector<std::pair<std::string, std::string>>& parts);

}  // namespace groundswell
