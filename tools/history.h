// History: files of past posts taken into a live engine before it serves, so that baselines are warm.
//
// Contract: what a file holds goes the way of every post, but nothing of it is delivered. A file whose content was
// taken in before is skipped; one that was taken in part adds what is missing. Progress is drawn on a terminal. Errors:
// those of the files and the store; kIo when stopped by a signal, with what was taken kept.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/status.h"
#include "ingest/mapping.h"
#include "models/models.h"
#include "tools/config.h"
#include "tools/console.h"
#include "tools/data_folder.h"
#include "tools/live_engine.h"

namespace groundswell {

struct HistoryFiles {
  std::vector<std::string> files;
  std::shared_ptr<const Mapping> mapping;  // null: they hold posts of our own
};

Status ImportHistory(const HistoryFiles& history, const Config& config, const Models& models, DataFolder* folder,
                     LiveEngine* engine, const Console& console);

}  // namespace groundswell
