// Public collections of hostile text (UTF-8 tests, naughty strings, cross-site scripting, JSON) through everything that
// reads a post's text: nothing is harmed, what comes out is valid UTF-8, and a second time changes nothing. Skipped
// where the data sets are not there.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "models/near_copy.h"
#include "models/own_words.h"
#include "models/redact.h"
#include "models/text_cleaner.h"
#include "models/text_utf8.h"
#include "models/tokenizer.h"

namespace groundswell {
namespace {

// The folder of hostile inputs; empty where there is none.
std::filesystem::path HostileFolder() {
  std::vector<std::filesystem::path> folders;
  if (const char* data = std::getenv("GROUNDSWELL_DATA")) folders.emplace_back(data);
  if (const char* source = std::getenv("GROUNDSWELL_SOURCE_DIR"))
    folders.push_back(std::filesystem::path(source) / ".." / "shared" / "data");
  for (const auto& folder : folders) {
    if (std::filesystem::is_directory(folder / "bad-input")) return folder / "bad-input";
  }
  return {};
}

std::string ReadBytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool IsWellFormed(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = CodePointAt(text, at);
    if (c.size_bytes == 0) return false;
    at += c.size_bytes;
  }
  return true;
}

void CheckText(std::string_view raw, const std::string& what) {
  std::string stored, again, folded, scratch;
  CleanText(raw, &stored);
  ASSERT_TRUE(IsWellFormed(stored)) << what;
  CleanText(stored, &again);
  ASSERT_EQ(again, stored) << what;
  ASSERT_FALSE(Redact(&again, &scratch)) << what;
  FoldText(stored, &folded);
  ASSERT_TRUE(IsWellFormed(folded)) << what;
  static Tokenizer tokenizer;
  std::vector<Term> terms;
  ASSERT_LE(tokenizer.Tokenize(folded, &terms), kTermsMax) << what;
  ASSERT_LE(OwnWords(stored).size(), stored.size()) << what;
  const NearCopySignature signature = SignNearCopy(folded);
  ASSERT_EQ(Likeness(signature, signature), signature.shingles > 0 ? 1 : 0) << what;
}

// Each file whole, and each of its lines.
void CheckFolder(const std::string& name, size_t files_min) {
  const std::filesystem::path folder = HostileFolder();
  if (folder.empty()) GTEST_SKIP() << "no bad-input/" << name << " in GROUNDSWELL_DATA or beside the sources";
  size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / name)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    const std::string bytes = ReadBytes(entry.path());
    CheckText(bytes, entry.path());
    for (size_t at = 0; at < bytes.size();) {
      const size_t end = std::min(bytes.find('\n', at), bytes.size());
      CheckText(std::string_view(bytes).substr(at, end - at), entry.path().string() + " at byte " + std::to_string(at));
      if (::testing::Test::HasFatalFailure()) return;
      at = end + 1;
    }
  }
  EXPECT_GE(files, files_min);
}

TEST(HostileText, utf8_tests) { CheckFolder("utf8tests", 3); }
TEST(HostileText, naughty_strings) { CheckFolder("blns", 3); }
TEST(HostileText, cross_site_scripting) { CheckFolder("xss", 1); }
TEST(HostileText, json_test_suite) { CheckFolder("JSONTestSuite", 100); }

}  // namespace
}  // namespace groundswell
