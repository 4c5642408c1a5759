#include "tests/tools/process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace groundswell {
namespace {

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::vector<char*> CleanEnvironment() {
  std::vector<char*> variables;
  for (char** variable = environ; *variable != nullptr; ++variable)
    if (!std::string_view(*variable).starts_with("GROUNDSWELL_")) variables.push_back(*variable);
  variables.push_back(nullptr);
  return variables;
}

}  // namespace

Process::Process(const std::vector<std::string>& arguments, Stdin in) {
  signal(SIGPIPE, SIG_IGN);  // a child that is gone is seen by the count that Write returns
  int ends[2] = {-1, -1};
  if (in == Stdin::kPipe && pipe2(ends, O_CLOEXEC) != 0) ADD_FAILURE() << "no pipe";
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (in == Stdin::kPipe) posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
  if (in == Stdin::kNothing) posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  const std::string out = folder_.path() + "/out", err = folder_.path() + "/err";
  constexpr int kNewFile = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), kNewFile, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), kNewFile, 0600);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t usual;
  sigemptyset(&usual);
  for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP}) sigaddset(&usual, number);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);

  std::vector<std::string> words = {GROUNDSWELL_BINARY};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  EXPECT_EQ(posix_spawn(&pid_, GROUNDSWELL_BINARY, &actions, &attributes, argv.data(), CleanEnvironment().data()), 0);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (in == Stdin::kPipe) close(ends[0]);
  stdin_ = ends[1];
}

Process::~Process() {
  if (pid_ < 0) return;
  Signal(SIGKILL);
  Wait();
}

size_t Process::Write(std::string_view bytes) {
  size_t taken = 0;
  while (taken < bytes.size()) {
    const ssize_t count = write(stdin_, bytes.data() + taken, bytes.size() - taken);
    if (count < 0) break;
    taken += static_cast<size_t>(count);
  }
  return taken;
}

void Process::CloseStdin() {
  if (stdin_ >= 0) close(stdin_);
  stdin_ = -1;
}

void Process::Signal(int number) {
  if (pid_ > 0) kill(pid_, number);
}

ProcessResult Process::Wait() {
  CloseStdin();
  ProcessResult result;
  int state = 0;
  if (pid_ < 0 || waitpid(pid_, &state, 0) != pid_) return result;
  pid_ = -1;
  if (WIFEXITED(state)) result.exit_status = WEXITSTATUS(state);
  if (WIFSIGNALED(state)) result.signal = WTERMSIG(state);
  result.out = ReadAll(folder_.path() + "/out");
  result.err = ReadAll(folder_.path() + "/err");
  return result;
}

ProcessResult RunProcess(const std::vector<std::string>& arguments, std::string_view input) {
  Process process(arguments, input.empty() ? Process::Stdin::kNothing : Process::Stdin::kPipe);
  if (!input.empty()) process.Write(input);
  return process.Wait();
}

}  // namespace groundswell
