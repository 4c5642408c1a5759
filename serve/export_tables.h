// The tables that lists of the API are exported as: which of a list's fields become columns, in their order.
//
// Contract: a column is a field of an item by its path, "complainants.count"; one that an item does not have is an
// empty cell. A list of texts is one cell with "; " between them, an object of figures "name: figure; …". Names and
// order of columns are a format that others read (docs/formats.md): new ones come last. Threads: constants and free
// functions.
#pragma once

#include <simdjson.h>

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "serve/api_context.h"
#include "serve/table_writer.h"

namespace groundswell {

struct TableColumn {
  std::string_view name, path;
  bool is_time = false;
};

struct ExportTable {
  std::string_view pattern;  // of the route whose list it is
  std::string_view name;     // of the sheet and the file
  HttpResponse (*list)(const ApiContext&, const HttpRequest&);
  std::span<const TableColumn> columns;
  // A list comes in pages; otherwise the answer has series over `times`, one row for each name and time.
  bool is_list = true;
  bool has_pages = true;  // takes limit and cursor
};

// Null for a route that has no table.
const ExportTable* FindExportTable(std::string_view pattern);
std::span<const ExportTable> ExportTables();

// Gives `take` the rows of one answer until it says no more.
void ForEachRow(const ExportTable& table, simdjson::dom::element answer,
                const std::function<bool(std::span<const TableCell>)>& take);

}  // namespace groundswell
