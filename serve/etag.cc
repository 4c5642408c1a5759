#include "serve/etag.h"

#include "base/hash.h"

namespace groundswell {

std::string StrongEtag(std::string_view bytes) {
  constexpr char kHex[] = "0123456789abcdef";
  const uint64_t hash = Hash64(bytes);
  std::string etag = "\"";
  for (int shift = 60; shift >= 0; shift -= 4) etag += kHex[hash >> shift & 15];
  return etag += '"';
}

bool NamesEtag(std::string_view condition, std::string_view etag) {
  return condition == "*" || condition.find(etag) != std::string_view::npos;
}

}  // namespace groundswell
