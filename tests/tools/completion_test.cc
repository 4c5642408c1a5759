// Completion scripts: every command and flag is in them, and bash completes with what it was given.
#include "tools/completion.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "tests/storage/temp_folder.h"
#include "tools/cli.h"

namespace groundswell {
namespace {

std::string Script(const std::string& shell) {
  std::istringstream in;
  std::ostringstream out, err;
  std::array<char*, 1> environment = {nullptr};
  EXPECT_EQ(RunCommandLine({"completion", shell}, environment.data(), Console{&in, &out, &err, false}), 0) << err.str();
  return out.str();
}

std::string OutputOf(const std::string& command) {
  std::string out;
  FILE* pipe = popen(command.c_str(), "r");
  for (int c = fgetc(pipe); c != EOF; c = fgetc(pipe)) out.push_back(static_cast<char>(c));
  EXPECT_EQ(pclose(pipe), 0) << command;
  return out;
}

TEST(Completion, EveryShellKnowsTheCommandsAndTheirFlags) {
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    const std::string script = Script(shell);
    for (const std::string word : {"ack", "follow-up", "replay", "verify"})
      EXPECT_NE(script.find(word), std::string::npos) << shell << " " << word;
    EXPECT_NE(script.find(shell == "fish" ? "-l measure" : "--measure"), std::string::npos) << shell;
  }
}

TEST(Completion, BashCompletesCommandsFlagsAndInnerCommands) {
  TempFolder folder;
  const std::string file = folder.path() + "/completion.bash";
  std::ofstream(file) << Script("bash");
  const auto complete = [&](const std::string& words, int place) {
    return OutputOf("bash -c '. " + file + "; COMP_WORDS=(" + words + "); COMP_CWORD=" + std::to_string(place) +
                    "; _groundswell; echo ${COMPREPLY[@]}'");
  };
  EXPECT_EQ(complete("groundswell res", 1), "resolve\n");
  EXPECT_EQ(complete("groundswell resolve 77 --mea", 3), "--measure\n");
  EXPECT_EQ(complete("groundswell store ver", 2), "verify\n");
  EXPECT_EQ(complete("groundswell store verify --dat", 3), "--data-dir\n");
}

}  // namespace
}  // namespace groundswell
