// What only the store on disk has: opening, the lock, the format version, damage, and what compaction forgets.
#include "storage/rocks_store.h"

#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <random>

#include "base/hash.h"
#include "storage/checkpoint_files.h"
#include "storage/rocks_options.h"
#include "storage/verify.h"
#include "tests/storage/folder_text.h"
#include "tests/storage/store_dump.h"
#include "tests/storage/temp_folder.h"

namespace groundswell {
namespace {

namespace fs = std::filesystem;

std::unique_ptr<RocksStore> OpenStore(const std::string& folder) {
  auto store = RocksStore::Open(folder, {});
  EXPECT_TRUE(store.ok()) << store.status().message();
  return store.ok() ? std::move(*store) : nullptr;
}

std::string ReadBytes(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void FlipByte(const fs::path& path, size_t place) {
  std::string bytes = ReadBytes(path);
  bytes.at(place) = static_cast<char>(bytes.at(place) ^ 0x5a);
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

std::vector<fs::path> FilesWith(const std::string& folder, const std::string& extension) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == extension) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// One step of `posts` posts from `first` on.
Status CommitPosts(Store* store, Seq first, Seq posts) {
  std::vector<std::string> ids, texts;
  for (Seq seq = first; seq < first + posts; ++seq) {
    ids.push_back(std::to_string(seq));
    texts.push_back("post " + std::to_string(Mix64(seq)));
  }
  CommitBatch batch;
  for (Seq i = 0; i < posts; ++i) {
    IdRow row;
    row.first_seq = row.seq = first + i;
    row.time.ms = static_cast<int64_t>(first + i);
    batch.records.push_back({first + i, texts[i]});
    batch.ids.push_back({"c", ids[i], row});
    batch.assignments.push_back({first + i, "c", ids[i], {7}});
  }
  batch.panes.push_back({{0}, "org", {static_cast<int64_t>(posts), 0, 0, 0}});
  batch.position.next_seq = first + posts;
  batch.position.totals.accepted = first + posts;
  return store->Commit(batch);
}

TEST(RocksStore, ReopenedStoreHoldsWhatWasCommitted) {
  TempFolder folder;
  std::string before;
  {
    const auto store = OpenStore(folder.path());
    ASSERT_TRUE(CommitPosts(store.get(), 0, 100).ok());
    before = DumpStore(*store);
  }
  EXPECT_EQ(DumpStore(*OpenStore(folder.path())), before);
}

TEST(RocksStore, FsyncStoreHoldsWhatWasCommitted) {
  TempFolder folder;
  RocksStoreOptions options;
  options.durability = Durability::kFsync;
  auto store = RocksStore::Open(folder.path(), options);
  ASSERT_TRUE(store.ok());
  ASSERT_TRUE(CommitPosts(store->get(), 0, 3).ok());
  EXPECT_TRUE(VerifyStore(**store).is_sound());
}

TEST(RocksStore, FolderInUseIsRefusedByName) {
  TempFolder folder;
  const auto store = OpenStore(folder.path());
  const auto second = RocksStore::Open(folder.path(), {});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.status().code(), Code::kConflict);
  EXPECT_NE(second.status().message().find(folder.path() + ": the data folder is in use"), std::string::npos)
      << second.status().message();
}

TEST(RocksStore, ReadingNeedsNoLockAndCannotWrite) {
  TempFolder folder;
  const auto writer = OpenStore(folder.path());
  ASSERT_TRUE(CommitPosts(writer.get(), 0, 10).ok());
  const auto reader = RocksStore::OpenReadOnly(folder.path());
  ASSERT_TRUE(reader.ok()) << reader.status().message();
  EXPECT_EQ(DumpRecords(**reader), DumpRecords(*writer));
  EXPECT_FALSE(CommitPosts(reader->get(), 10, 1).ok());
}

TEST(RocksStore, ReadingWhereThereIsNoStoreSaysSoAndMakesNone) {
  TempFolder folder;
  EXPECT_EQ(RocksStore::OpenReadOnly(folder.path()).status().code(), Code::kNotFound);
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(RocksStore, WhatAMakerLeftHalfMadeHoldsNothingUntilTheNextMakerMendsIt) {
  TempFolder folder;
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* db = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(options, folder.path() + "/db", &db).ok());
  delete db;
  EXPECT_EQ(RocksStore::OpenReadOnly(folder.path()).status().code(), Code::kNotFound);
  ASSERT_TRUE(CommitPosts(OpenStore(folder.path()).get(), 0, 10).ok());
  EXPECT_TRUE(RocksStore::OpenReadOnly(folder.path()).ok());
}

TEST(RocksStore, FolderThatCannotBeMadeIsAnIoError) {
  TempFolder folder;
  std::ofstream(folder.path() + "/file") << "x";
  EXPECT_EQ(RocksStore::Open(folder.path() + "/file/store", {}).status().code(), Code::kIo);
}

// Writes another format version into a closed store.
void SetFormat(const std::string& folder, const std::string& version) {
  ExpiredIdFilter ids;
  ExpiredMemberFilter members;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(MakeDbOptions({}), folder + "/db", MakeFamilies(&ids, &members), &handles, &db).ok());
  ASSERT_TRUE(db->Put({}, "manifest/format_version", version).ok());
  for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  delete db;
}

TEST(RocksStore, OtherFormatVersionIsRefused) {
  TempFolder folder;
  OpenStore(folder.path());
  SetFormat(folder.path(), "9");
  const Status status = RocksStore::Open(folder.path(), {}).status();
  EXPECT_EQ(status.code(), Code::kConflict);
  EXPECT_NE(status.message().find("format version 9, this program reads version 4"), std::string::npos);
  EXPECT_EQ(RocksStore::OpenReadOnly(folder.path()).status().code(), Code::kConflict);
}

// A store of format 1 lacks the families that came since; neither opening may add them.
TEST(RocksStore, OlderFormatWithFewerFamiliesIsRefusedAndLeftAsItIs) {
  TempFolder folder;
  const std::string db_path = folder.path() + "/db";
  rocksdb::DBOptions options;
  options.create_if_missing = options.create_missing_column_families = true;
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const char* name : {"default", "records", "ids", "panes"})
    families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(options, db_path, families, &handles, &db).ok());
  ASSERT_TRUE(db->Put({}, "manifest/format_version", "1").ok());
  for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  delete db;
  for (const Status& status :
       {RocksStore::Open(folder.path(), {}).status(), RocksStore::OpenReadOnly(folder.path()).status()}) {
    EXPECT_EQ(status.code(), Code::kConflict) << status.message();
    EXPECT_NE(status.message().find("format version 1, this program reads version 4"), std::string::npos)
        << status.message();
  }
  std::vector<std::string> names;
  ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, db_path, &names).ok());
  EXPECT_EQ(names.size(), 4u);
}

