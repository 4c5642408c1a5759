// What the handlers of the read API share, and the answers they all give.
//
// Threads: handlers run on several threads at once; everything here is immutable or guards itself.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/http.h"
#include "base/json_writer.h"
#include "base/status.h"
#include "base/time.h"
#include "models/clock_rule.h"
#include "models/local_zone.h"
#include "models/watchlist_entry.h"
#include "serve/read_model.h"
#include "serve/readiness.h"
#include "storage/store.h"

namespace groundswell {

class Notices;

// Whose an organisation is; empty: all are own.
using RoleOf = std::function<EntryRole(std::string_view org)>;

class Parameters;
// That of an organisation that is not listed, or not known, is kOwn; a voice is none.
EntryRole RoleOfOrg(const RoleOf& role_of, std::string_view org);
// The parameter `role`: groups or posts of such organisations alone.
std::optional<EntryRole> ReadRole(Parameters* parameters);

struct ApiContext {
  const Store* store = nullptr;
  const ReadModel* model = nullptr;
  const Notices* notices = nullptr;  // null: there are none
  const Readiness* readiness = nullptr;
  std::string version;
  // The hash that alerts carry now; it may change while the engine runs.
  std::function<std::string()> config_hash;
  // Writes the value of the status' `sources`; without it the field is absent.
  std::function<void(JsonWriter*)> write_sources;
  // Likewise of the status' `reload`: what became of the configuration when it was last read again.
  std::function<void(JsonWriter*)> write_reload;
  // The deadlines that run for cases; null: none.
  std::shared_ptr<const ClockBook> clocks = nullptr;
  RoleOf role_of;
  // By whose clock the team lives and days of reports begin, and how the configuration names it: "Europe/London";
  // empty: UTC.
  LocalZone zone = {};
  std::string zone_name = {};
  // The length of the store's panes: no series is finer.
  int64_t pane_secs = 600;
  // Where people reach the page, without a slash at its end; empty: answers have no links.
  std::string public_url = {};
  MonotonicTime started = std::chrono::steady_clock::now();
};

// 200 with a JSON body that is not to be cached.
HttpResponse JsonAnswer(std::string body);
// 500: the store failed.
HttpResponse StoreFailure(const Status& status);

// A list's answer: items written by the caller between Begin and Answer.
class ListAnswer {
 public:
  ListAnswer() : json_(&body_) { json_.BeginObject().Key("items").BeginArray(); }
  JsonWriter* item() { return &json_; }
  // An empty cursor: the list ends here.
  HttpResponse Answer(std::string_view next_cursor);

 private:
  std::string body_;
  JsonWriter json_;
};

}  // namespace groundswell
