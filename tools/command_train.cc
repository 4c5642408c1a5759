#include "tools/command_train.h"

namespace groundswell {

Status RunTrain(const TrainFilesOptions& options, const Console& console) {
  return TrainModelFiles(options, [&console](std::string_view sentence) { *console.err << sentence << std::endl; });
}

}  // namespace groundswell