TEST(RocksStore, OtherFormatWithUnknownFamiliesIsRefused) {
  TempFolder folder;
  OpenStore(folder.path());
  SetFormat(folder.path(), "5");
  {
    ExpiredIdFilter ids;
    ExpiredMemberFilter members;
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* db = nullptr;
    rocksdb::DBOptions options = MakeDbOptions({});
    options.create_missing_column_families = true;
    auto families = MakeFamilies(&ids, &members);
    families.emplace_back("newer", rocksdb::ColumnFamilyOptions());
    ASSERT_TRUE(rocksdb::DB::Open(options, folder.path() + "/db", families, &handles, &db).ok());
    for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
    delete db;
  }
  const Status status = RocksStore::Open(folder.path(), {}).status();
  EXPECT_EQ(status.code(), Code::kConflict) << status.message();
  EXPECT_NE(status.message().find("format version 5"), std::string::npos) << status.message();
}

TEST(RocksStore, CompactionForgetsExpiredIdsAndDroppedRecords) {
  TempFolder folder;
  const auto store = OpenStore(folder.path());
  ASSERT_TRUE(CommitPosts(store.get(), 0, 20000).ok());
  ASSERT_TRUE(store->Compact().ok());
  const auto before = store->FamilySizes();
  CommitBatch batch;
  batch.drop_records_before = 19990;
  batch.drop_ids_before_ms = 19990;
  batch.position.next_seq = 20000;
  ASSERT_TRUE(store->Commit(batch).ok());
  ASSERT_TRUE(store->Compact().ok());
  const auto after = store->FamilySizes();
  for (const size_t family : {kRecords, kIds}) EXPECT_LT((*after)[family].bytes * 20, (*before)[family].bytes);
  EXPECT_TRUE((*store->FindId("c", "19990")).has_value());
}

