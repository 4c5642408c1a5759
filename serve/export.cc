#include "serve/export.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string>

#include "serve/api_trends.h"
#include "serve/cursor.h"
#include "serve/message_escape.h"
#include "serve/series.h"
#include "serve/table_csv.h"
#include "serve/table_xlsx.h"

namespace groundswell {
namespace {

constexpr std::string_view kTypes[] = {"text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
constexpr std::string_view kEndings[] = {"csv", "xlsx"};
constexpr int64_t kPageItems = 500;  // the most a list gives at once

std::string_view Trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

// The weight of a media range of Accept (RFC 9110, 12.5.1), thousandths.
int WeightOf(std::string_view parameters) {
  const size_t at = parameters.find("q=");
  if (at == std::string_view::npos) return 1000;
  double weight = 0;
  std::from_chars(parameters.data() + at + 2, parameters.data() + parameters.size(), weight);
  return static_cast<int>(std::clamp(weight, 0.0, 1.0) * 1000);
}

static_assert((kTrendTopMax + 1) * kBucketsMax <= kExportWholeRowsMax);

// What Accept likes best; of equals what it names first. JSON is what a wildcard gets.
std::optional<ExportFormat> FormatAccepted(std::string_view accept) {
  size_t best = std::size(kTypes);
  int best_weight = 0;
  for (size_t begin = 0; begin < accept.size();) {
    const size_t end = std::min(accept.find(',', begin), accept.size());
    const std::string_view range = accept.substr(begin, end - begin);
    const size_t semicolon = std::min(range.find(';'), range.size());
    const int weight = WeightOf(range.substr(semicolon));
    begin = end + 1;
    if (weight <= best_weight) continue;
    best_weight = weight;
    best = static_cast<size_t>(std::find(std::begin(kTypes), std::end(kTypes), Trimmed(range.substr(0, semicolon))) -
                               std::begin(kTypes));
  }
  if (best == std::size(kTypes)) return std::nullopt;
  return static_cast<ExportFormat>(best);
}

void SetQuery(std::string_view name, std::string value, HttpRequest* request) {
  std::erase_if(request->query, [&](const auto& given) { return given.first == name; });
  request->query.emplace_back(name, std::move(value));
}

// The rows wanted, or nothing where `limit` is no such number.
std::optional<int64_t> TakeRowsWanted(HttpRequest* request) {
  const std::string* limit = request->Query("limit");
  if (limit == nullptr) return kExportRowsMax;
  const auto rows = ParseSigned(*limit);
  std::erase_if(request->query, [](const auto& given) { return given.first == "limit"; });
  return rows && *rows >= 1 && *rows <= kExportRowsMax ? rows : std::nullopt;
}

// A group that has merged: its posts are those of the group that it lives on in, whose id the answer's Location has.
bool FollowMerge(const HttpResponse& moved, HttpRequest* request) {
  constexpr std::string_view kBefore = "/api/v1/groups/";
  for (const HttpHeader& header : moved.headers) {
    if (header.name != "Location" || !header.value.starts_with(kBefore) || request->path_values.empty()) continue;
    request->path_values[0] = header.value.substr(kBefore.size(), 16);
    return true;
  }
  return false;
}

// The pages of a list, as rows of one table.
class Exporter {
 public:
  Exporter(const ApiContext& context, const ExportTable& table, TableWriter* writer, int64_t rows_wanted)
      : context_(context), table_(table), writer_(*writer), rows_left_(rows_wanted) {}

  // The answer that stops the export, if any. What follows the table is then at next().
  std::optional<HttpResponse> Run(HttpRequest request) {
    for (int pages = 0; pages < kExportPagesMax; ++pages) {
      if (table_.has_pages) SetQuery("limit", std::to_string(std::min(rows_left_, kPageItems)), &request);
      HttpResponse page = table_.list(context_, request);
      if (page.status == 308 && FollowMerge(page, &request)) page = table_.list(context_, request);
      if (page.status != 200) return page;
      if (!TakePage(page.body)) return Problem(500, "the list gave an answer that is no JSON; ask for it as JSON");
      if (next_.empty() || rows_left_ == 0 || writer_.bytes() >= kExportBytesMax) return std::nullopt;
      SetQuery("cursor", next_, &request);
    }
    return std::nullopt;
  }
  const std::string& next() const { return next_; }

 private:
  bool TakePage(const std::string& body) {
    simdjson::dom::element answer;
    if (parser_.parse(body).get(answer) != simdjson::SUCCESS) return false;
    ForEachRow(table_, answer, [this](std::span<const TableCell> cells) {
      if (rows_left_ == 0) return false;
      writer_.Row(cells);
      --rows_left_;
      return true;
    });
    std::string_view cursor;
    next_ = answer["next_cursor"].get(cursor) == simdjson::SUCCESS ? std::string(cursor) : std::string();
    return true;
  }

  const ApiContext& context_;
  const ExportTable& table_;
  TableWriter& writer_;
  int64_t rows_left_;
  simdjson::dom::parser parser_;
  std::string next_;
};

std::string NextCall(HttpRequest request, ExportFormat format, const std::string& cursor) {
  SetQuery("format", std::string(kEndings[static_cast<size_t>(format)]), &request);
  SetQuery("cursor", cursor, &request);
  std::string call = request.path;
  char separator = '?';
  for (const auto& [name, value] : request.query) {
    call.append(1, separator).append(EscapeUrl(name)).append("=").append(EscapeUrl(value));
    separator = '&';
  }
  return call;
}

Result<std::unique_ptr<TableWriter>> MakeWriter(const ExportTable& table, ExportFormat format) {
  auto made = format == ExportFormat::kCsv ? CsvTable::Make() : XlsxTable::Make(std::string(table.name));
  if (!made.ok()) return made;
  std::vector<std::string_view> names;
  std::vector<bool> is_time;
  for (const TableColumn& column : table.columns) {
    names.push_back(column.name);
    is_time.push_back(column.is_time);
  }
  (*made)->Header(names, is_time);
  return made;
}

}  // namespace

std::shared_ptr<void> ExportPlaces::Take() {
  if (taken_->fetch_add(1) >= kExportFilesMax) {
    taken_->fetch_sub(1);
    return nullptr;
  }
  return {taken_.get(), [taken = taken_](void*) { taken->fetch_sub(1); }};
}

HttpResponse ExportPlaces::Full() {
  HttpResponse response = Problem(503, "too many tables are being made and sent; ask again later");
  response.headers.push_back({"Retry-After", "10"});
  return response;
}

HttpResponse ExportPlaces::Holding(HttpResponse response, std::shared_ptr<void> place) {
  if (response.file == nullptr) return response;
  const HttpFile* file = response.file.get();
  response.file = std::shared_ptr<const HttpFile>(
      file, [owner = std::move(response.file), place = std::move(place)](const HttpFile*) mutable {
        owner.reset();
        place.reset();
      });
  return response;
}

std::variant<std::optional<ExportFormat>, HttpResponse> TakeFormat(HttpRequest* request) {
  const std::string* given = request->Query("format");
  if (given == nullptr) return FormatAccepted(request->Header("Accept"));
  std::optional<ExportFormat> format;
  if (*given == kEndings[0]) format = ExportFormat::kCsv;
  if (*given == kEndings[1]) format = ExportFormat::kXlsx;
  if (!format && *given != "json") return Problem(400, "parameter format: one of json, csv, xlsx is allowed");
  const auto is_format = [](const auto& one) { return one.first == "format"; };
  if (std::count_if(request->query.begin(), request->query.end(), is_format) > 1)
    return Problem(400, "parameter format: give it once");
  std::erase_if(request->query, is_format);
  return format;
}

HttpResponse Export(const ApiContext& context, const ExportTable& table, ExportFormat format, HttpRequest request) {
  const HttpRequest asked = request;
  const auto rows = table.has_pages ? TakeRowsWanted(&request) : std::optional(kExportWholeRowsMax);
  if (!rows) return Problem(400, "parameter limit: a number of rows from 1 to 100000 is allowed");
  auto writer = MakeWriter(table, format);
  if (!writer.ok()) return Problem(500, writer.status().message());
  Exporter exporter(context, table, writer->get(), *rows);
  if (auto stopped = exporter.Run(std::move(request))) return std::move(*stopped);
  auto file = (*writer)->Finish();
  if (!file.ok()) return Problem(500, file.status().message());
  HttpResponse response;
  const auto place = static_cast<size_t>(format);
  response.content_type = kTypes[place];
  if (format == ExportFormat::kCsv) response.content_type += "; charset=utf-8; header=present";
  response.headers = {{"Cache-Control", "no-store"},
                      {"Vary", "Accept"},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Content-Disposition", "attachment; filename=\"groundswell-" + std::string(table.name) + "." +
                                                  std::string(kEndings[place]) + "\""}};
  if (!exporter.next().empty())
    response.headers.push_back({"Link", "<" + NextCall(asked, format, exporter.next()) + ">; rel=\"next\""});
  response.file = std::move(*file);
  return response;
}

}  // namespace groundswell
