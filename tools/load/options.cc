#include "tools/load/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <sstream>

#include "base/http_target.h"

namespace groundswell {
namespace {

using boost::asio::ip::tcp;

constexpr const char* kAbout =
    "Sends posts to a running engine at a given rate and tells how it answered: what it took, what it refused, and how "
    "long each request took from the moment it was due. Where the engine asks for a token, it is taken from "
    "GROUNDSWELL_TOKEN.";

bool ReadNumber(const std::string& text, double* number) {
  char* end = nullptr;
  *number = std::strtod(text.c_str(), &end);
  return !text.empty() && *end == '\0' && *number >= 0;
}

Status FillPlan(const std::string& url, bool allow_remote, LoadOptions* options) {
  std::string host;
  GROUNDSWELL_TRY(ParseLoadUrl(url, allow_remote, &options->plan.server, &host));
  options->plan.head = "POST /api/v1/posts HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/x-ndjson\r\n";
  const char* const token = std::getenv("GROUNDSWELL_TOKEN");
  if (token != nullptr) options->plan.head += "Authorization: Bearer " + std::string(token) + "\r\n";
  return {};
}

}  // namespace

Status ParseLoadMix(const std::string& text, LoadMix* mix) {
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    const size_t equals = part.find('=');
    const std::string name = part.substr(0, equals);
    double value = 0;
    if (equals == std::string::npos || !ReadNumber(part.substr(equals + 1), &value))
      return Invalid("--mix: " + part + " is no NAME=NUMBER");
    if (name == "orgs") {
      if (value < 1 || value > 1'000'000) return Invalid("--mix: orgs goes from 1 to 1,000,000");
      mix->orgs = static_cast<uint32_t>(value);
      continue;
    }
    double* const share = name == "complaint"   ? &mix->complaint
                          : name == "english"   ? &mix->english
                          : name == "long"      ? &mix->long_text
                          : name == "duplicate" ? &mix->duplicate
                                                : nullptr;
    if (share == nullptr)
      return Invalid("--mix: there is no " + name + "; there are complaint, english, long, duplicate, orgs");
    if (value > 1) return Invalid("--mix: " + name + " is a share from 0 to 1");
    *share = value;
  }
  return {};
}

Status ParseLoadRate(const std::string& text, LoadOptions* options) {
  const bool is_share = text.ends_with('x');
  double rate = 0;
  if (!ReadNumber(is_share ? text.substr(0, text.size() - 1) : text, &rate) || rate <= 0)
    return Invalid("--rate: give posts a second, such as 20000, or a share of what the engine takes, such as 0.5x");
  (is_share ? options->rate_of_capacity : options->plan.posts_per_sec) = rate;
  return {};
}

Status ParseLoadUrl(const std::string& url, bool allow_remote, tcp::endpoint* server, std::string* host) {
  *host = url;
  if (host->starts_with("http://")) host->erase(0, 7);
  while (host->ends_with('/')) host->pop_back();
  const std::string name(HostOf(*host));
  const size_t colon = host->rfind(':');
  const std::string port = colon == std::string::npos || host->ends_with(']') ? "80" : host->substr(colon + 1);
  boost::asio::io_context io;
  boost::system::error_code error;
  const auto found = tcp::resolver(io).resolve(name, port, error);
  if (name.empty() || host->find('/') != std::string::npos || error || found.empty())
    return Invalid("--url " + url + ": give http://HOST:PORT of a running engine");
  *server = found.begin()->endpoint();
  if (!server->address().is_loopback() && !allow_remote)
    return Invalid("--url " + url +
                   " is another machine; a load may be sent there with --allow-remote, by its owner's leave");
  return {};
}

bool ParseLoadOptions(int argc, char** argv, LoadOptions* options, LoadExit* exit) {
  std::string url = "http://127.0.0.1:8686", rate, mix;
  bool allow_remote = false;
  CLI::App app(kAbout, "groundswell-loadgen");
  app.add_option("--url", url, "the engine")->capture_default_str();
  app.add_flag("--allow-remote", allow_remote, "also to another machine");
  app.add_option("--rate", rate, "posts a second, or 0.5x: half of what a closed loop finds first");
  app.add_flag("--find", options->only_find, "only find what the engine takes, by a closed loop");
  app.add_option("--find-secs", options->find_secs, "how long that takes")->capture_default_str();
  app.add_option("--duration", options->plan.duration_secs, "seconds")->capture_default_str();
  app.add_option("--connections", options->plan.connections, "open at once")->capture_default_str();
  app.add_option("--request-posts", options->plan.request_posts, "posts in a request")->capture_default_str();
  app.add_option("--mix", mix, "complaint=0.15,english=0.3,long=0.03,duplicate=0.01,orgs=200: shares of the posts");
  app.add_option("--gzip", options->plan.gzip_share, "share of the requests that are compressed")
      ->capture_default_str();
  app.add_option("--file", options->file_path,
                 "send the records of this file instead, in their order, and end with it");
  app.add_flag("--keep-times", options->keep_times, "of a file: not the moment of sending but the times in it");
  app.add_option("--run", options->run, "what ids begin with; else the time of the start");
  app.add_option("--seed", options->seed, "of the posts")->capture_default_str();
  app.add_option("--answered", options->answered_path, "write channel and id of each post that was taken here");
  app.add_option("--patience", options->plan.patience_secs, "seconds to wait for the last answers")
      ->capture_default_str();
  app.add_flag("--json", options->is_json, "one JSON object on stdout");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool is_help = error.get_exit_code() == 0;
    *exit = {is_help ? 0 : 2, is_help ? app.help() : std::string(error.what()) + "; see --help\n"};
    return false;
  }
  Status status = FillPlan(url, allow_remote, options);
  if (status.ok()) status = ParseLoadMix(mix, &options->mix);
  if (status.ok() && !rate.empty()) status = ParseLoadRate(rate, options);
  if (status.ok() && rate.empty() && !options->only_find) status = Invalid("give --rate or --find; see --help");
  if (status.ok() && (options->plan.connections == 0 || options->plan.request_posts == 0))
    status = Invalid("--connections and --request-posts are at least 1");
  if (!status.ok()) *exit = {2, status.message() + "\n"};
  return status.ok();
}

}  // namespace groundswell