TEST(RocksStore, ScrubbedFilesHoldNoWordsThatWereErasedOrWrittenOver) {
  TempFolder folder;
  const auto store = OpenStore(folder.path());
  ASSERT_TRUE(CommitPosts(store.get(), 0, 1000).ok());
  CommitBatch batch;
  batch.records = {{1000, "Qx7-erased"}, {1001, "Vb3-rewritten"}, {1002, "Tk9-kept"}};
  batch.alerts = {{0, "Hw5-alert"}};
  batch.groups = {{{1}, "Zd2-group"}};
  batch.evidence = {{0, "Lm8-evidence"}};
  batch.superseded = {1000};
  batch.position.next_seq = 1003;
  ASSERT_TRUE(store->Commit(batch).ok());
  ASSERT_TRUE(store->Compact().ok());
  CommitBatch after;
  after.rewritten = {{1001, "r"}};
  after.alerts = {{0, "a"}};
  after.groups = {{{1}, "g"}};
  after.evidence = {{0, "e"}};
  after.position.next_seq = 1003;
  ASSERT_TRUE(store->Commit(after).ok());
  ASSERT_TRUE(store->EraseSuperseded(1001).ok());
  const std::string words[] = {"Qx7-erased", "Vb3-rewritten", "Hw5-alert", "Zd2-group", "Lm8-evidence"};
  for (const std::string& word : words) ASSERT_NE(NamesOfFilesThatHold(folder.path(), word), "") << word;
  ASSERT_TRUE(store->ScrubFiles().ok());
  for (const std::string& word : words) EXPECT_EQ(NamesOfFilesThatHold(folder.path(), word), "") << word;
  EXPECT_NE(NamesOfFilesThatHold(folder.path(), "Tk9-kept"), "");
  EXPECT_EQ(*store->ReadRecord(1001), "r");
  EXPECT_EQ(DumpSuperseded(*store), "superseded 1000 erased\n");
}

TEST(RocksStore, WhatWaitsIsErasedAsFarAsTheNewestCheckpointHasPassed) {
  TempFolder folder;
  const auto store = OpenStore(folder.path());
  ASSERT_TRUE(CommitPosts(store.get(), 0, 100).ok());
  CommitBatch batch;
  batch.superseded = {5, 50};
  batch.position.next_seq = 100;
  ASSERT_TRUE(store->Commit(batch).ok());
  EXPECT_FALSE(*store->EraseWaiting());
  EXPECT_EQ(DumpSuperseded(*store), "superseded 5 pending\nsuperseded 50 pending\n") << "there is no checkpoint";
  for (const Seq seq : {10u, 20u}) ASSERT_TRUE(store->WriteCheckpoint({seq, "state"}).ok());
  ASSERT_TRUE(store->PutMark(kErasingMark, "1").ok());
  EXPECT_FALSE(*store->EraseWaiting());
  EXPECT_EQ(DumpSuperseded(*store), "superseded 5 erased\nsuperseded 50 pending\n");
  ASSERT_EQ(store->ListCheckpoints()->size(), 1u) << "recovery cannot begin at the one before";
  ASSERT_TRUE(store->WriteCheckpoint({100, "state"}).ok());
  EXPECT_TRUE(*store->EraseWaiting());
  EXPECT_EQ(DumpSuperseded(*store), "superseded 5 erased\nsuperseded 50 erased\n");
  EXPECT_EQ(*store->ReadMark(kErasingMark), "1") << "their files are not rewritten yet";
  ASSERT_TRUE(store->PutMark(kErasingMark, "").ok());
  ASSERT_TRUE(store->WriteCheckpoint({101, "state"}).ok());
  EXPECT_TRUE(*store->EraseWaiting());
  EXPECT_EQ(store->ListCheckpoints()->size(), 2u) << "nothing waits";
}

