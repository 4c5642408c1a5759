// The command line as a user meets it: arguments in, exit status and text out.
#include "tools/cli.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "storage/rocks_store.h"
#include "tools/model_set.h"

namespace groundswell {
namespace {

struct Outcome {
  int exit_status;
  std::string out, err;
};

Outcome RunCli(const std::vector<std::string>& arguments, std::vector<std::string> environment = {}) {
  std::istringstream in;
  std::ostringstream out, err;
  std::vector<char*> variables;
  for (std::string& variable : environment) variables.push_back(variable.data());
  variables.push_back(nullptr);
  const int exit_status = RunCommandLine(arguments, variables.data(), {&in, &out, &err, false});
  return {exit_status, out.str(), err.str()};
}

bool Has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(Cli, HelpAndVersionGoToStdout) {
  EXPECT_EQ(RunCli({"--version"}).out, "groundswell " GROUNDSWELL_VERSION "\n");
  const Outcome help = RunCli({"--help"});
  EXPECT_EQ(help.exit_status, 0);
  EXPECT_TRUE(Has(help.out, "check-config")) << help.out;
  EXPECT_TRUE(Has(RunCli({"check-config", "--help"}).out, "--set KEY=VALUE"));
}

TEST(Cli, BadUsageIsTwoAndSaysWhereHelpIs) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{}, {"no-such-command"}, {"check-config", "--no-such-flag"}, {"train"}}) {
    const Outcome outcome = RunCli(arguments);
    EXPECT_EQ(outcome.exit_status, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_TRUE(Has(outcome.err, "--help")) << outcome.err;
  }
}

TEST(Cli, LookingAtDrillsIsDoneInNobodysName) {
  const char* user = getenv("USER");
  const std::string kept = user == nullptr ? "" : user;
  unsetenv("USER");
  const std::string url = "http://127.0.0.1:1";  // where nobody answers
  EXPECT_EQ(RunCli({"drill", "--list", "--url", url}).exit_status, 1);
  const Outcome nameless = RunCli({"drill", "--url", url});
  EXPECT_EQ(nameless.exit_status, 2);
  EXPECT_TRUE(Has(nameless.err, "--by")) << nameless.err;
  EXPECT_EQ(RunCli({"drill", "--ack", "d1", "--url", url}).exit_status, 2);
  if (user != nullptr) setenv("USER", kept.c_str(), 1);
}

TEST(Cli, BadConfigurationIsTwo) {
  const Outcome outcome = RunCli({"check-config", "--set", "engine.thread=2"});
  EXPECT_EQ(outcome.exit_status, 2);
  EXPECT_TRUE(Has(outcome.err, "did you mean engine.threads?")) << outcome.err;
  EXPECT_EQ(RunCli({"check-config"}, {"GROUNDSWELL_ENGINE_THREAD=2"}).exit_status, 2);
  EXPECT_EQ(RunCli({"check-config", "--config", "/nonexistent.toml"}).exit_status, 2);
}

TEST(Cli, CheckConfigShowsValuesWithTheirSource) {
  const Outcome outcome = RunCli(
      {"check-config", "--set", "engine.threads=2", "--set", "people.author_key=00112233445566778899aabbccddeeff"},
      {"GROUNDSWELL_ENGINE_BATCH_POSTS=7"});
  EXPECT_EQ(outcome.exit_status, 0) << outcome.err;
  EXPECT_TRUE(Has(outcome.out, "threads = 2  # threads; flag")) << outcome.out;
  EXPECT_TRUE(Has(outcome.out, "batch_posts = 7  # posts; environment"));
  EXPECT_FALSE(Has(outcome.out, "8899aabb"));
}

TEST(Cli, SetMayBeRepeatedAndTakesOneValueEach) {
  const Outcome outcome = RunCli({"check-config", "--set", "engine.threads=2", "--set=engine.batch_posts=3"});
  EXPECT_TRUE(Has(outcome.out, "threads = 2")) << outcome.err;
  EXPECT_TRUE(Has(outcome.out, "batch_posts = 3"));
  EXPECT_TRUE(Has(RunCli({"replay", "--set", "engine.threads=2", "/nonexistent/a.jsonl"}).err, "/nonexistent/a.jsonl"));
}

TEST(Cli, CheckConfigJsonIsOneObject) {
  const Outcome outcome =
      RunCli({"check-config", "--json", "--set", "people.author_key=00112233445566778899aabbccddeeff"});
  EXPECT_EQ(outcome.exit_status, 0);
  EXPECT_TRUE(outcome.out.starts_with("{\"keys\":[{\"key\":\"calendar.days\""));
  EXPECT_TRUE(outcome.out.ends_with("}]}\n"));
  EXPECT_FALSE(Has(outcome.out, "8899aabb"));
}

// A file that is removed at the end of the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view text = {})
      : path_(std::filesystem::temp_directory_path() /
              ("groundswell_cli_test_" + std::to_string(getpid()) + "_" + std::to_string(Number()))) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~TemporaryFile() { std::filesystem::remove_all(path_); }
  std::string path() const { return path_; }

 private:
  static int Number() {
    static int number = 0;
    return number++;
  }
  std::string path_;
};

bool HaveModels() { return !BuiltInSentimentModel().empty(); }

