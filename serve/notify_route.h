// Routes: which alerts go to which receivers, by organisation, level, cause, channel and the hour.
//
// Routes are tried in their order. The first that takes an alert names its receivers; one that continues lets those
// behind it take the alert too. What no route takes goes to every receiver from `emerging` on, as everything does
// without routes: nothing is lost by a route that was forgotten. Contract: an alert asks by the higher of its level and
// the level before, so that those who heard of a rise hear of its end; one post that cannot wait passes every level.
// Hours are those of the wall at the decision, in the route's zone, so that an alert goes the same way on every
// attempt. Units: minutes of the day, milliseconds of the wall. Errors: kInvalid for hours and days that are none.
// Threads: immutable.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "base/time.h"
#include "models/local_zone.h"
#include "serve/message_facts.h"

namespace groundswell {

// A part of the day, of which the end is not part; it may run over midnight. Empty: no part of it.
struct DayHours {
  int from_min = 0, to_min = 0;

  // "22:00-07:00"; empty text gives empty hours.
  static Result<DayHours> Parse(std::string_view text);
  bool is_empty() const { return from_min == to_min; }
  bool Holds(int64_t wall_ms, LocalZone zone) const;
  // How long it still holds; 0 when it does not.
  int64_t LeftMs(int64_t wall_ms, LocalZone zone) const;
};

struct Route {
  std::string name = {};
  // Any of them; empty: all. A cause is a class or a tag.
  std::vector<std::string> orgs = {}, causes = {}, channels = {};
  uint8_t level = 2;           // from this level on, in kLevelNames
  DayHours hours = {};         // only then; empty: always
  std::vector<int> days = {};  // 0 is Sunday; empty: all
  LocalZone zone = {};
  std::vector<std::string> receivers = {};
  bool continues = false;
  DayHours quiet = {};       // what it takes waits while these hours last
  uint8_t quiet_breaks = 4;  // but from this level on nothing waits

  bool Takes(const AlertFacts& alert, int64_t wall_ms) const;
};

// 0 to 6 of "sun" to "sat"; nothing for another word.
std::optional<int> DayNumber(std::string_view name);

struct RouteMatch {
  bool is_taken = false;
  const Route* route = nullptr;  // null: no route took it, and it goes to everybody
};

class RouteTable {
 public:
  explicit RouteTable(std::vector<Route> routes) : routes_(std::move(routes)) {}

  // Whether a receiver gets the alert; `level` is the receiver's own, 0 where it leaves that to the routes.
  RouteMatch Match(const AlertFacts& alert, int64_t decided_ms, std::string_view receiver, uint8_t level) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace groundswell
