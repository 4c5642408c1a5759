// `store verify` on a folder with cases: sound as it was left, and one changed byte of the audit log is found and
// named.
#include <gtest/gtest.h>

#include <sstream>

#include "models/audit.h"
#include "storage/rocks_store.h"
#include "tests/storage/temp_folder.h"
#include "tests/tools/sequence_testing.h"
#include "tools/command_store.h"

namespace groundswell {
namespace {

class StoreVerify : public ::testing::Test {
 protected:
  void SetUp() override {
    auto store = RocksStore::Open(folder_.path(), {});
    ASSERT_TRUE(store.ok());
    LiveRun live(store->get(), 100);
    live.Settings({});
    for (int n = 0; n < 5; ++n)
      live.Posts({{.id = std::to_string(n),
                   .author = "author " + std::to_string(n),
                   .text = "转账失败 余额不见了 客服不理 " + std::to_string(n),
                   .time = {kTestStart.ms + n * 60 * kSecondMs},
                   .org = "海桥银行"}});
    live.Step();
    GroupId group;
    const auto note = [&group](Seq, std::string_view, std::string_view, GroupId of) { return group = of, Status(); };
    ASSERT_TRUE((*store)->ScanAssignments(note).ok());
    for (const CaseActionKind kind : {CaseActionKind::kAck, CaseActionKind::kNote, CaseActionKind::kAnswer}) {
      CaseAction action;
      action.kind = kind;
      action.group = group;
      action.by = "ann";
      action.text = "words";
      action.at_ms = 1'790'000'000'000;
      action.salt = {1, 2};
      ASSERT_TRUE(live.Act(action).refused.ok());
    }
    live.Close();
  }
  // What is printed; *ok whether the folder is sound.
  std::string Verify(bool* ok, const std::string& head = {}) {
    std::istringstream in;
    std::ostringstream out, err;
    *ok = RunStoreVerify({.data_dir = folder_.path(), .json = false, .head = head}, {&in, &out, &err, false}).ok();
    return out.str();
  }
  std::string Entry(uint64_t number) {
    const auto store = RocksStore::OpenReadOnly(folder_.path());
    return store.ok() ? (*store)->ReadAudit(number)->value_or("") : "";
  }
  void Overwrite(uint64_t number, const std::string& row) {
    const auto store = RocksStore::Open(folder_.path(), {});
    ASSERT_TRUE(store.ok());
    CommitBatch batch;
    batch.audit = {{number, row}};
    batch.position = **(*store)->ReadPosition();
    ASSERT_TRUE((*store)->Commit(batch).ok());
  }

  TempFolder folder_;
};

TEST_F(StoreVerify, OneChangedByteOfTheAuditLogIsFoundAndNamed) {
  bool is_sound = false;
  const std::string sound = Verify(&is_sound);
  EXPECT_TRUE(is_sound) << sound;
  EXPECT_NE(sound.find("3 audit entries, head "), std::string::npos) << sound;
  const std::string whole = Entry(1);
  for (const size_t place : {size_t{0}, whole.size() / 3, whole.size() / 2, whole.size() - 1}) {
    std::string changed = whole;
    changed[place] = static_cast<char>(changed[place] ^ 1);
    Overwrite(1, changed);
    const std::string said = Verify(&is_sound);
    EXPECT_FALSE(is_sound) << "byte " << place;
    EXPECT_NE(said.find("audit: entry 1: "), std::string::npos) << "byte " << place << ": " << said;
  }
  Overwrite(1, whole);
  Verify(&is_sound);
  EXPECT_TRUE(is_sound) << "as it was";
}

TEST_F(StoreVerify, AHeadThatWasNotedMustBeInTheLog) {
  const auto second = DecodeAudit(Entry(1));
  ASSERT_TRUE(second.ok());
  bool is_sound = false;
  Verify(&is_sound, FormatAuditHash(second->hash));
  EXPECT_TRUE(is_sound);
  const std::string said = Verify(&is_sound, std::string(64, 'a'));
  EXPECT_FALSE(is_sound);
  EXPECT_NE(said.find("no entry has the hash"), std::string::npos) << said;
}

}  // namespace
}  // namespace groundswell
