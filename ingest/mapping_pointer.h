// Small questions about pointers of a mapping, shared by its reader and its compiler.
#pragma once

#include "ingest/mapping_spec.h"

namespace groundswell {

// Whether a step of it selects an element by a value.
bool HasSelection(const PointerSpec& pointer);

// `key` as it is written in a pointer: '~' and '/' escaped.
std::string EscapedKey(std::string_view key);

}  // namespace groundswell
