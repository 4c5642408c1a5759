#include "storage/rocks_status.h"

#include <string>

namespace groundswell {

Status FromRocks(const rocksdb::Status& status, std::string_view what) {
  if (status.ok()) return {};
  // A file shorter than its index says, or a wrong option for stored rows, is damage as well.
  const bool is_damage = status.IsCorruption() || status.IsInvalidArgument() || status.IsNotSupported();
  return {is_damage ? Code::kCorrupt : Code::kIo, std::string(what) + ": " + status.ToString()};
}

}  // namespace groundswell