TEST(RocksStore, WhatWaitedToBeErasedWhenItExpiredLeavesTheFiles) {
  TempFolder folder;
  const auto store = OpenStore(folder.path());
  CommitBatch batch;
  batch.records = {{0, "Vw4-expired"}, {1, "kept"}};
  batch.superseded = {0};
  batch.position.next_seq = 2;
  ASSERT_TRUE(store->Commit(batch).ok());
  ASSERT_TRUE(store->Compact().ok());
  ASSERT_NE(NamesOfFilesThatHold(folder.path(), "Vw4-expired").find(".sst"), std::string::npos);
  CommitBatch drop;
  drop.drop_records_before = 1;
  drop.position.next_seq = 2;
  ASSERT_TRUE(store->Commit(drop).ok());
  ASSERT_TRUE(store->ScrubFiles().ok());
  EXPECT_EQ(NamesOfFilesThatHold(folder.path(), "Vw4-expired"), "");
}

TEST(RocksStore, WhatADeadProcessLeftOfACheckpointIsRemoved) {
  TempFolder folder;
  OpenStore(folder.path());
  const std::string left = folder.path() + "/checkpoint-00000000000000000007.gsc.tmp";
  std::ofstream(left) << "half of one";
  OpenStore(folder.path());
  EXPECT_FALSE(std::filesystem::exists(left));
}

TEST(RocksStore, CompactionForgetsExpiredMembers) {
  TempFolder folder;
  const auto store = OpenStore(folder.path());
  CommitBatch batch;
  for (Seq seq = 0; seq < 20000; ++seq) batch.members.push_back({{Mix64(seq % 300)}, seq, {}});
  batch.position.next_seq = 20000;
  ASSERT_TRUE(store->Commit(batch).ok());
  ASSERT_TRUE(store->Compact().ok());
  const uint64_t before = (*store->FamilySizes())[kMembers].bytes;
  batch.members.clear();
  batch.drop_records_before = 19990;
  ASSERT_TRUE(store->Commit(batch).ok());
  const std::string kept = DumpAllMembers(*store);
  ASSERT_TRUE(store->Compact().ok());
  EXPECT_LT((*store->FamilySizes())[kMembers].bytes * 20, before);
  EXPECT_EQ(DumpAllMembers(*store), kept);
  EXPECT_EQ(std::count(kept.begin(), kept.end(), '\n'), 10);
}

TEST(RocksStore, MarksOutboxAndHiddenMembersAreAsTheyWereAfterReopening) {
  TempFolder folder;
  {
    const auto store = OpenStore(folder.path());
    CommitBatch batch;
    batch.alerts = {{0, "{}", "a"}, {1, "{}", "b"}};
    batch.outbox = {{0, 5}, {1, 6}};
    batch.members = {{{1}, 0, {}}, {{1}, 1, {}}};
    batch.position.next_seq = 2;
    ASSERT_TRUE(store->Commit(batch).ok());
    batch = {};
    batch.drop_records_before = 1;
    batch.position.next_seq = 2;
    ASSERT_TRUE(store->Commit(batch).ok());
    ASSERT_TRUE(store->PutMark("receiver/x", "1").ok());
    ASSERT_TRUE(store->EraseOutbox(1).ok());
  }
  const auto store = OpenStore(folder.path());
  EXPECT_EQ(**store->ReadMark("receiver/x"), "1");
  EXPECT_EQ(DumpOutbox(*store), "outbox 1 6\n");
  EXPECT_EQ(DumpAllMembers(*store), "member 1 1 -9223372036854775808 0 neutral\n");
  EXPECT_EQ(**store->FindAlert("b"), 1u);
}

