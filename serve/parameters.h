// Parameters: the query of a request, read and checked by name.
//
// Contract: the constructor is told every parameter that the call knows; an unknown one, or one given twice, is wrong.
// Every reader gives the value, or its default where the parameter is absent or wrong. The first wrong one is kept:
// error() is then the 400 that names it and says what is allowed; the caller looks once, after reading all.
// Times are event times, [since, until). Ownership: views the request. Threads: one.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"
#include "base/time.h"

namespace groundswell {

// A set of places in a list of names; empty stands for no filter.
using NameSet = std::optional<uint32_t>;
inline bool Holds(const NameSet& names, int place) { return !names || (place >= 0 && (*names >> place & 1) != 0); }

class Parameters {
 public:
  Parameters(const HttpRequest& request, std::initializer_list<std::string_view> known);

  // At most 256 bytes. Absent and empty are told apart: `org=` asks for posts of unknown organisation.
  std::optional<std::string> Text(std::string_view name);
  // 1..500, default 50.
  size_t Limit();
  // A whole number within [least, most].
  int64_t Number(std::string_view name, int64_t fallback, int64_t least, int64_t most);
  // RFC 3339, a date alone (UTC), or milliseconds since 1970. None where it is absent.
  EventTime Time(std::string_view name);
  // Names of `all`, with commas between them.
  template <typename Names>
  NameSet Set(std::string_view name, const Names& all) {
    return SetOf(name, all.data(), all.size());
  }
  // One name of `all`: its place.
  template <typename Names>
  std::optional<size_t> OneOf(std::string_view name, const Names& all) {
    return PlaceOf(name, all.data(), all.size());
  }
  std::optional<bool> Flag(std::string_view name);
  // "90s", "10m", "24h", "7d": milliseconds, from one second to 400 days.
  std::optional<int64_t> Duration(std::string_view name);
  // The words of a cursor of this kind (serve/cursor.h).
  std::optional<std::vector<std::string>> Cursor(std::string_view kind, size_t words);

  // `name` is wrong: `allowed` says what it may be.
  void Refuse(std::string_view name, std::string_view allowed);
  const std::optional<HttpResponse>& error() const { return error_; }

 private:
  const std::string* Find(std::string_view name) const { return request_.Query(name); }
  NameSet SetOf(std::string_view name, const std::string_view* all, size_t count);
  std::optional<size_t> PlaceOf(std::string_view name, const std::string_view* all, size_t count);

  const HttpRequest& request_;
  std::optional<HttpResponse> error_;
};

// The words of a search, folded as the searched text is; a text is found when it has all of them.
std::vector<std::string> SearchWords(const std::optional<std::string>& q);
bool HasAll(std::string_view folded, const std::vector<std::string>& words);

}  // namespace groundswell
