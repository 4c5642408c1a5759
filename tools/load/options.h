// What groundswell-loadgen is told on its command line.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <string>

#include "base/status.h"
#include "tools/load/posts.h"
#include "tools/load/run.h"

namespace groundswell {

struct LoadOptions {
  LoadPlan plan;
  LoadMix mix;
  double rate_of_capacity = 0;  // above 0: the rate is this share of what a closed loop finds first
  bool only_find = false;
  double find_secs = 8;
  std::string run;
  std::string file_path, answered_path;
  bool keep_times = false, is_json = false;
  uint64_t seed = 1;
};

// Exit status of a command line that is not to be run on: help (0) or bad usage (2).
struct LoadExit {
  int status = 0;
  std::string message;
};

// Fills *options; false with *exit set when there is nothing to run.
bool ParseLoadOptions(int argc, char** argv, LoadOptions* options, LoadExit* exit);

// "complaint=0.2,english=0.5,long=0.1,duplicate=0.02,orgs=50" over what is in *mix.
Status ParseLoadMix(const std::string& text, LoadMix* mix);
// "20000" or "0.5x", a share of what the engine takes.
Status ParseLoadRate(const std::string& text, LoadOptions* options);
// "http://127.0.0.1:8686" to the address and the Host. Only this machine, unless `allow_remote`.
Status ParseLoadUrl(const std::string& url, bool allow_remote, boost::asio::ip::tcp::endpoint* server,
                    std::string* host);

}  // namespace groundswell