// Every byte of every table file in turn would take long; a seeded sample of each file stands for them.
TEST(RocksStore, FlippedByteInATableIsFoundAndNeverServedAsData) {
  TempFolder folder;
  std::string sound;
  {
    const auto store = OpenStore(folder.path());
    ASSERT_TRUE(CommitPosts(store.get(), 0, 2000).ok());
    ASSERT_TRUE(store->Compact().ok());
    sound = DumpStore(*store);
  }
  std::mt19937 random(99);
  int found = 0, tries = 0;
  const std::string db = folder.path() + "/db";
  for (const fs::path& path : FilesWith(db, ".sst")) {
    const std::string bytes = ReadBytes(path);
    for (int i = 0; i < 12; ++i, ++tries) {
      const size_t place = random() % bytes.size();
      FlipByte(path, place);
      auto store = RocksStore::OpenReadOnly(folder.path());
      const std::string dump = store.ok() ? DumpStore(**store) : "failed: " + store.status().message();
      const bool is_found = !store.ok() || !VerifyStore(**store).is_sound();
      EXPECT_TRUE(store.ok() || store.status().code() == Code::kCorrupt) << store.status().message();
      EXPECT_TRUE(dump == sound || dump.find("failed: ") != std::string::npos) << path << " byte " << place;
      found += is_found ? 1 : 0;
      std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    }
  }
  // A few bytes carry nothing, such as the padding of a footer.
  EXPECT_GE(found, tries * 9 / 10) << "of " << tries;
}

TEST(RocksStore, FlippedByteInTheListsOfFilesIsFoundOrHarmless) {
  TempFolder folder;
  std::string sound;
  {
    const auto store = OpenStore(folder.path());
    ASSERT_TRUE(CommitPosts(store.get(), 0, 2000).ok());
    ASSERT_TRUE(store->Compact().ok());
    sound = DumpStore(*store);
  }
  std::mt19937 random(7);
  for (const fs::directory_entry& entry : fs::directory_iterator(folder.path() + "/db")) {
    const std::string name = entry.path().filename().string();
    if (name != "CURRENT" && !name.starts_with("MANIFEST")) continue;
    const std::string bytes = ReadBytes(entry.path());
    for (int i = 0; i < 20; ++i) {
      const size_t place = random() % bytes.size();
      FlipByte(entry.path(), place);
      const auto store = RocksStore::OpenReadOnly(folder.path());
      const std::string dump = store.ok() ? DumpStore(**store) : "failed: " + store.status().message();
      EXPECT_TRUE(dump == sound || dump.find("failed: ") != std::string::npos) << name << " byte " << place << "\n"
                                                                               << dump.substr(0, 300);
      std::ofstream(entry.path(), std::ios::binary | std::ios::trunc) << bytes;
    }
  }
}

TEST(RocksStore, StoreThatLostItsCurrentFileIsNotMadeAnew) {
  TempFolder folder;
  {
    const auto store = OpenStore(folder.path());
    ASSERT_TRUE(CommitPosts(store.get(), 0, 10).ok());
    ASSERT_TRUE(store->Compact().ok());
  }
  fs::remove(folder.path() + "/db/CURRENT");
  EXPECT_EQ(RocksStore::Open(folder.path(), {}).status().code(), Code::kCorrupt);
}

TEST(RocksStore, FlippedByteInADataBlockIsCorruption) {
  TempFolder folder;
  {
    const auto store = OpenStore(folder.path());
    ASSERT_TRUE(CommitPosts(store.get(), 0, 2000).ok());
    ASSERT_TRUE(store->Compact().ok());
  }
  for (const fs::path& path : FilesWith(folder.path() + "/db", ".sst")) FlipByte(path, 20);
  const auto store = RocksStore::OpenReadOnly(folder.path());
  ASSERT_FALSE(store.ok() && store.value()->VerifyFiles().ok());
  EXPECT_EQ((store.ok() ? store.value()->VerifyFiles() : store.status()).code(), Code::kCorrupt);
}

