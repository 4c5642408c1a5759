#include "ingest/source.h"

namespace groundswell {

std::string_view SourceStateName(SourceState state) {
  constexpr std::string_view kNames[] = {"starting", "running", "paused", "waiting", "failed", "done"};
  return kNames[static_cast<size_t>(state)];
}

}  // namespace groundswell
