// Hashes of people: equal for the same, apart for all else, none for those without a name; and the key's file.
#include "models/author_hash.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace groundswell {
namespace {

const AuthorKey kKey({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15});
const AuthorKey kOtherKey({1});

TEST(AuthorHash, same_author_same_hash) {
  EXPECT_EQ(HashAuthor(kKey, "weibo", "小王"), HashAuthor(kKey, "weibo", "小王"));
}
TEST(AuthorHash, is_known) { EXPECT_TRUE(HashAuthor(kKey, "weibo", "小王").known() && HashPerson(kKey, "7").known()); }
TEST(AuthorHash, other_author) { EXPECT_NE(HashAuthor(kKey, "weibo", "小王"), HashAuthor(kKey, "weibo", "小李")); }
TEST(AuthorHash, other_channel) { EXPECT_NE(HashAuthor(kKey, "weibo", "a"), HashAuthor(kKey, "tieba", "a")); }
TEST(AuthorHash, other_key) { EXPECT_NE(HashAuthor(kKey, "weibo", "a"), HashAuthor(kOtherKey, "weibo", "a")); }
TEST(AuthorHash, fields_do_not_run_together) { EXPECT_NE(HashAuthor(kKey, "ab", "c"), HashAuthor(kKey, "a", "bc")); }
TEST(AuthorHash, a_person_is_no_account) { EXPECT_NE(HashPerson(kKey, "a"), HashAuthor(kKey, "", "a")); }
TEST(AuthorHash, stays_what_it_was) { EXPECT_EQ(HashAuthor(kKey, "weibo", "user7").value, 8569986195682167704u); }

TEST(AuthorHash, placeholders_name_nobody) {
  for (const char* name :
       {"",         " ",        "-",         "--",   "***",  "?",         "匿名",      " 匿名 ",
        "匿名用户", "匿名用戶", "网友",      "游客", "用户", "anonymous", "Anonymous", "ANONYMOUS USER",
        "Guest",    "null",     "[deleted]", "n/a"}) {
    EXPECT_FALSE(HashAuthor(kKey, "weibo", name).known()) << name;
    EXPECT_FALSE(HashPerson(kKey, name).known()) << name;
  }
}
TEST(AuthorHash, masked_and_longer_names_are_names) {
  for (const char* name : {"张**", "匿名的小王", "guest42", "用户123", "guesthouse", "0"})
    EXPECT_FALSE(IsPlaceholderAuthor(name)) << name;
}

class KeyFile : public testing::Test {
 protected:
  void SetUp() override {
    char folder[] = "/tmp/author_key_XXXXXX";
    ASSERT_NE(::mkdtemp(folder), nullptr);
    folder_ = folder;
    path_ = folder_ + "/author.key";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string folder_, path_;
};

TEST_F(KeyFile, comes_back) {
  ASSERT_TRUE(kKey.Save(path_).ok());
  const Result<AuthorKey> loaded = AuthorKey::Load(path_);
  ASSERT_TRUE(loaded.ok()) << loaded.status().message();
  EXPECT_EQ(loaded->bytes(), kKey.bytes());
}
TEST_F(KeyFile, is_for_its_owner_alone) {
  ASSERT_TRUE(kKey.Save(path_).ok());
  struct stat info;
  ASSERT_EQ(::stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}
TEST_F(KeyFile, is_never_overwritten) {
  ASSERT_TRUE(kKey.Save(path_).ok());
  EXPECT_EQ(kOtherKey.Save(path_).code(), Code::kConflict);
  EXPECT_EQ(AuthorKey::Load(path_)->bytes(), kKey.bytes());
}
TEST_F(KeyFile, absent_is_not_found) { EXPECT_EQ(AuthorKey::Load(path_).status().code(), Code::kNotFound); }
TEST_F(KeyFile, a_folder_that_is_not_there) { EXPECT_EQ(kKey.Save(folder_ + "/no/key").code(), Code::kIo); }
TEST_F(KeyFile, damaged_is_corrupt) {
  for (const char* content : {"", "groundswell author key 1\n00\n", "something else",
                              "groundswell author key 1\nzz0102030405060708090a0b0c0d0e0f\n"}) {
    std::ofstream(path_) << content;
    EXPECT_EQ(AuthorKey::Load(path_).status().code(), Code::kCorrupt) << content;
  }
}
TEST(AuthorKey, generated_keys_differ) { EXPECT_NE(AuthorKey::Generate().bytes(), AuthorKey::Generate().bytes()); }

}  // namespace
}  // namespace groundswell
