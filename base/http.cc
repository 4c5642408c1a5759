#include "base/http.h"

#include "base/http_target.h"
#include "base/json_writer.h"

namespace groundswell {

std::string_view HttpRequest::Header(std::string_view name) const {
  for (const HttpHeader& header : headers)
    if (EqualsIgnoringCase(header.name, name)) return header.value;
  return {};
}

const std::string* HttpRequest::Query(std::string_view name) const {
  for (auto pair = query.rbegin(); pair != query.rend(); ++pair)
    if (pair->first == name) return &pair->second;
  return nullptr;
}

std::string_view HttpReason(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    default:
      return "Unknown";
  }
}

HttpResponse Problem(int status, std::string_view detail) {
  HttpResponse response;
  response.status = status;
  response.content_type = "application/problem+json";
  JsonWriter(&response.body)
      .BeginObject()
      .Key("type")
      .Text("about:blank")
      .Key("title")
      .Text(HttpReason(status))
      .Key("status")
      .Integer(status)
      .Key("detail")
      .Text(detail)
      .EndObject();
  return response;
}

}  // namespace groundswell
