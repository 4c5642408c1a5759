// The audit log: entries follow from one another, words may be erased and nothing else may change.
#include "models/audit.h"

#include <gtest/gtest.h>

#include <vector>

namespace groundswell {
namespace {

AuditEntry Entry(uint64_t number, std::string text) {
  AuditEntry entry;
  entry.number = number;
  entry.seq = 10 + number;
  entry.at_ms = 1'790'000'000'000;
  entry.watermark = {5};
  entry.event = AuditEventOf(CaseActionKind::kNote);
  entry.group = {7};
  entry.by = "ann";
  entry.salt = {1, 2};
  entry.text = std::move(text);
  return entry;
}

std::vector<std::string> Chain(const std::vector<AuditEntry>& entries) {
  std::vector<std::string> rows;
  AuditHash hash = {};
  for (const AuditEntry& entry : entries) EncodeAudit(entry, &hash, &rows.emplace_back());
  return rows;
}

// The number of the first entry that does not hold; -1 where all do.
int FirstBroken(const std::vector<std::string>& rows) {
  AuditHash before = {};
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto stored = DecodeAudit(rows[i]);
    if (!stored.ok() || !CheckAudit(*stored, before).ok()) return static_cast<int>(i);
    before = stored->hash;
  }
  return -1;
}

TEST(Audit, AnEntryComesBackAsItWasWritten) {
  const auto rows = Chain({Entry(0, "某人的话")});
  const auto stored = DecodeAudit(rows[0]);
  ASSERT_TRUE(stored.ok());
  EXPECT_EQ(stored->entry.text, "某人的话");
  EXPECT_EQ(stored->entry.seq, 10u);
  EXPECT_EQ(stored->entry.by, "ann");
  EXPECT_EQ(FirstBroken(rows), -1);
}

TEST(Audit, EveryChangedByteIsFoundWhereItIs) {
  const auto rows = Chain({Entry(0, "a"), Entry(1, "words"), Entry(2, ""), Entry(3, "d")});
  ASSERT_EQ(FirstBroken(rows), -1);
  for (size_t row = 0; row < rows.size(); ++row)
    for (size_t byte = 0; byte < rows[row].size(); ++byte)
      for (const int bit : {1, 128}) {
        auto changed = rows;
        changed[row][byte] = static_cast<char>(changed[row][byte] ^ bit);
        EXPECT_EQ(FirstBroken(changed), static_cast<int>(row)) << "byte " << byte;
      }
}

TEST(Audit, AnEntryTakenOutOrPutInBreaksTheChainBehindIt) {
  auto rows = Chain({Entry(0, "a"), Entry(1, "b"), Entry(2, "c")});
  auto without = rows;
  without.erase(without.begin() + 1);
  EXPECT_EQ(FirstBroken(without), 1);
  auto swapped = rows;
  std::swap(swapped[0], swapped[1]);
  EXPECT_EQ(FirstBroken(swapped), 0);
}

TEST(Audit, ErasedWordsBreakNothingAndCannotBeGuessedFromTheHash) {
  const auto rows = Chain({Entry(0, "a"), Entry(1, "13800138000"), Entry(2, "c")});
  auto erased = rows;
  ASSERT_TRUE(EraseAuditWords(&erased[1]));
  EXPECT_EQ(FirstBroken(erased), -1);
  EXPECT_EQ(erased[1].find("13800138000"), std::string::npos);
  const auto stored = DecodeAudit(erased[1]);
  EXPECT_TRUE(stored->entry.is_erased);
  EXPECT_EQ(stored->entry.by, "ann") << "who acted stays";
  AuditEntry guessed = Entry(1, "13800138000");
  guessed.salt = {};
  EXPECT_NE(DecodeAudit(Chain({guessed})[0])->text_hash, stored->text_hash) << "without the salt it is another hash";
  EXPECT_TRUE(EraseAuditWords(&erased[1])) << "twice is as good as once";
  std::string wordless = Chain({Entry(0, "")})[0];
  const std::string before = wordless;
  EXPECT_TRUE(EraseAuditWords(&wordless));
  EXPECT_EQ(wordless, before);
  EXPECT_FALSE(EraseAuditWords(&(wordless = "no row")));
}

// SHA-256 of 32 zero bytes and the body, as any other program computes it.
TEST(Audit, TheHashIsPlainSha256) {
  EXPECT_EQ(HashOfEvidence("abc")[0], '\xba');
  EXPECT_EQ(HashOfEvidence("abc")[1], '\x78');
  EXPECT_EQ(HashOfEvidence("abc")[31], '\xad');
}

}  // namespace
}  // namespace groundswell
