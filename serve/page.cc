#include "serve/page.h"

#include <memory>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/hash.h"

// PAGE_FILE(symbol, name) for every file of web/; made at build time, as is page_files.S, which holds the bytes.
#define PAGE_FILE(symbol, name) extern "C" const char groundswell_page_##symbol[], groundswell_page_##symbol##_end[];
#include "serve/page_files.inc"
#undef PAGE_FILE

namespace groundswell {

const std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

namespace {

std::string_view TypeOf(std::string_view name) {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  CHECK(name.ends_with(".svg"));
  return "image/svg+xml";
}

std::string StrongEtag(std::string_view bytes) {
  constexpr char kHex[] = "0123456789abcdef";
  const uint64_t hash = Hash64(bytes);
  std::string etag = "\"";
  for (int shift = 60; shift >= 0; shift -= 4) etag += kHex[hash >> shift & 15];
  return etag += '"';
}

// Whether an If-None-Match names `etag`. The comparison is the weak one of RFC 9110, 8.8.3.2: proxies that compress
// mark a tag as weak. Tags of ours hold no comma and no quote, so the text of one is found only as a whole.
bool Names(std::string_view if_none_match, std::string_view etag) {
  return if_none_match == "*" || if_none_match.find(etag) != std::string_view::npos;
}

HttpRoute RouteOf(std::string_view name, std::string_view bytes) {
  HttpResponse whole;
  whole.content_type = TypeOf(name);
  const std::string etag = StrongEtag(bytes);
  whole.headers = {{"Content-Security-Policy", std::string(kPagePolicy)},
                   {"X-Content-Type-Options", "nosniff"},
                   {"Referrer-Policy", "no-referrer"},
                   {"Cache-Control", "no-cache"},
                   {"ETag", etag}};
  HttpRoute route;
  route.method = "GET";
  route.pattern = name == "index.html" ? "/" : "/" + std::string(name);
  route.handle = [whole = std::move(whole), etag, bytes](HttpRequest request, Respond respond) {
    HttpResponse response = whole;
    if (Names(request.Header("If-None-Match"), etag)) {
      response.status = 304;
    } else {
      response.body = bytes;
    }
    respond(std::move(response));
  };
  return route;
}

}  // namespace

std::vector<HttpRoute> PageRoutes() {
  std::vector<HttpRoute> routes;
#define PAGE_FILE(symbol, name)                              \
  routes.push_back(RouteOf(name, {groundswell_page_##symbol, \
                                  static_cast<size_t>(groundswell_page_##symbol##_end - groundswell_page_##symbol)}));
#include "serve/page_files.inc"
#undef PAGE_FILE
  return routes;
}

}  // namespace groundswell