TEST(RocksStore, FlippedByteInTheLogRefusesToOpenUntilItsTailIsGivenUp) {
  TempFolder folder, crashed;
  {
    const auto store = OpenStore(folder.path());
    for (Seq step = 0; step < 10; ++step) ASSERT_TRUE(CommitPosts(store.get(), step * 100, 100).ok());
    // A copy of the open store is what a killed process leaves.
    fs::copy(folder.path(), crashed.path(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  }
  const auto logs = FilesWith(crashed.path() + "/db", ".log");
  ASSERT_FALSE(logs.empty());
  FlipByte(logs.back(), ReadBytes(logs.back()).size() / 2);
  const Status refused = RocksStore::Open(crashed.path(), {}).status();
  EXPECT_EQ(refused.code(), Code::kCorrupt) << refused.message();
  RocksStoreOptions options;
  options.log_damage = LogDamage::kDropTail;
  const auto store = RocksStore::Open(crashed.path(), options);
  ASSERT_TRUE(store.ok()) << store.status().message();
  EXPECT_TRUE(VerifyStore(**store).is_sound());
  const Seq next_seq = (*store)->ReadPosition().value()->next_seq;
  EXPECT_GT(next_seq, 0u);
  EXPECT_LT(next_seq, 1000u);
  EXPECT_EQ(next_seq % 100, 0u);
}

// A file system whose disk can be full: appending then fails, after half of the bytes are written.
class FullDisk final : public rocksdb::FileSystemWrapper {
 public:
  FullDisk() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "FullDisk"; }
  std::atomic<bool> is_full = false;

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override {
    std::unique_ptr<rocksdb::FSWritableFile> made;
    const rocksdb::IOStatus status = FileSystemWrapper::NewWritableFile(name, options, &made, debug);
    if (status.ok()) *file = std::make_unique<File>(std::move(made), &is_full);
    return status;
  }

 private:
  class File final : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    File(std::unique_ptr<rocksdb::FSWritableFile>&& file, const std::atomic<bool>* is_full)
        : FSWritableFileOwnerWrapper(std::move(file)), is_full_(is_full) {}
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override {
      if (!*is_full_) return FSWritableFileOwnerWrapper::Append(data, options, debug);
      FSWritableFileOwnerWrapper::Append({data.data(), data.size() / 2}, options, debug).PermitUncheckedError();
      return rocksdb::IOStatus::NoSpace("the disk is full by design");
    }
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             const rocksdb::DataVerificationInfo&, rocksdb::IODebugContext* debug) override {
      return Append(data, options, debug);
    }

   private:
    const std::atomic<bool>* is_full_;
  };
};

TEST(RocksStore, DiskThatWasFullForAWhileRefusesWholeStepsAndResumes) {
  TempFolder folder;
  const auto disk = std::make_shared<FullDisk>();
  const std::unique_ptr<rocksdb::Env> env = rocksdb::NewCompositeEnv(disk);
  RocksStoreOptions options;
  options.env = env.get();
  auto store = RocksStore::Open(folder.path(), options);
  ASSERT_TRUE(store.ok()) << store.status().message();
  Seq next_seq = 0;
  for (int round = 0; round < 3; ++round) {
    for (int step = 0; step < 3; ++step, next_seq += 100) {
      const Status status = CommitPosts(store->get(), next_seq, 100);
      ASSERT_TRUE(status.ok()) << "round " << round << ": " << status.message();
    }
    disk->is_full = true;
    for (int attempt = 0; attempt < 2; ++attempt) {
      const Status refused = CommitPosts(store->get(), next_seq, 100);
      EXPECT_EQ(refused.code(), Code::kIo) << refused.message();
    }
    EXPECT_EQ((*(*store)->ReadPosition())->next_seq, next_seq);
    EXPECT_EQ((*store)->PutMark("receiver/x", "lost").code(), Code::kIo);
    disk->is_full = false;
    // Whoever writes next resumes.
    if (round == 1) {
      ASSERT_TRUE((*store)->PutMark("receiver/x", "kept").ok());
    }
  }
  ASSERT_TRUE(CommitPosts(store->get(), next_seq, 100).ok());
  EXPECT_TRUE(VerifyStore(**store).is_sound());
  (*store).reset();
  const auto reopened = OpenStore(folder.path());
  EXPECT_EQ(**reopened->ReadMark("receiver/x"), "kept");
  const VerifyReport report = VerifyStore(*reopened);
  EXPECT_TRUE(report.is_sound()) << report.problems[0];
  EXPECT_EQ(report.counts.records, next_seq + 100);
}

