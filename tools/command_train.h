// `groundswell train`: model files from labelled texts. The figures on held-out texts go to stderr as they come.
#pragma once

#include "base/status.h"
#include "tools/console.h"
#include "tools/train_data.h"

namespace groundswell {

Status RunTrain(const TrainFilesOptions& options, const Console& console);

}  // namespace groundswell
