#include "tools/replay_outputs.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <unordered_map>

#include "base/json_writer.h"
#include "engine/group_json.h"
#include "tools/line_file.h"

namespace groundswell {
namespace {

Status WriteRows(const std::string& path, const Console& console, const std::function<Status(LineFile*)>& write_all) {
  if (path.empty()) return {};
  LineFile file(path, console);
  GROUNDSWELL_TRY(write_all(&file));
  return file.Close();
}

}  // namespace

Status ForEachAssignment(const Store& store,
                         const std::function<Status(std::string_view, std::string_view, GroupId)>& visit) {
  std::unordered_map<uint64_t, uint64_t> into;
  GROUNDSWELL_TRY(store.ScanMerges([&into](GroupId from, GroupId to) {
    into[from.value] = to.value;
    return Status();
  }));
  const auto resolve = [&into](GroupId group) {
    for (auto merged = into.find(group.value); merged != into.end(); merged = into.find(group.value))
      group.value = merged->second;
    return group;
  };
  return store.ScanAssignments([&](Seq, std::string_view channel, std::string_view id, GroupId group) {
    return visit(channel, id, resolve(group));
  });
}

std::string SummaryJson(const Position& position, const RunFigures& run, const std::string& config_hash) {
  const Totals& totals = position.totals;
  const auto integer = [](uint64_t value) { return static_cast<int64_t>(value); };
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("posts").Integer(integer(totals.accepted + totals.updated + totals.refreshed +
                                                  totals.duplicates + totals.deletions + totals.rejected));
  json.Key("accepted").Integer(integer(totals.accepted)).Key("updated").Integer(integer(totals.updated));
  json.Key("refreshed").Integer(integer(totals.refreshed)).Key("duplicates").Integer(integer(totals.duplicates));
  json.Key("deletions").Integer(integer(totals.deletions)).Key("rejected").Integer(integer(totals.rejected));
  json.Key("groups").Integer(integer(totals.groups)).Key("alerts").BeginObject();
  for (size_t level = 0; level < totals.alerts.size(); ++level)
    json.Key(LevelName(static_cast<Level>(level))).Integer(integer(totals.alerts[level]));
  json.EndObject().Key("wall_secs").Number(run.wall_secs);
  const double secs = run.wall_secs > 0 ? run.wall_secs : 1;
  json.Key("posts_per_sec").Number(static_cast<double>(run.posts) / secs);
  json.Key("text_bytes_per_sec").Number(static_cast<double>(run.text_bytes) / secs);
  json.Key("rss_bytes_max").Integer(integer(run.rss_bytes_max)).Key("config_hash").Text(config_hash).EndObject();
  return text;
}

Status CheckReplayOutputs(const ReplayOutputs& outputs, const std::vector<std::string>& inputs, bool stdout_is_taken) {
  std::error_code ignored;
  std::set<std::filesystem::path> taken;
  const auto place_of = [&ignored](const std::string& path) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path, ignored), ignored);
  };
  for (const std::string& input : inputs) taken.insert(place_of(input));
  for (const std::string* path :
       {&outputs.alerts, &outputs.groups, &outputs.assignments, &outputs.rejects, &outputs.summary}) {
    if (path->empty()) continue;
    if (*path == "-") {
      if (stdout_is_taken) return Invalid("stdout can take one result only; name a file for the others");
      stdout_is_taken = true;
      continue;
    }
    const std::filesystem::path folder = std::filesystem::path(*path).parent_path();
    const char* wanted = folder.empty() ? "." : folder.c_str();
    const std::filesystem::file_status before = std::filesystem::status(*path, ignored);
    if (std::filesystem::is_directory(before)) return IoError(*path + ": is a folder; name a file in it");
    if (std::filesystem::exists(before) && !std::filesystem::is_regular_file(before)) continue;
    if (!taken.insert(place_of(*path)).second)
      return Invalid(*path + ": is an input or another output already; name another file");
    if (access(wanted, W_OK | X_OK) != 0)
      return IoError(*path + ": cannot be written: " + wanted + ": " + std::strerror(errno));
  }
  return {};
}

Status WriteReplayOutputs(const ReplayOutputs& outputs, const Store& store, const RunFigures& run,
                          const std::string& config_hash, const Console& console) {
  GROUNDSWELL_TRY(WriteRows(outputs.alerts, console, [&](LineFile* file) {
    return store.ScanAlerts(0, [file](uint64_t, std::string_view json) { return file->Write(json), Status(); });
  }));
  GROUNDSWELL_TRY(WriteRows(outputs.groups, console, [&](LineFile* file) {
    return store.ScanGroups([file](GroupId, std::string_view json) { return file->Write(json), Status(); });
  }));
  GROUNDSWELL_TRY(WriteRows(outputs.assignments, console, [&](LineFile* file) {
    std::string line;
    return ForEachAssignment(store, [&line, file](std::string_view channel, std::string_view id, GroupId group) {
      line.clear();
      JsonWriter(&line)
          .BeginObject()
          .Key("id")
          .Text(id)
          .Key("channel")
          .Text(channel)
          .Key("group")
          .Text(FormatGroupId(group))
          .EndObject();
      return file->Write(line), Status();
    });
  }));
  GROUNDSWELL_TRY(WriteRows(outputs.rejects, console, [&](LineFile* file) {
    return store.ScanRejects(0, [file](uint64_t, std::string_view json) { return file->Write(json), Status(); });
  }));
  return WriteRows(outputs.summary, console, [&](LineFile* file) -> Status {
    auto position = store.ReadPosition();
    if (!position.ok()) return position.status();
    file->Write(SummaryJson(position->value_or(Position()), run, config_hash));
    return {};
  });
}

}  // namespace groundswell