TEST(RocksStore, LogCutShortAnywhereOpensWithWholeStepsOnly) {
  TempFolder folder;
  const auto store = OpenStore(folder.path());
  for (Seq step = 0; step < 10; ++step) ASSERT_TRUE(CommitPosts(store.get(), step * 100, 100).ok());
  std::mt19937 random(5);
  for (int round = 0; round < 10; ++round) {
    TempFolder crashed;
    fs::copy(folder.path(), crashed.path(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    const fs::path log = FilesWith(crashed.path() + "/db", ".log").back();
    // The beginning of the log holds the format version, which every store has.
    fs::resize_file(log, 100 + random() % (fs::file_size(log) - 100));
    const auto reopened = RocksStore::Open(crashed.path(), {});
    ASSERT_TRUE(reopened.ok()) << reopened.status().message();
    const VerifyReport report = VerifyStore(**reopened);
    EXPECT_TRUE(report.is_sound()) << report.problems[0];
    EXPECT_EQ(report.counts.records % 100, 0u);
  }
}

TEST(Checkpoints, FlippedByteAnywhereServesTheOneBefore) {
  TempFolder folder;
  CheckpointFiles files(folder.path());
  ASSERT_TRUE(files.Write({1, "the first state"}).ok());
  ASSERT_TRUE(files.Write({2, "the second state"}).ok());
  const std::string bytes = ReadBytes(files.PathOf(2));
  for (size_t place = 0; place < bytes.size(); ++place) {
    FlipByte(files.PathOf(2), place);
    const auto checkpoint = files.ReadNewest(~Seq{0});
    ASSERT_TRUE(checkpoint.ok() && checkpoint->has_value()) << place;
    EXPECT_EQ((*checkpoint)->bytes, "the first state") << place;
    EXPECT_FALSE((*files.List())[0].is_sound);
    FlipByte(files.PathOf(2), place);
  }
  EXPECT_EQ((*files.ReadNewest(~Seq{0}))->bytes, "the second state");
}

TEST(Checkpoints, FileCutShortServesTheOneBefore) {
  TempFolder folder;
  CheckpointFiles files(folder.path());
  ASSERT_TRUE(files.Write({1, "the first state"}).ok());
  ASSERT_TRUE(files.Write({2, "the second state"}).ok());
  for (uint64_t size = fs::file_size(files.PathOf(2)); size-- > 0;) {
    fs::resize_file(files.PathOf(2), size);
    EXPECT_EQ((*files.ReadNewest(~Seq{0}))->seq, 1u) << size;
  }
}

TEST(Checkpoints, BothDamagedServeNothing) {
  TempFolder folder;
  CheckpointFiles files(folder.path());
  for (const Seq seq : {1u, 2u}) {
    ASSERT_TRUE(files.Write({seq, "state"}).ok());
    FlipByte(files.PathOf(seq), 40);
  }
  EXPECT_FALSE(files.ReadNewest(~Seq{0})->has_value());
}

TEST(Checkpoints, FileUnderTheNameOfAnotherSeqIsNotServed) {
  TempFolder folder;
  CheckpointFiles files(folder.path());
  ASSERT_TRUE(files.Write({1, "state"}).ok());
  fs::rename(files.PathOf(1), files.PathOf(9));
  EXPECT_FALSE(files.ReadNewest(~Seq{0})->has_value());
}

TEST(Checkpoints, FolderThatIsGoneIsAnIoError) {
  CheckpointFiles files("/nonexistent/groundswell");
  EXPECT_EQ(files.Write({1, "state"}).code(), Code::kIo);
  EXPECT_EQ(files.ReadNewest(1).status().code(), Code::kIo);
}

}  // namespace
}  // namespace groundswell
