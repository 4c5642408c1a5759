// Versions of the watchlist: which is in force after changes, failures and restarts; what a preview finds.
#include "serve/watchlist_book.h"

#include <gtest/gtest.h>

#include <thread>

#include "serve/watchlist_preview.h"
#include "tests/serve/serve_testing.h"
#include "tests/storage/faulty_store.h"

namespace groundswell {
namespace {

using testing::Answer;
using testing::StoreFiller;

WatchlistEntry Named(std::string name) {
  WatchlistEntry entry;
  entry.name = std::move(name);
  return entry;
}

WatchlistVersion By(std::string who, std::vector<WatchlistEntry> entries) {
  WatchlistVersion version;
  version.at_ms = 5;
  version.by = std::move(who);
  version.entries = std::move(entries);
  return version;
}

Status Agree(const std::vector<WatchlistEntry>&) { return {}; }

TEST(WatchlistBookTest, AnEditedVersionStandsUntilTheConfigurationChanges) {
  MemoryStore store;
  {
    WatchlistBook book(&store);
    ASSERT_EQ((*book.Open({Named("a")}, 77, 1))->number, 1u);
    ASSERT_TRUE(book.Add(By("ann", {Named("a"), Named("b")}), 1, Agree).ok());
  }
  WatchlistBook same(&store);
  const auto kept = same.Open({Named("a")}, 77, 2);
  EXPECT_EQ((*kept)->number, 2u);
  EXPECT_TRUE((*kept)->is_edited);
  EXPECT_EQ((*kept)->entries.size(), 2u);
  WatchlistBook changed(&store);
  const auto configured = changed.Open({Named("c")}, 78, 3);
  EXPECT_EQ((*configured)->number, 3u);
  EXPECT_FALSE((*configured)->is_edited);
  EXPECT_EQ((*configured)->by, "configuration");
  EXPECT_EQ((*changed.Read(2))->by, "ann");
  EXPECT_FALSE((*changed.Read(4)).has_value());
}

TEST(WatchlistBookTest, WhatIsRefusedLeavesTheVersionBefore) {
  MemoryStore store;
  WatchlistBook book(&store);
  ASSERT_TRUE(book.Open({Named("a")}, 77, 1).ok());
  EXPECT_EQ(book.Add(By("ann", {}), 9, Agree).code(), Code::kConflict);
  const auto refuse = [](const std::vector<WatchlistEntry>&) { return Exhausted("not now"); };
  EXPECT_EQ(book.Add(By("ann", {}), 1, refuse).code(), Code::kExhausted);
  EXPECT_EQ(book.current()->number, 1u);
  EXPECT_EQ((*ReadWatchlistInForce(store))->number, 1u);
  // A second change that comes while the first is under way is refused, and the first goes on.
  const auto nested = [&](const std::vector<WatchlistEntry>&) {
    EXPECT_EQ(book.current()->number, 1u);
    std::thread([&] { EXPECT_EQ(book.Add(By("cy", {}), 1, Agree).code(), Code::kConflict); }).join();
    return Status();
  };
  EXPECT_TRUE(book.Add(By("bo", {Named("b")}), 1, nested).ok());
  EXPECT_EQ(book.current()->by, "bo");
}

TEST(WatchlistBookTest, TheOldestVersionsAreForgotten) {
  MemoryStore store;
  WatchlistBook book(&store);
  ASSERT_TRUE(book.Open({}, 1, 1).ok());
  for (uint64_t n = 1; n <= kWatchlistVersionsMax; ++n)
    ASSERT_TRUE(book.Add(By("ann", {Named("n" + std::to_string(n))}), n, Agree).ok());
  EXPECT_FALSE((*book.Read(1)).has_value());
  EXPECT_TRUE((*book.Read(2)).has_value());
}

// Refuses to drop versions.
class KeepingStore final : public FaultyStore {
 public:
  explicit KeepingStore(Store* store) : FaultyStore(store, {}) {}
  Status PutMark(std::string_view name, std::string_view value) override {
    return value.empty() ? IoError("the disk is full") : FaultyStore::PutMark(name, value);
  }
};

TEST(WatchlistBookTest, AnOldVersionThatCannotBeDroppedIsToldAndFailsNoChange) {
  MemoryStore store;
  KeepingStore keeping(&store);
  std::vector<std::string> told;
  WatchlistBook book(&keeping, [&told](const Status& status) { told.push_back(status.message()); });
  ASSERT_TRUE(book.Open({}, 1, 1).ok());
  for (uint64_t n = 1; n < kWatchlistVersionsMax; ++n) ASSERT_TRUE(book.Add(By("ann", {}), n, Agree).ok());
  EXPECT_TRUE(told.empty());
  EXPECT_TRUE(book.Add(By("ann", {}), kWatchlistVersionsMax, Agree).ok());
  EXPECT_EQ(told, std::vector<std::string>{"the disk is full"});
  EXPECT_TRUE((*book.Read(1)).has_value());
}

TEST(WatchlistJsonTest, EveryFieldOfAVersionIsReadAgain) {
  WatchlistEntry entry = Named("湖岸\"x");
  entry.kind = EntryKind::kBrand;
  entry.role = EntryRole::kVoice;
  entry.aliases = {"a", "b"};
  entry.required = {"c"};
  entry.excluded = {"d"};
  entry.accounts = {"weibo:x"};
  entry.masked = entry.homophones = true;
  WatchlistVersion version = By("ann", {entry});
  version.number = 7;
  version.comment = "why\n<b>";
  version.is_edited = true;
  version.base = 0xfedcba9876543210;
  const auto read = ReadWatchlistVersion(WatchlistVersionRow(version));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(WatchlistVersionRow(*read), WatchlistVersionRow(version));
  EXPECT_EQ(read->base, version.base);
  EXPECT_EQ(read->entries[0].role, EntryRole::kVoice);
  EXPECT_FALSE(ReadWatchlistVersion("{}").ok());
}

TEST(WatchlistJsonTest, WhatIsWrongIsNamedWithItsEntry) {
  simdjson::dom::parser parser;
  const auto told = [&](std::string_view json) {
    simdjson::dom::element items;
    EXPECT_EQ(parser.parse(json.data(), json.size()).get(items), simdjson::SUCCESS);
    const auto read = ReadWatchlistEntries(items);
    return read.ok() ? std::string("ok") : read.status().message();
  };
  EXPECT_EQ(told(R"([{"name":"a","role":null,"parent":null,"role_in_force":"own"}])"), "ok");
  EXPECT_TRUE(told(R"([{"name":"a"},{"name":"b","kind":"planet"}])").starts_with("items[1] (b).kind: must be group"));
  EXPECT_TRUE(told(R"([{"kind":"group"}])").starts_with("items[0].name: required"));
  EXPECT_TRUE(told(R"([{"name":"a","aliases":"b"}])").starts_with("items[0] (a).aliases: must be a list"));
  EXPECT_TRUE(told(R"([{"name":"a\nb"}])").starts_with("items[0].name: must be a text"));
  EXPECT_TRUE(told(R"([{"name":"a","color":"red"}])").starts_with("items[0] (a).color: unknown"));
  EXPECT_TRUE(told(R"([{"name":"a"},{"name":"a"}])").starts_with("organisation.a: there are two"));
  EXPECT_TRUE(told(R"({"name":"a"})").starts_with("field items: must be a list"));
}

TEST(WatchlistPreviewTest, PostsThatStandAreCountedByWhatEachListMakesOfThem) {
  StoreFiller filler;
  filler.Post({.id = "1", .text = "湖岸快递丢件", .org = "", .minute = 1});
  filler.Post({.id = "2", .text = "湖岸快递又丢件", .org = "海桥银行", .minute = 2});  // of its record
  filler.Post({.id = "3", .text = "今天下雨", .org = "", .minute = 3});
  filler.Post({.id = "4", .text = "湖岸快递不理人", .org = "", .minute = 4});
  filler.Post({.id = "old", .text = "湖岸快递丢件", .org = "", .minute = -8 * 1440});
  filler.Commit();
  filler.Delete("4");
  filler.Commit();
  const auto now = Watchlist::Build({Named("海桥银行")}),
             next = Watchlist::Build({Named("海桥银行"), Named("湖岸快递")});
  HttpResponse response;
  JsonWriter json(&response.body);
  ASSERT_TRUE(
      WritePreview(
          *filler.store(),
          {.now = &*now, .next = &*next, .end = filler.position.next_seq, .watermark = filler.position.watermark},
          &json)
          .ok());
  const Answer preview(std::move(response));
  EXPECT_EQ(preview.At("/posts"), "3");
  EXPECT_EQ(preview.At("/complete"), "true");
  EXPECT_EQ(preview.At("/changed"), "1");
  EXPECT_EQ(preview.At("/examples/0/id"), "1");
  EXPECT_EQ(preview.At("/examples/0/after"), "湖岸快递");
  EXPECT_EQ(preview.At("/examples/1"), "(none)");
  EXPECT_EQ(preview.At("/organisations/0/lost"), "1");
  EXPECT_EQ(preview.At("/organisations/1/name"), "湖岸快递");
  EXPECT_EQ(preview.At("/organisations/1/gained"), "1");
}

}  // namespace
}  // namespace groundswell
