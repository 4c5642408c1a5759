#include "serve/watchlist_book.h"

#include "serve/cursor.h"

namespace groundswell {
namespace {

constexpr std::string_view kCurrentMark = "watchlist";

std::string RowMark(uint64_t number) { return std::string(kCurrentMark) + "/" + std::to_string(number); }

Result<std::optional<WatchlistVersion>> ReadRow(const Store& store, uint64_t number) {
  auto row = store.ReadMark(RowMark(number));
  if (!row.ok()) return row.status();
  if (!*row || (*row)->empty()) return std::optional<WatchlistVersion>();
  auto version = ReadWatchlistVersion(**row);
  if (!version.ok()) return version.status();
  return std::optional(std::move(*version));
}

}  // namespace

Result<std::optional<WatchlistVersion>> ReadWatchlistInForce(const Store& store) {
  auto mark = store.ReadMark(kCurrentMark);
  if (!mark.ok()) return mark.status();
  if (!*mark) return std::optional<WatchlistVersion>();
  const auto number = ParseUnsigned(**mark);
  if (!number) return Corrupt("the mark of the watchlist in force is no number");
  auto version = ReadRow(store, *number);
  if (version.ok() && !*version) return Corrupt("the version of the watchlist in force is missing");
  return version;
}

Result<std::shared_ptr<const WatchlistVersion>> WatchlistBook::Open(std::vector<WatchlistEntry> configured,
                                                                    uint64_t base, int64_t now_ms) {
  auto stored = ReadWatchlistInForce(*store_);
  if (!stored.ok()) return stored.status();
  if (*stored && (*stored)->base == base) {
    std::lock_guard lock(mutex_);
    return current_ = std::make_shared<const WatchlistVersion>(std::move(**stored));
  }
  WatchlistVersion version;
  version.number = *stored ? (*stored)->number + 1 : 1;
  version.at_ms = now_ms;
  version.by = "configuration";
  version.base = base;
  version.entries = std::move(configured);
  GROUNDSWELL_TRY(Write(version));
  GROUNDSWELL_TRY(Publish(std::move(version)));
  return current();
}

std::shared_ptr<const WatchlistVersion> WatchlistBook::current() const {
  std::lock_guard lock(mutex_);
  return current_;
}

Result<std::optional<WatchlistVersion>> WatchlistBook::Read(uint64_t number) const {
  const auto now = current();
  if (number == 0 || now == nullptr || number > now->number) return std::optional<WatchlistVersion>();
  return ReadRow(*store_, number);
}

Status WatchlistBook::Write(const WatchlistVersion& version) {
  return store_->PutMark(RowMark(version.number), WatchlistVersionRow(version));
}

Status WatchlistBook::Publish(WatchlistVersion version) {
  GROUNDSWELL_TRY(store_->PutMark(kCurrentMark, std::to_string(version.number)));
  const uint64_t number = version.number;
  {
    std::lock_guard lock(mutex_);
    current_ = std::make_shared<const WatchlistVersion>(std::move(version));
  }
  if (number <= kWatchlistVersionsMax) return {};
  const Status dropped = store_->PutMark(RowMark(number - kWatchlistVersionsMax), "");
  if (!dropped.ok() && on_kept_) on_kept_(dropped);
  return {};
}

Status WatchlistBook::Add(WatchlistVersion version, uint64_t expected, const Enforce& enforce) {
  std::unique_lock one(adding_, std::try_to_lock);
  if (!one) return Conflict("another change of the watchlist is under way");
  const auto before = current();
  if (before == nullptr || before->number != expected)
    return Conflict("the watchlist has changed since it was read; read it again");
  version.number = expected + 1;
  version.base = before->base;
  version.is_edited = true;
  GROUNDSWELL_TRY(Write(version));
  GROUNDSWELL_TRY(enforce(version.entries));
  const Status published = Publish(std::move(version));
  if (published.ok()) return {};
  // What cannot be kept over a restart is not left in force either.
  const Status undone = enforce(before->entries);
  return undone.ok() ? published : undone.Annotate("the change is in force until the next start alone");
}

}  // namespace groundswell
