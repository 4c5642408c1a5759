#include "serve/page.h"

#include <zlib.h>

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
  if (name.ends_with(".txt")) return "text/plain; charset=utf-8";
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

// The bytes as gzip: the page is small enough that a phone far away has it in a moment.
std::string Gzip(std::string_view bytes) {
  constexpr int kGzipWindowBits = 15 + 16, kMemoryLevel = 9;
  z_stream stream{};
  CHECK(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipWindowBits, kMemoryLevel, Z_DEFAULT_STRATEGY) ==
        Z_OK);
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

// One form of a file's bytes, as it is or packed, and the tag of that form.
struct Form {
  std::string etag;
  std::string bytes;
};

HttpRoute RouteOf(std::string_view name, std::string_view bytes) {
  HttpResponse whole;
  whole.content_type = TypeOf(name);
  whole.headers = {{"Content-Security-Policy", std::string(kPagePolicy)},
                   {"X-Content-Type-Options", "nosniff"},
                   {"Referrer-Policy", "no-referrer"},
                   {"Cache-Control", "no-cache"},
                   {"Vary", "Accept-Encoding"}};
  const Form plain{StrongEtag(bytes), std::string(bytes)};
  std::string packed_bytes = Gzip(bytes);
  std::string packed_etag = StrongEtag(packed_bytes);
  const Form packed{std::move(packed_etag), std::move(packed_bytes)};
  HttpRoute route;
  route.method = "GET";
  route.pattern = name == "index.html" ? "/" : "/" + std::string(name);
  route.handle = [whole = std::move(whole), plain, packed](HttpRequest request, Respond respond) {
    const bool takes_gzip = request.Header("Accept-Encoding").find("gzip") != std::string_view::npos;
    const Form& form = takes_gzip ? packed : plain;
    HttpResponse response = whole;
    response.headers.push_back({"ETag", form.etag});
    if (Names(request.Header("If-None-Match"), form.etag)) {
      response.status = 304;
    } else {
      if (takes_gzip) response.headers.push_back({"Content-Encoding", "gzip"});
      response.body = form.bytes;
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
