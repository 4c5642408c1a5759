// What the tests of `groundswell replay` share: an input with everything in it, and a run whose outputs can be
// compared.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/tools/process.h"

namespace groundswell {

// A small demonstration feed with hostile lines, second records and a jump of a year mixed in; the same in every run.
const std::string& MixedInput();

// The demonstration feed of `seed`, as the command writes it.
std::string DemonstrationFeed(uint64_t seed, int64_t posts);

void WriteFile(const std::string& path, std::string_view bytes);
// Empty when it is not there.
std::string ReadFile(const std::string& path);
std::string Gzip(std::string_view bytes);
std::string Zstd(std::string_view bytes);
// `text` in so many parts of whole lines.
std::vector<std::string> CutAtLines(std::string_view text, size_t parts);

// The outputs that must not depend on how a run was made.
struct Outputs {
  std::string alerts, groups, assignments, rejects;
  bool operator==(const Outputs&) const = default;
};

// One test's folder and the runs in it.
class ReplayRuns {
 public:
  explicit ReplayRuns(std::string_view input) { WriteFile(file(), input); }

  std::string file() const { return Path("posts.jsonl"); }
  std::string Path(const std::string& name) const { return folder_.path() + "/" + name; }
  // The four outputs' flags, so that a started run can be compared later.
  std::vector<std::string> OutputFlags() const;
  // Runs `replay` with the outputs' flags and these arguments, and remembers what it said.
  Outputs Run(const std::vector<std::string>& arguments, std::string_view stdin_bytes = {});
  Outputs RunFile(std::vector<std::string> flags = {});
  Outputs ReadOutputs() const;
  const ProcessResult& last() const { return last_; }

 private:
  TempFolder folder_;
  ProcessResult last_;
};

}  // namespace groundswell
