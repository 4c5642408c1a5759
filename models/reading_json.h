// A reading as the fields of a JSON object: `cause`, `demands`, `emotion`, `signs`; what is not there is left out.
//
// Contract: writes into the object that is open. Threads: a free function.
#pragma once

#include "base/json_writer.h"
#include "models/reading.h"

namespace groundswell {

void WriteReading(const Reading& reading, JsonWriter* json);

}  // namespace groundswell
