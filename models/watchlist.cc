#include "models/watchlist.h"

namespace groundswell {
namespace {

std::string Fold(std::string_view name) {
  std::string folded(name);
  for (char& c : folded)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return folded;
}

}  // namespace

void Watchlist::Add(const std::string& name, const std::vector<std::string>& aliases,
                    const std::vector<std::string>& accounts) {
  names_.emplace(Fold(name), name);
  for (const std::string& alias : aliases) names_.emplace(Fold(alias), name);
  accounts_.insert(accounts.begin(), accounts.end());
}

std::string_view Watchlist::NameOf(std::string_view name) const {
  if (name.empty()) return name;
  const auto found = names_.find(Fold(name));
  return found == names_.end() ? name : std::string_view(found->second);
}

bool Watchlist::IsOwnAccount(std::string_view channel, std::string_view author) const {
  if (author.empty() || accounts_.empty()) return false;
  std::string account(channel);
  account.append(":").append(author);
  return accounts_.contains(account);
}

}  // namespace groundswell
