#include "engine/quote_rows.h"

#include <algorithm>
#include <vector>

#include "engine/group_json.h"
#include "models/quoting_row.h"

namespace groundswell {

void ForEachQuoteOf(PersonHash person, std::string_view row, const std::function<void(std::string_view mark)>& visit) {
  const std::vector<PersonHash> writers = WritersOfRow(row);
  if (std::find(writers.begin(), writers.end(), person) == writers.end()) return;
  size_t place = 0;
  ForEachQuoteMark(JsonOfRow(row), [&](std::string_view mark) {
    if (place < writers.size() && writers[place] == person) visit(mark);
    ++place;
  });
}

bool ForgetQuote(std::string_view channel, std::string_view id, std::string* row) {
  const std::string quoted = QuoteMark(channel, id);
  if (row->find(quoted) == std::string::npos) return false;
  std::string json(JsonOfRow(*row));
  if (!BlankMarked(quoted, &json)) return false;
  std::vector<PersonHash> writers = WritersOfRow(*row);
  size_t place = 0;
  ForEachQuoteMark(json, [&](std::string_view mark) {
    if (place < writers.size() && mark == quoted) writers[place] = {};
    ++place;
  });
  *row = QuotingRow(json, writers);
  return true;
}

}  // namespace groundswell
