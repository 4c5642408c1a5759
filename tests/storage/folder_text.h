// What the files of a folder say, as bytes: whether words have left them.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace groundswell {

// The files below the folder that hold the text; those that vanish meanwhile hold nothing. Tables are compressed, so a
// text that is looked for is to be like no other: its first mention in a block then stands as it is.
inline std::vector<std::string> FilesThatHold(const std::string& folder, const std::string& text) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    if (bytes.find(text) != std::string::npos) names.push_back(entry.path().filename());
  }
  return names;
}

// The same as text, for a message.
inline std::string NamesOfFilesThatHold(const std::string& folder, const std::string& text) {
  std::string names;
  for (const std::string& name : FilesThatHold(folder, text)) names.append(names.empty() ? "" : " ").append(name);
  return names;
}

}  // namespace groundswell
