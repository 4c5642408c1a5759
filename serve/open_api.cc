#include "serve/open_api.h"

// In open_api.S, which is made at build time.
extern "C" const char groundswell_open_api[], groundswell_open_api_end[];

namespace groundswell {

std::string_view OpenApiJson() {
  return {groundswell_open_api, static_cast<size_t>(groundswell_open_api_end - groundswell_open_api)};
}

}  // namespace groundswell
