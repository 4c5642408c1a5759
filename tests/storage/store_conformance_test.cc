// One suite for both stores: what passes here may be relied on by the engine whichever it is given.
#include <gtest/gtest.h>

#include <random>

#include "storage/memory_store.h"
#include "storage/rocks_store.h"
#include "tests/storage/faulty_store.h"
#include "tests/storage/store_dump.h"
#include "tests/storage/temp_folder.h"

namespace groundswell {
namespace {

using std::string_literals::operator""s;

struct MemoryMaker {
  std::unique_ptr<Store> Make(const std::string&) { return std::make_unique<MemoryStore>(); }
};
struct RocksMaker {
  std::unique_ptr<Store> Make(const std::string& folder) {
    auto store = RocksStore::Open(folder, {});
    EXPECT_TRUE(store.ok()) << store.status().message();
    return store.ok() ? std::move(*store) : nullptr;
  }
};

template <typename Maker>
class StoreConformance : public testing::Test {
 protected:
  StoreConformance() : store_(Maker().Make(folder_.path())) {}
  void Commit(const CommitBatch& batch) {
    const Status status = store_->Commit(batch);
    ASSERT_TRUE(status.ok()) << status.message();
  }

  TempFolder folder_;
  std::unique_ptr<Store> store_;
};

struct MakerNames {
  template <typename Maker>
  static std::string GetName(int) {
    return std::is_same_v<Maker, MemoryMaker> ? "Memory" : "Rocks";
  }
};
using Makers = testing::Types<MemoryMaker, RocksMaker>;
TYPED_TEST_SUITE(StoreConformance, Makers, MakerNames);

IdRow Row(Seq seq, int64_t time_ms) {
  IdRow row;
  row.first_seq = row.seq = seq;
  row.time.ms = time_ms;
  return row;
}

MemberRow At(int64_t time_ms) {
  MemberRow row;
  row.time.ms = time_ms;
  return row;
}

CommitBatch Records(std::initializer_list<RecordWrite> records) {
  CommitBatch batch;
  batch.records = records;
  if (!batch.records.empty()) batch.position.next_seq = batch.records.back().seq + 1;
  return batch;
}

TYPED_TEST(StoreConformance, NewStoreHoldsItsFormatVersionAndNothingElse) {
  const Store& store = *this->store_;
  EXPECT_FALSE(store.ReadPosition()->has_value());
  EXPECT_EQ(*store.ReadRetention(), Retention());
  EXPECT_FALSE(store.ReadCheckpoint()->has_value());
  EXPECT_FALSE(store.FindId("c", "1")->has_value());
  EXPECT_FALSE(store.ReadRecord(0)->has_value());
  EXPECT_EQ(DumpStore(store), "retention 0 -9223372036854775808 -9223372036854775808\nmanifest format_version=4\n");
}

TYPED_TEST(StoreConformance, OneCommitIsSeenInEveryFamilyInKeyOrder) {
  CommitBatch batch;
  batch.records = {{2, "two"}, {1, "one"}, {300, "many"}};
  batch.ids = {{"b", "1", Row(1, 5)}, {"a", "2", Row(2, 6)}, {"a", "10", Row(300, 7)}};
  batch.assignments = {{300, "a", "10", {9}}, {1, "b", "1", {8}}};
  batch.merges = {{{9}, {8}}, {{~uint64_t{0}}, {1}}};
  batch.groups = {{{9}, "{9}"}, {{8}, "{8}"}};
  batch.alerts = {{1, "{1}"}, {0, "{0}"}};
  batch.rejects = {{0, "{r}"}};
  batch.panes = {{{60}, "z", {1, 2, 3, 4}}, {{60}, "", {5, 6, 7, 8}}, {{-60}, "y", {1, 0, 0, 0}}};
  batch.series = {{{60}, SeriesKind::kRegion, "b", {1, 0, 0, 0}}, {{60}, SeriesKind::kChannel, "z", {2, 0, 0, 0}}};
  batch.members = {{{9}, 1, {{5}, {77}, Sentiment::kNegative, true, false}},
                   {{8}, 2, {}},
                   {{9}, 300, {{7}, {}, Sentiment::kPositive, false, true}}};
  batch.outbox = {{1, 1700000000000}, {0, -3}};
  batch.buckets = {{2, 300}, {-1, 1}};
  batch.superseded = {2};
  batch.position.next_seq = 301;
  batch.position.watermark.ms = 77;
  batch.position.finished = true;
  batch.position.totals.accepted = 3;
  this->Commit(batch);
  EXPECT_EQ(DumpStore(*this->store_),
            "position 301 77 0 0 0 1 3 0\nretention 0 -9223372036854775808 -9223372036854775808\n"
            "manifest format_version=4\nrecord 1 one\nrecord 2 two\nrecord 300 many\n"
            "id a/10 300 300 7 -9223372036854775808 -1 -1 -1 0\nid a/2 2 2 6 -9223372036854775808 -1 -1 -1 0\n"
            "id b/1 1 1 5 -9223372036854775808 -1 -1 -1 0\nassignment 1 b/1 8\nassignment 300 a/10 9\n"
            "merge 9 8\nmerge 18446744073709551615 1\ngroup 8 {8}\ngroup 9 {9}\nalert 0 {0}\nalert 1 {1}\n"
            "reject 0 {r}\npane -60 'y' 1 0 0 0\npane 60 '' 5 6 7 8\npane 60 'z' 1 2 3 4\n"
            "series 60 channel 'z' 2 0 0 0\nseries 60 region 'b' 1 0 0 0\n"
            "member 8 2 -9223372036854775808 0 neutral\nmember 9 300 7 0 positive copy\n"
            "member 9 1 5 77 negative complaint\noutbox 0 -3\noutbox 1 1700000000000\n"
            "bucket -1 1\nbucket 2 300\nsuperseded 2 pending\n");
}

TYPED_TEST(StoreConformance, CasesAuditAndEvidenceAreKeptEachByItsOwnKey) {
  EXPECT_EQ(*this->store_->CountAudit(), 0u);
  CommitBatch batch;
  batch.cases = {{{300}, "case 300"}, {{7}, "case 7"}, {{8}, "case 8"}};
  batch.audit = {{0, "first"}, {1, "second"}, {256, "far"}};
  batch.evidence = {{256, "{256}"}, {1, "{1}"}};
  this->Commit(batch);
  const Store& store = *this->store_;
  EXPECT_EQ(*store.CountAudit(), 257u);
  EXPECT_EQ(*store.ReadCase({7}), "case 7");
  EXPECT_EQ(*store.ReadAudit(1), "second");
  EXPECT_EQ(*store.ReadEvidence(256), "{256}");
  EXPECT_FALSE(store.ReadCase({1})->has_value());
  EXPECT_FALSE(store.ReadAudit(7)->has_value());
  EXPECT_FALSE(store.ReadEvidence(0)->has_value());
  CommitBatch later;
  later.cases = {{{8}, {}}, {{7}, "case 7 again"}};
  later.evidence = {{256, "{blanked}"}};
  later.drop_evidence_before = 256;
  this->Commit(later);
  EXPECT_EQ(DumpStore(store),
            "position 0 -9223372036854775808 0 0 0 0 0 0\nretention 0 -9223372036854775808 -9223372036854775808\n"
            "manifest format_version=" +
                std::string(kFormatVersion) +
                "\ncase 7 case 7 again\ncase 300 case 300\naudit 0 first\naudit 1 second\n"
                "audit 256 far\nevidence 256 {blanked}\n");
  EXPECT_EQ(store.ReadRetention()->evidence_from, 256u);
  later.drop_evidence_before = 7;
  this->Commit(later);
  EXPECT_EQ(store.ReadRetention()->evidence_from, 256u) << "retention never moves backwards";
}

TYPED_TEST(StoreConformance, LaterWriteOfAKeyStandsAndPanesAdd) {
  CommitBatch batch;
  batch.records = {{0, "old"}, {0, "new"}};
  batch.ids = {{"c", "1", Row(0, 1)}, {"b", "1", Row(2, 1)}, {"c", "1", Row(3, 2)}};
  batch.assignments = {{0, "c", "1", {1}}, {0, "c", "1", {2}}};
  batch.panes = {{{0}, "o", {1, 1, 0, 0}}, {{0}, "o", {2, 0, 1, 0}}};
  this->Commit(batch);
  batch = {};
  batch.panes = {{{0}, "o", {-1, -1, 0, 5}}};
  this->Commit(batch);
  EXPECT_EQ(DumpRecords(*this->store_), "record 0 new\n");
  EXPECT_EQ((*this->store_->FindId("c", "1"))->first_seq, 3u);
  EXPECT_EQ(DumpAssignments(*this->store_), "assignment 0 c/1 2\n");
  EXPECT_EQ(DumpPanes(*this->store_), "pane 0 'o' 2 0 1 5\n");
}

TYPED_TEST(StoreConformance, TheCursorOfASourceIsThatOfItsLastCommit) {
  EXPECT_EQ(*this->store_->ReadCursor("weibo"), std::nullopt);
  CommitBatch batch;
  batch.cursors = {{"weibo", "1"}, {"desk", std::string_view("\0a", 2)}, {"weibo", "2"}};
  this->Commit(batch);
  EXPECT_EQ(*this->store_->ReadCursor("weibo"), "2");
  EXPECT_EQ(*this->store_->ReadCursor("desk"), std::string("\0a", 2));
  batch.cursors = {{"desk", ""}};
  this->Commit(batch);
  EXPECT_EQ(*this->store_->ReadCursor("weibo"), "2");
  EXPECT_EQ(*this->store_->ReadCursor("desk"), "");
  EXPECT_EQ(*this->store_->ReadCursor("des"), std::nullopt);
  EXPECT_EQ(*this->store_->ReadMark("weibo"), std::nullopt) << "marks are other rows";
}

TYPED_TEST(StoreConformance, ErasedAssignmentIsGone) {
  CommitBatch batch;
  batch.assignments = {{0, "c", "1", {1}}, {1, "c", "2", {1}}};
  this->Commit(batch);
  batch.assignments = {{0, "c", "1", {1}, true}};
  this->Commit(batch);
  EXPECT_EQ(DumpAssignments(*this->store_), "assignment 1 c/2 1\n");
}

TYPED_TEST(StoreConformance, IdsWithAnyBytesAreToldApart) {
  CommitBatch batch;
  batch.ids = {{"a", "\0b"s, Row(1, 1)}, {"a\0"s, "b", Row(2, 1)}, {"", "", Row(3, 1)}, {"a", "", Row(4, 1)}};
  // The batch views these texts during Commit alone.
  const std::string id = "\0b"s, channel = "a\0"s;
  batch.ids[0].id = id;
  batch.ids[1].channel = channel;
  this->Commit(batch);
  EXPECT_EQ((*this->store_->FindId("a", id))->seq, 1u);
  EXPECT_EQ((*this->store_->FindId(channel, "b"))->seq, 2u);
  EXPECT_EQ((*this->store_->FindId("", ""))->seq, 3u);
  EXPECT_EQ((*this->store_->FindId("a", ""))->seq, 4u);
  EXPECT_FALSE(this->store_->FindId("a", "b")->has_value());
}

TYPED_TEST(StoreConformance, ScansStartWhereTheyAreTold) {
  this->Commit(Records({{0, "a"}, {5, "b"}, {9, "c"}}));
  EXPECT_EQ(DumpRecords(*this->store_, 5), "record 5 b\nrecord 9 c\n");
  EXPECT_EQ(DumpRecords(*this->store_, 6), "record 9 c\n");
  EXPECT_EQ(DumpRecords(*this->store_, 10), "");
}

TYPED_TEST(StoreConformance, ScanStopsAtTheVisitorsFailureAndReturnsIt) {
  this->Commit(Records({{0, "a"}, {1, "b"}, {2, "c"}}));
  int visits = 0;
  const Status status = this->store_->ScanRecords(0, [&](Seq seq, std::string_view) {
    ++visits;
    return seq == 1 ? Invalid("enough") : Status();
  });
  EXPECT_EQ(status.message(), "enough");
  EXPECT_EQ(visits, 2);
}

TYPED_TEST(StoreConformance, LongScansSeeEveryRowOnce) {
  CommitBatch batch;
  for (Seq seq = 0; seq < 1500; ++seq) batch.records.push_back({seq, "r"});
  this->Commit(batch);
  Seq next = 0;
  const Status status = this->store_->ScanRecords(
      0, [&](Seq seq, std::string_view) { return seq == next++ ? Status() : Invalid("out of order"); });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(next, 1500u);
}

TYPED_TEST(StoreConformance, RetentionDropsWhatLiesBefore) {
  CommitBatch batch = Records({{0, "a"}, {1, "b"}, {2, "c"}});
  batch.superseded = {0, 2};
  batch.buckets = {{10, 0}, {11, 1}, {12, 2}};
  batch.panes = {{{100}, "", {1, 0, 0, 0}}, {{200}, "", {1, 0, 0, 0}}};
  batch.ids = {{"c", "1", Row(0, 100)}, {"c", "2", Row(1, 200)}, {"c", "none", Row(2, EventTime::None().ms)}};
  this->Commit(batch);
  batch = {};
  batch.drop_records_before = 1;
  batch.drop_panes_before = EventTime{200};
  batch.drop_ids_before_ms = 150;
  batch.position.next_seq = 3;
  this->Commit(batch);
  const Store& store = *this->store_;
  EXPECT_EQ(DumpRecords(store), "record 1 b\nrecord 2 c\n");
  EXPECT_FALSE(store.ReadRecord(0)->has_value());
  EXPECT_EQ(DumpBuckets(store), "bucket 11 1\nbucket 12 2\n");
  EXPECT_EQ(DumpSuperseded(store), "superseded 2 pending\n");
  EXPECT_EQ(DumpPanes(store), "pane 200 '' 1 0 0 0\n");
  EXPECT_EQ(DumpIds(store), "id c/2 1 1 200 -9223372036854775808 -1 -1 -1 0\n");
  EXPECT_FALSE(store.FindId("c", "1")->has_value());
  EXPECT_FALSE(store.FindId("c", "none")->has_value());
  EXPECT_EQ(*store.ReadRetention(), (Retention{1, {200}, 150}));
}

TYPED_TEST(StoreConformance, RefusedLinesScanFromANumberAndOldOnesGo) {
  CommitBatch batch;
  batch.rejects = {{0, "{a}"}, {1, "{b}"}, {300, "{c}"}};
  this->Commit(batch);
  const auto numbers = [&](uint64_t from) {
    std::string text;
    EXPECT_TRUE(this->store_
                    ->ScanRejects(from,
                                  [&](uint64_t number, std::string_view row) {
                                    text += std::to_string(number) + std::string(row);
                                    return Status();
                                  })
                    .ok());
    return text;
  };
  EXPECT_EQ(numbers(1), "1{b}300{c}");
  EXPECT_EQ(numbers(2), "300{c}");
  batch = {};
  batch.drop_rejects_before = 300;
  batch.rejects = {{299, "{of this step}"}, {301, "{d}"}};
  this->Commit(batch);
  EXPECT_EQ(numbers(0), "299{of this step}300{c}301{d}");
}

TYPED_TEST(StoreConformance, SeriesAddAndScanFromATime) {
  CommitBatch batch;
  batch.series = {{{100}, SeriesKind::kChannel, "x", {1, 1, 0, 0}}, {{200}, SeriesKind::kRegion, "", {1, 0, 0, 0}}};
  this->Commit(batch);
  this->Commit(batch);
  EXPECT_EQ(DumpSeries(*this->store_), "series 100 channel 'x' 2 2 0 0\nseries 200 region '' 2 0 0 0\n");
  EXPECT_EQ(DumpSeries(*this->store_, {101}), "series 200 region '' 2 0 0 0\n");
  EXPECT_EQ(DumpSeries(*this->store_, {201}), "");
}

TYPED_TEST(StoreConformance, PanesScanFromATime) {
  CommitBatch batch;
  batch.panes = {{{100}, "b", {1, 0, 0, 0}}, {{200}, "", {2, 0, 0, 0}}, {{200}, "a", {3, 0, 0, 0}}};
  this->Commit(batch);
  EXPECT_EQ(DumpPanes(*this->store_, {200}), "pane 200 '' 2 0 0 0\npane 200 'a' 3 0 0 0\n");
}

TYPED_TEST(StoreConformance, RetentionDropsSeriesAndHidesMembers) {
  CommitBatch batch = Records({{0, "a"}, {1, "b"}, {2, "c"}});
  batch.series = {{{100}, SeriesKind::kRegion, "n", {1, 0, 0, 0}}, {{200}, SeriesKind::kChannel, "", {1, 0, 0, 0}}};
  batch.members = {{{7}, 0, {}}, {{7}, 1, {}}, {{5}, 2, {}}, {{9}, 0, {}}};
  this->Commit(batch);
  batch = {};
  batch.drop_records_before = 1;
  batch.drop_panes_before = EventTime{200};
  batch.members = {{{5}, 0, {}}};  // below what is kept from this step on
  batch.position.next_seq = 3;
  this->Commit(batch);
  const Store& store = *this->store_;
  EXPECT_EQ(DumpSeries(store), "series 200 channel '' 1 0 0 0\n");
  EXPECT_EQ(DumpAllMembers(store),
            "member 5 2 -9223372036854775808 0 neutral\nmember 7 1 -9223372036854775808 0 neutral\n");
  EXPECT_EQ(DumpMembers(store, {7}, ~Seq{0}), "member 7 1 -9223372036854775808 0 neutral\n");
  EXPECT_EQ(DumpMembers(store, {9}, ~Seq{0}), "");
}

TYPED_TEST(StoreConformance, MembersOfOneGroupComeTheNewestFirstBelowASeq) {
  CommitBatch batch;
  for (const Seq seq : {3u, 1u, 300u}) batch.members.push_back({{7}, seq, At(static_cast<int64_t>(seq))});
  batch.members.push_back({{6}, 2, {}});
  batch.members.push_back({{8}, 4, {}});
  this->Commit(batch);
  const Store& store = *this->store_;
  EXPECT_EQ(DumpMembers(store, {7}, ~Seq{0}),
            "member 7 300 300 0 neutral\nmember 7 3 3 0 neutral\nmember 7 1 1 0 neutral\n");
  EXPECT_EQ(DumpMembers(store, {7}, 300), "member 7 3 3 0 neutral\nmember 7 1 1 0 neutral\n");
  EXPECT_EQ(DumpMembers(store, {7}, 1), "");
  EXPECT_EQ(DumpMembers(store, {7}, 0), "");
  EXPECT_EQ(DumpMembers(store, {9}, ~Seq{0}), "");
}

TYPED_TEST(StoreConformance, MembersAtTheEdgesOfTheNumbersAreFound) {
  constexpr uint64_t kMax = ~uint64_t{0};
  CommitBatch batch;
  batch.members = {{{kMax}, kMax - 1, At(1)}, {{kMax}, 0, At(2)}, {{0}, 0, At(3)}};
  this->Commit(batch);
  EXPECT_EQ(
      DumpMembers(*this->store_, {kMax}, kMax),
      "member 18446744073709551615 18446744073709551614 1 0 neutral\nmember 18446744073709551615 0 2 0 neutral\n");
  EXPECT_EQ(DumpMembers(*this->store_, {0}, 1), "member 0 0 3 0 neutral\n");
}

TYPED_TEST(StoreConformance, EditedMemberMovesAndErasedOneIsGone) {
  CommitBatch batch;
  batch.members = {{{7}, 0, {}}, {{7}, 1, {}}};
  this->Commit(batch);
  batch.members = {{{7}, 0, {}, true}, {{8}, 2, {}}, {{7}, 1, {}, true}, {{7}, 1, At(9)}};
  this->Commit(batch);
  EXPECT_EQ(DumpAllMembers(*this->store_), "member 7 1 9 0 neutral\nmember 8 2 -9223372036854775808 0 neutral\n");
}

TYPED_TEST(StoreConformance, ScanOfManyMembersStopsWhereTheReaderHasEnough) {
  CommitBatch batch;
  for (Seq seq = 0; seq < 1000; ++seq) batch.members.push_back({{7}, seq, {}});
  this->Commit(batch);
  Seq expected = 1000;
  const Status status = this->store_->ScanMembers({7}, 1000, [&](Seq seq, const MemberRow&) {
    EXPECT_EQ(seq, --expected);
    return seq == 400 ? Invalid("enough") : Status();
  });
  EXPECT_EQ(status.message(), "enough");
}

TYPED_TEST(StoreConformance, MergesAreFoundBothWays) {
  CommitBatch batch;
  batch.merges = {{{9}, {1}}, {{4}, {1}}, {{5}, {2}}, {{1}, {3}}};
  this->Commit(batch);
  const Store& store = *this->store_;
  EXPECT_EQ((*store.FindMergedInto({9}))->value, 1u);
  EXPECT_FALSE(store.FindMergedInto({3})->has_value());
  EXPECT_EQ(DumpMergedInto(store, {1}), "4 -> 1\n9 -> 1\n");
  EXPECT_EQ(DumpMergedInto(store, {3}), "1 -> 3\n");
  EXPECT_EQ(DumpMergedInto(store, {4}), "");
}

TYPED_TEST(StoreConformance, MergeWrittenAnewLeavesTheGroupItNamedBefore) {
  CommitBatch batch;
  batch.merges = {{{9}, {1}}};
  this->Commit(batch);
  batch.merges = {{{9}, {2}}};
  this->Commit(batch);
  EXPECT_EQ(DumpMergedInto(*this->store_, {1}), "");
  EXPECT_EQ(DumpMergedInto(*this->store_, {2}), "9 -> 2\n");
}

TYPED_TEST(StoreConformance, GroupsAndAlertsAreReadOneByOne) {
  CommitBatch batch;
  batch.groups = {{{9}, "{9}"}};
  batch.alerts = {{0, "{0}", "alert-a"}, {1, "{1}", "alert-b"}};
  this->Commit(batch);
  batch = {};
  batch.alerts = {{0, "{blanked}"}};  // replaces the row; the id finds it still
  this->Commit(batch);
  const Store& store = *this->store_;
  EXPECT_EQ(**store.ReadGroup({9}), "{9}");
  EXPECT_FALSE(store.ReadGroup({8})->has_value());
  EXPECT_EQ(**store.FindAlert("alert-a"), 0u);
  EXPECT_EQ(**store.FindAlert("alert-b"), 1u);
  EXPECT_FALSE(store.FindAlert("alert")->has_value());
  EXPECT_FALSE(store.FindAlert("")->has_value());
  EXPECT_EQ(**store.ReadAlert(0), "{blanked}");
  EXPECT_FALSE(store.ReadAlert(2)->has_value());
}

TYPED_TEST(StoreConformance, OutboxIsReadFromANumberAndErasedBelowOne) {
  CommitBatch batch;
  for (uint64_t number = 0; number < 5000; ++number)
    batch.outbox.push_back({number, static_cast<int64_t>(number) * 10});
  this->Commit(batch);
  EXPECT_EQ(DumpOutbox(*this->store_, 4998), "outbox 4998 49980\noutbox 4999 49990\n");
  ASSERT_TRUE(this->store_->EraseOutbox(4999).ok());
  ASSERT_TRUE(this->store_->EraseOutbox(4999).ok());
  EXPECT_EQ(DumpOutbox(*this->store_), "outbox 4999 49990\n");
  ASSERT_TRUE(this->store_->EraseOutbox(~uint64_t{0}).ok());
  EXPECT_EQ(DumpOutbox(*this->store_), "");
}

TYPED_TEST(StoreConformance, NoticesAndTheirDeliveriesAreReadAndForgottenApartFromThoseOfAlerts) {
  const auto notices = [this](uint64_t from) {
    std::string text;
    const Status scanned = this->store_->ScanNotices(from, [&text](uint64_t number, std::string_view json) {
      text += std::to_string(number) + " " + std::string(json) + "\n";
      return Status();
    });
    EXPECT_TRUE(scanned.ok()) << scanned.message();
    return text;
  };
  for (uint64_t number = 0; number < 300; ++number) {
    ASSERT_TRUE(this->store_->PutNotice(number, "n" + std::to_string(number)).ok());
    ASSERT_TRUE(this->store_->PutDeliveries({{kNoticeDeliveries + number, "b", "d"}}, "receiver/b", "1").ok());
  }
  ASSERT_TRUE(this->store_->PutDeliveries({{7, "b", "1"}}, "receiver/b", "8").ok());
  ASSERT_TRUE(this->store_->PutNotice(299, "anew").ok());
  EXPECT_EQ(notices(298), "298 n298\n299 anew\n");
  ASSERT_TRUE(this->store_->EraseDeliveries(~uint64_t{0}).ok());
  EXPECT_EQ(DumpDeliveries(*this->store_, kNoticeDeliveries + 299), "delivery 9223372036854776107 b d\n");
  ASSERT_TRUE(this->store_->PutDeliveries({{7, "b", "1"}}, "receiver/b", "8").ok());
  ASSERT_TRUE(this->store_->EraseNotices(299).ok());
  EXPECT_EQ(notices(0), "299 anew\n");
  EXPECT_EQ(DumpDeliveries(*this->store_), "delivery 7 b 1\ndelivery 9223372036854776107 b d\n");
  ASSERT_TRUE(this->store_->EraseNotices(~uint64_t{0}).ok());
  EXPECT_EQ(notices(0), "");
  EXPECT_EQ(DumpDeliveries(*this->store_), "delivery 7 b 1\n");
}

TYPED_TEST(StoreConformance, DeliveriesAreOneRowAnAlertAndReceiverWrittenWithTheirMark) {
  ASSERT_TRUE(this->store_->PutDeliveries({{7, "b", "1"}, {7, "a/x", "2"}, {300, "b", "3"}}, "receiver/b", "8").ok());
  ASSERT_TRUE(this->store_->PutDeliveries({{7, "b", "4"}}, "receiver/b", "9").ok());
  EXPECT_EQ(DumpDeliveries(*this->store_), "delivery 7 a/x 2\ndelivery 7 b 4\ndelivery 300 b 3\n");
  EXPECT_EQ(DumpDeliveries(*this->store_, 8), "delivery 300 b 3\n");
  EXPECT_EQ(**this->store_->ReadMark("receiver/b"), "9");
  ASSERT_TRUE(this->store_->EraseDeliveries(300).ok());
  EXPECT_EQ(DumpDeliveries(*this->store_), "delivery 300 b 3\n");
  ASSERT_TRUE(this->store_->EraseDeliveries(~uint64_t{0}).ok());
  EXPECT_EQ(DumpDeliveries(*this->store_), "");
}

TYPED_TEST(StoreConformance, MarksAreKeptApartFromTheManifest) {
  ASSERT_TRUE(this->store_->PutMark("receiver/a", "1").ok());
  ASSERT_TRUE(this->store_->PutMark("receiver/a", "22").ok());
  ASSERT_TRUE(this->store_->PutMark("", "\0x"s).ok());
  EXPECT_EQ(**this->store_->ReadMark("receiver/a"), "22");
  EXPECT_EQ(**this->store_->ReadMark(""), "\0x"s);
  EXPECT_FALSE(this->store_->ReadMark("receiver/b")->has_value());
  EXPECT_FALSE(this->store_->ReadManifest("receiver/a")->has_value());
  EXPECT_EQ(DumpStore(*this->store_).find("receiver"), std::string::npos);
}

TYPED_TEST(StoreConformance, RetentionNeverMovesBackwards) {
  CommitBatch batch;
  batch.drop_records_before = 5;
  batch.drop_panes_before = EventTime{500};
  batch.drop_ids_before_ms = 500;
  this->Commit(batch);
  batch.drop_records_before = 4;
  batch.drop_panes_before = EventTime{400};
  batch.drop_ids_before_ms = 400;
  this->Commit(batch);
  EXPECT_EQ(*this->store_->ReadRetention(), (Retention{5, {500}, 500}));
}

TYPED_TEST(StoreConformance, DropsActBeforeTheRowsOfTheirStep) {
  CommitBatch batch;
  batch.panes = {{{100}, "", {1, 0, 0, 0}}};
  this->Commit(batch);
  batch.panes = {{{100}, "", {7, 0, 0, 0}}};
  batch.drop_panes_before = EventTime{200};
  batch.ids = {{"c", "late", Row(0, 100)}};
  batch.drop_ids_before_ms = 150;
  this->Commit(batch);
  EXPECT_EQ(DumpPanes(*this->store_), "pane 100 '' 7 0 0 0\n");
  EXPECT_EQ(DumpIds(*this->store_), "");
}

TYPED_TEST(StoreConformance, SupersededRecordsStayUntilTheyAreErased) {
  CommitBatch batch = Records({{0, "a"}, {1, "b"}, {2, "c"}});
  batch.superseded = {0, 2};
  this->Commit(batch);
  EXPECT_EQ(DumpRecords(*this->store_), "record 0 a\nrecord 1 b\nrecord 2 c\n");
  ASSERT_TRUE(this->store_->EraseSuperseded(2).ok());
  EXPECT_EQ(DumpRecords(*this->store_), "record 1 b\nrecord 2 c\n");
  EXPECT_EQ(DumpSuperseded(*this->store_), "superseded 0 erased\nsuperseded 2 pending\n");
}

TYPED_TEST(StoreConformance, ManyErasuresAreDoneWhole) {
  CommitBatch batch;
  for (Seq seq = 0; seq < 10000; ++seq) batch.records.push_back({seq, "r"}), batch.superseded.push_back(seq);
  this->Commit(batch);
  ASSERT_TRUE(this->store_->EraseSuperseded(9999).ok());
  EXPECT_EQ(DumpRecords(*this->store_), "record 9999 r\n");
}

TYPED_TEST(StoreConformance, ManifestRowsAreKeptAndTheFormatIsNotToBeChanged) {
  ASSERT_TRUE(this->store_->PutManifest("kind", "replay").ok());
  ASSERT_TRUE(this->store_->PutManifest("kind", "live").ok());
  EXPECT_EQ(*this->store_->ReadManifest("kind"), "live");
  EXPECT_FALSE(this->store_->ReadManifest("none")->has_value());
  EXPECT_EQ(this->store_->PutManifest(kFormatKey, "9").code(), Code::kInvalid);
  EXPECT_EQ(*this->store_->ReadManifest(kFormatKey), kFormatVersion);
}

TYPED_TEST(StoreConformance, NewestCheckpointIsReadAndTwoAreKept) {
  CommitBatch batch;
  batch.position.next_seq = 100;
  this->Commit(batch);
  for (const Seq seq : {10u, 20u, 30u}) ASSERT_TRUE(this->store_->WriteCheckpoint({seq, std::to_string(seq)}).ok());
  EXPECT_EQ((*this->store_->ReadCheckpoint())->seq, 30u);
  EXPECT_EQ((*this->store_->ReadCheckpoint())->bytes, "30");
  const auto list = this->store_->ListCheckpoints();
  ASSERT_EQ(list->size(), 2u);
  EXPECT_EQ((*list)[1].seq, 20u);
  EXPECT_TRUE((*list)[1].is_sound);
}

TYPED_TEST(StoreConformance, CheckpointAheadOfThePositionIsNotServed) {
  CommitBatch batch;
  batch.position.next_seq = 15;
  this->Commit(batch);
  ASSERT_TRUE(this->store_->WriteCheckpoint({10, "ten"}).ok());
  ASSERT_TRUE(this->store_->WriteCheckpoint({20, "twenty"}).ok());
  EXPECT_EQ((*this->store_->ReadCheckpoint())->seq, 10u);
}

TYPED_TEST(StoreConformance, FailedCommitLeavesNothing) {
  FaultyStore faulty(this->store_.get(), {2});
  ASSERT_TRUE(faulty.Commit(Records({{0, "a"}})).ok());
  const std::string before = DumpStore(*this->store_);
  EXPECT_EQ(faulty.Commit(Records({{1, "b"}})).code(), Code::kIo);
  EXPECT_EQ(DumpStore(faulty), before);
  EXPECT_TRUE(faulty.Commit(Records({{1, "b"}})).ok());
  EXPECT_EQ(faulty.commits(), 3u);
}

TYPED_TEST(StoreConformance, VisitorMayReadAndWriteTheStore) {
  this->Commit(Records({{0, "a"}, {1, "b"}}));
  const Status status = this->store_->ScanRecords(0, [&](Seq seq, std::string_view) {
    if (!this->store_->ReadRecord(seq)->has_value()) return NotFound("gone");
    return this->store_->PutManifest("seen", std::to_string(seq));
  });
  EXPECT_TRUE(status.ok()) << status.message();
}

// What readers ask for by name.
std::string DumpReaders(const Store& store, Seq seq, const std::string& alert_id) {
  std::string all = std::to_string(store.FindAlert(alert_id)->value_or(~uint64_t{0})) + "\n";
  for (uint64_t group = 0; group < 30; ++group) {
    all += std::to_string((*store.FindMergedInto({group})).value_or(GroupId{99}).value) + "\n";
    if (group < 9) all += DumpMembers(store, {group}, seq - seq / 4) + DumpMergedInto(store, {group});
  }
  return all;
}

// Random steps, the same to both: equal after each, and RocksDB still after it was closed and opened.
TEST(StoreTwins, AgreeOnRandomSteps) {
  TempFolder folder;
  MemoryStore memory;
  auto rocks = RocksStore::Open(folder.path(), {});
  ASSERT_TRUE(rocks.ok()) << rocks.status().message();
  std::mt19937 random(424242);
  Seq seq = 0;
  for (int round = 0; round < 200; ++round) {
    CommitBatch batch;
    std::vector<std::string> texts(8);
    for (std::string& text : texts) {
      text = std::to_string(random() % 40);
      batch.records.push_back({seq, text});
      batch.ids.push_back({random() % 2 ? "a" : "b", text, Row(seq, round * 10 + static_cast<int64_t>(random() % 50))});
      batch.assignments.push_back({random() % (seq + 1), "a", text, {random() % 9}, random() % 5 == 0});
      batch.panes.push_back({{round * 10}, random() % 2 ? "o" : "", {1, static_cast<int64_t>(random() % 2), 0, -1}});
      batch.series.push_back({{round * 10}, static_cast<SeriesKind>(random() % kSeriesKinds), text, {1, 0, 0, 0}});
      batch.members.push_back({{random() % 9}, seq - std::min<Seq>(seq, random() % 40), At(round), random() % 4 == 0});
      if (random() % 8 == 0) batch.merges.push_back({{random() % 30}, {random() % 9}});
      if (random() % 6 == 0) batch.superseded.push_back(random() % (seq + 1));
      ++seq;
    }
    batch.buckets = {{round / 4, seq - 8}};
    const auto number = static_cast<uint64_t>(round);
    const std::string alert_id = "a" + std::to_string(number);
    batch.alerts = {{number, "{}", alert_id}, {random() % (number + 1), "{blanked}"}};
    batch.outbox = {{number, round}};
    if (random() % 10 == 0) batch.drop_records_before = seq / 2;
    if (random() % 10 == 0) batch.drop_panes_before = EventTime{round * 5};
    if (random() % 10 == 0) batch.drop_ids_before_ms = round * 5;
    batch.position.next_seq = seq;
    ASSERT_TRUE(memory.Commit(batch).ok());
    ASSERT_TRUE((*rocks)->Commit(batch).ok());
    if (random() % 20 == 0) {
      ASSERT_TRUE(memory.EraseSuperseded(seq / 2).ok());
      ASSERT_TRUE((*rocks)->EraseSuperseded(seq / 2).ok());
    }
    if (random() % 20 == 0) {
      ASSERT_TRUE(memory.EraseOutbox(number / 2).ok());
      ASSERT_TRUE((*rocks)->EraseOutbox(number / 2).ok());
    }
    if (random() % 40 == 0) {
      ASSERT_TRUE((*rocks)->Compact().ok());
    }
    ASSERT_EQ(DumpStore(memory), DumpStore(**rocks)) << "round " << round;
    ASSERT_EQ(DumpReaders(memory, seq, alert_id), DumpReaders(**rocks, seq, alert_id)) << "round " << round;
  }
  (*rocks).reset();
  rocks = RocksStore::Open(folder.path(), {});
  ASSERT_TRUE(rocks.ok()) << rocks.status().message();
  EXPECT_EQ(DumpStore(memory), DumpStore(**rocks));
}

}  // namespace
}  // namespace groundswell
