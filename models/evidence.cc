#include "models/evidence.h"

#include "models/sequence.h"

namespace groundswell {
namespace {

constexpr size_t kDigits = 16;

}  // namespace

std::string_view JsonOfEvidence(std::string_view row) { return row.substr(0, row.find('\n')); }

std::vector<PersonHash> PeopleOfEvidence(std::string_view row) {
  std::vector<PersonHash> people;
  const size_t end = row.find('\n');
  if (end == std::string_view::npos) return people;
  for (std::string_view rest = row.substr(end + 1); rest.size() >= kDigits; rest.remove_prefix(kDigits))
    people.push_back({ParseGroupId(rest.substr(0, kDigits)).value_or(GroupId()).value});
  return people;
}

std::string EvidenceRow(std::string_view json, std::span<const PersonHash> people) {
  std::string row(json);
  if (!people.empty()) row.push_back('\n');
  for (const PersonHash person : people) row += FormatGroupId({person.value});
  return row;
}

}  // namespace groundswell