TEST(Cli, ClassifyGivesALineForEachAcceptedRecord) {
  if (!HaveModels()) GTEST_SKIP() << "no models are built in";
  const TemporaryFile posts(
      "{\"id\":\"1\",\"text\":\"发动机异响，退款也不给，太差了！电话13812345678\",\"author\":\"a\",\"org\":\"X\"}\n"
      "{\"id\":\"2\"}\n"
      "{\"id\":3,\"text\":\"What a lovely day, thank you!\"}\n"
      "{\"id\":\"4\",\"deleted\":true}\n");
  const Outcome outcome = RunCli({"classify", posts.path()});
  EXPECT_EQ(outcome.exit_status, 0) << outcome.err;
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 2) << outcome.out;
  EXPECT_TRUE(outcome.out.starts_with("{\"id\":\"1\",\"lang\":\"zh\",\"sentiment\":\"negative\"")) << outcome.out;
  EXPECT_TRUE(Has(outcome.out, "[phone]"));
  EXPECT_FALSE(Has(outcome.out, "13812345678"));
  EXPECT_TRUE(Has(outcome.out, "{\"id\":\"3\",\"lang\":\"en\",\"sentiment\":\"positive\"")) << outcome.out;
  EXPECT_TRUE(Has(outcome.err, "line 2: refused")) << outcome.err;
  EXPECT_EQ(RunCli({"classify", "--strict", posts.path()}).exit_status, 1);
}

TEST(Cli, EvalSentimentJudgesWhatHasATruth) {
  if (!HaveModels()) GTEST_SKIP() << "no models are built in";
  const TemporaryFile posts(
      "{\"id\":\"1\",\"text\":\"质量太差，强烈要求退款\",\"sentiment\":\"negative\"}\n"
      "{\"id\":\"2\",\"text\":\"非常好，很喜欢，推荐\",\"sentiment\":\"positive\"}\n"
      "{\"id\":\"3\",\"text\":\"今天\"}\n");
  const Outcome outcome = RunCli({"eval", "sentiment", "--json", posts.path()});
  EXPECT_EQ(outcome.exit_status, 0) << outcome.err;
  EXPECT_TRUE(outcome.out.starts_with("{\"posts\":3,\"judged\":2,\"accuracy\":1,\"macro_f1\":1,")) << outcome.out;
}

TEST(Cli, EvalSentimentWithoutATruthSaysWhatIsMissing) {
  if (!HaveModels()) GTEST_SKIP() << "no models are built in";
  const TemporaryFile posts("{\"id\":\"1\",\"text\":\"好\"}\n");
  const Outcome outcome = RunCli({"eval", "sentiment", posts.path()});
  EXPECT_EQ(outcome.exit_status, 2);
  EXPECT_TRUE(Has(outcome.err, "`sentiment`")) << outcome.err;
}

TEST(Cli, AMissingInputOrModelIsAFailure) {
  EXPECT_EQ(RunCli({"classify", "/nonexistent/posts.jsonl"}).exit_status, 1);
  EXPECT_EQ(RunCli({"classify", "--set", "models.dir=/nonexistent"}).exit_status, 1);
}

TEST(Cli, AFolderWithoutAStoreIsAFailureThatNamesIt) {
  for (const char* command : {"inspect", "verify"}) {
    const Outcome outcome = RunCli({"store", command, "--data-dir", "/nonexistent/store"});
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_TRUE(Has(outcome.err, "/nonexistent/store")) << outcome.err;
  }
  EXPECT_EQ(RunCli({"store", "verify"}).exit_status, 2);
}

TEST(Cli, AFreshStoreIsSound) {
  const TemporaryFile folder;
  std::filesystem::remove(folder.path());
  ASSERT_TRUE(RocksStore::Open(folder.path(), {}).ok());
  EXPECT_TRUE(RunCli({"store", "verify", "--data-dir", folder.path()}).out.starts_with("sound: 0 records"));
  const Outcome inspected = RunCli({"store", "inspect", "--json", "--data-dir", folder.path()});
  EXPECT_EQ(inspected.exit_status, 0) << inspected.err;
  EXPECT_TRUE(Has(inspected.out, "\"format_version\":\"4\"")) << inspected.out;
}

TEST(Cli, GenerateWritesTheSameFeedToAFileAndToStdout) {
  const TemporaryFile out;
  const Outcome printed = RunCli({"generate", "--seed", "7", "--no-truth"});
  EXPECT_EQ(printed.exit_status, 0);
  EXPECT_FALSE(Has(printed.out, "\"label\""));
  EXPECT_EQ(RunCli({"generate", "--seed", "7", "--no-truth", "--out", out.path()}).exit_status, 0);
  std::ifstream file(out.path(), std::ios::binary);
  const std::string written((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_TRUE(written == printed.out);
}

TEST(Cli, GenerateRefusesWhatCannotBe) {
  EXPECT_EQ(RunCli({"generate", "--start", "yesterday"}).exit_status, 2);
  EXPECT_EQ(RunCli({"generate", "--posts", "many"}).exit_status, 2);
  EXPECT_EQ(RunCli({"generate", "--out", "/nonexistent/feed.jsonl"}).exit_status, 1);
}

}  // namespace
}  // namespace groundswell
