#include "models/quoting_row.h"

#include "models/sequence.h"

namespace groundswell {
namespace {

constexpr size_t kDigits = 16;

// What stands behind the JSON. It is short, and so is looked for from its end.
std::string_view HashesOf(std::string_view row) {
  const size_t end = row.rfind('\n');
  return end == std::string_view::npos ? std::string_view() : row.substr(end + 1);
}

}  // namespace

std::string_view JsonOfRow(std::string_view row) { return row.substr(0, row.rfind('\n')); }

std::vector<PersonHash> WritersOfRow(std::string_view row) {
  std::vector<PersonHash> writers;
  for (std::string_view rest = HashesOf(row); rest.size() >= kDigits; rest.remove_prefix(kDigits))
    writers.push_back({ParseGroupId(rest.substr(0, kDigits)).value_or(GroupId()).value});
  return writers;
}

std::string QuotingRow(std::string_view json, std::span<const PersonHash> writers) {
  std::string row(json);
  if (!writers.empty()) row.push_back('\n');
  for (const PersonHash writer : writers) row += FormatGroupId({writer.value});
  return row;
}

}  // namespace groundswell
