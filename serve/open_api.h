// The description of the HTTP interface, serve/openapi.json, built into the program.
#pragma once

#include <string_view>

namespace groundswell {

std::string_view OpenApiJson();

}  // namespace groundswell
