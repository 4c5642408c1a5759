// A mapping of a table in one line: "id=投诉编号,time=投诉时间,text=内容,zone=+08:00".
//
// Contract: each part is a field of a post and the name of its column; "a|b" are columns of which the first that has
// something counts. `name` (of the channel, else "table"), `zone` (of times without an offset) and `sheet` (of a
// workbook) are not fields but what they say. Dates alone are taken. Errors: kInvalid. Threads: a free function.
#pragma once

#include <string>
#include <string_view>

#include "base/status.h"

namespace groundswell {

// By which LoadMapping knows such a line.
constexpr std::string_view kColumnsPrefix = "columns:";

// The same as a mapping file.
Result<std::string> ColumnsToToml(std::string_view columns);

}  // namespace groundswell
