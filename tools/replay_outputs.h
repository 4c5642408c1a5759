// The files a replay leaves: alerts, groups, assignments, rejects and the summary, written from the store.
//
// Contract: every file is written whole: beside its name first, then moved there; "-" is stdout, and what is no
// file (a pipe, a device) is written to as it is. What is written is a function of the store alone, the summary's rates
// apart. Errors: kIo with the file's name. Threads: one.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "storage/store.h"
#include "tools/console.h"

namespace groundswell {

struct ReplayOutputs {
  std::string alerts, groups, assignments, rejects, summary;  // file names; empty: not wanted
};

// Whether all of them can be written: better known before hours of work than after them. kInvalid when two of them
// are to go to one file or to stdout (which `stdout_is_taken` may say is spoken for), or one over an input.
Status CheckReplayOutputs(const ReplayOutputs& outputs, const std::vector<std::string>& inputs, bool stdout_is_taken);

// Of this run.
struct RunFigures {
  double wall_secs = 0;
  uint64_t posts = 0, text_bytes = 0;
  uint64_t rss_bytes_max = 0;
};

Status WriteReplayOutputs(const ReplayOutputs& outputs, const Store& store, const RunFigures& run,
                          const std::string& config_hash, const Console& console);

// The summary object, without line end.
std::string SummaryJson(const Position& position, const RunFigures& run, const std::string& config_hash);

// Calls visit(channel, id, group) for every post that stands, in input order, with the group it is in at the end.
Status ForEachAssignment(const Store& store,
                         const std::function<Status(std::string_view, std::string_view, GroupId)>& visit);

}  // namespace groundswell
