// Export: a list of the API as a file for spreadsheets, with the list's own filters.
//
// A call of a list that asks for it, by `format=csv|xlsx` or by Accept, gets all the pages that its cursor would give,
// one after the other, as one table (export_tables.h). Contract: what a list shows is what is exported, and nothing
// else; `limit` is then the most rows wanted, kExportRowsMax without it; a list without pages is exported whole. Where
// the table ends before the list does (at that bound, at kExportBytesMax or at kExportPagesMax) the header Link names
// the call that goes on (rel="next"). Memory is that of a page: the file lies on disk until it is sent. Threads: free
// functions; an export may take seconds, so it runs where it holds no other reader up. Errors: as problems, those of
// the list and 500.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <variant>

#include "serve/export_tables.h"

namespace groundswell {

enum class ExportFormat : uint8_t { kCsv, kXlsx };

constexpr int64_t kExportRowsMax = 100'000;
// A list without pages has no call that could go on, so its rows must all have room; a sheet holds 1,048,576.
constexpr int64_t kExportWholeRowsMax = 1'000'000;
constexpr uint64_t kExportBytesMax = uint64_t{128} << 20;
// A search that finds next to nothing reads 40 million records at most.
constexpr int kExportPagesMax = 2'000;

// What the request asks for: nothing for JSON, or the 400 that says what may be asked for. Takes the parameter off it.
std::variant<std::optional<ExportFormat>, HttpResponse> TakeFormat(HttpRequest* request);

// Files of tables that lie on disk at once, those included that are still being sent: a gigabyte at most.
constexpr int kExportFilesMax = 8;

// Counts the files; each gives its place back when it is gone. Threads: any.
class ExportPlaces {
 public:
  // Gives what `make` gives, or 503 with Retry-After where every place is taken.
  template <typename Make>
  HttpResponse Within(const Make& make) {
    const std::shared_ptr<void> place = Take();
    return place == nullptr ? Full() : Holding(make(), place);
  }

 private:
  std::shared_ptr<void> Take();
  static HttpResponse Full();
  static HttpResponse Holding(HttpResponse response, std::shared_ptr<void> place);

  const std::shared_ptr<std::atomic<int>> taken_ = std::make_shared<std::atomic<int>>(0);
};

// The answer; `request` is without its format.
HttpResponse Export(const ApiContext& context, const ExportTable& table, ExportFormat format, HttpRequest request);

}  // namespace groundswell
