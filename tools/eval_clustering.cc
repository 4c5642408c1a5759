#include "tools/eval_clustering.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <numeric>

#include "base/json_writer.h"
#include "tools/config_keys.h"
#include "tools/eval_truth.h"
#include "tools/metrics_clustering.h"
#include "tools/replay.h"

namespace groundswell {
namespace {

struct Figure {
  std::string_view name;
  std::vector<double> values;  // one an order

  double mean() const {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  }
  double deviation() const {
    double square = 0;
    for (const double value : values) square += (value - mean()) * (value - mean());
    return values.size() < 2 ? 0 : std::sqrt(square / static_cast<double>(values.size() - 1));
  }
};

std::vector<Figure> NoFigures() {
  return {{"nmi", {}},          {"nmi_arithmetic", {}}, {"ari", {}}, {"b3_f1", {}},
          {"b3_precision", {}}, {"b3_recall", {}},      {"ami", {}}, {"clusters", {}},
          {"labels", {}},       {"posts_per_sec", {}}};
}

void Append(const ClusteringScores& scores, double posts_per_sec, std::vector<Figure>* figures) {
  const double values[] = {scores.nmi,
                           scores.nmi_arithmetic,
                           scores.ari,
                           scores.b3_f1,
                           scores.b3_precision,
                           scores.b3_recall,
                           scores.ami,
                           static_cast<double>(scores.clusters),
                           static_cast<double>(scores.labels),
                           posts_per_sec};
  for (size_t i = 0; i < figures->size(); ++i) (*figures)[i].values.push_back(values[i]);
}

Status ReplayAndScore(const std::string& input, const EvalClusteringOptions& options, const Config& config,
                      const Console& console, std::vector<Figure>* figures) {
  ReplayOptions replay;
  replay.files = {input};
  replay.outputs.assignments = options.assignments;
  EvalTruth truth;
  const ReplayListener listener{.on_block = [&truth](const FeedBlock& block) { truth.Add(block); }, .on_step = {}};
  const auto score = [&](const Store& store, const ReplayResult& result) -> Status {
    std::vector<uint64_t> labels, groups;
    GROUNDSWELL_TRY(ForEachAssignment(store, [&](std::string_view channel, std::string_view id, GroupId group) {
      if (const LabelledPost* post = truth.Find(channel, id)) {
        labels.push_back(post->labels.front());
        groups.push_back(group.value);
      }
      return Status();
    }));
    if (labels.empty()) return Invalid(options.input + ": no record has a label; eval clustering needs `label`");
    Append(ScoreClustering(labels, groups), static_cast<double>(result.figures.posts) / result.figures.wall_secs,
           figures);
    return WriteReplayOutputs(replay.outputs, store, result.figures, result.config_hash, console);
  };
  return DriveReplay(replay, config, console, listener, score).status();
}

// SplitMix64 as a generator: the same orders on every machine.
class SeededBits {
 public:
  explicit SeededBits(uint64_t seed) : state_(seed) {}
  uint64_t Below(uint64_t bound) { return Mix64(state_++) % bound; }

 private:
  uint64_t state_;
};

// The records of a file, to be written again in other orders. Each order gets the times of the file in turn.
class Records {
 public:
  static Result<Records> Read(const std::string& path, const Config& config) {
    auto source = OpenInput(path);
    if (!source.ok()) return source.status();
    Records records;
    LineReader reader(source->get());
    Decoder decoder({.want_truth = true, .channel_zones = ChannelZonesOf(config)});
    LineBlock block;
    std::vector<RefusedLine> refused;
    while (true) {
      auto more = reader.Next(4096, &block);
      if (!more.ok()) return more.status();
      if (!*more) break;
      DecodeBlock(block, &decoder, &records.batch_, &refused);
    }
    // In another order a deletion would come before its post, and an edit before the first text.
    for (size_t i = 0; i < records.batch_.posts.size(); ++i) {
      const Post& post = records.batch_.posts[i];
      if (!post.deleted && post.edited_at.is_none()) records.kept_.push_back(i);
    }
    return records;
  }

  Status WriteShuffled(uint64_t seed, const std::string& path) const {
    std::vector<size_t> order = kept_;
    SeededBits bits(seed);
    for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[bits.Below(i)]);
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    std::string line;
    for (size_t i = 0; i < order.size(); ++i) {
      line.clear();
      AppendRecord(order[i], batch_.posts[kept_[i]].time, &line);
      out << line << '\n';
    }
    out.close();
    return out ? Status() : IoError(path + ": could not be written");
  }

 private:
  void AppendRecord(size_t index, EventTime time, std::string* line) const {
    constexpr std::string_view kKinds[] = {"post", "repost", "reply", "review", "ticket"};
    const Post& post = batch_.posts[index];
    JsonWriter json(line);
    json.BeginObject().Key("id").Text(post.id).Key("channel").Text(post.channel).Key("time").Time(time);
    json.Key("text").Text(post.text).Key("kind").Text(kKinds[static_cast<size_t>(post.kind)]);
    const std::pair<std::string_view, std::string_view> texts[] = {
        {"title", post.title},     {"author", post.author}, {"person", post.person}, {"org", post.org},
        {"product", post.product}, {"lang", post.lang},     {"region", post.region}, {"reply_to", post.reply_to}};
    for (const auto& [name, text] : texts)
      if (!text.empty()) json.Key(name).Text(text);
    if (!batch_.truths[index].labels.empty()) {
      json.Key("labels").BeginArray();
      for (const std::string& label : batch_.truths[index].labels) json.Text(label);
      json.EndArray();
    }
    json.EndObject();
  }

  PostBatch batch_;
  std::vector<size_t> kept_;  // places of the posts that are shuffled
};

Status ScoreOrders(const EvalClusteringOptions& options, const Config& config, const Console& console,
                   std::vector<Figure>* figures) {
  auto records = Records::Read(options.input, config);
  if (!records.ok()) return records.status();
  std::error_code error;
  std::string path = (std::filesystem::temp_directory_path(error) / "groundswell-order-XXXXXX").string();
  const int file = error ? -1 : mkstemp(path.data());
  if (file < 0) return IoError("no temporary file could be made; set TMPDIR");
  close(file);
  Status status;
  for (uint32_t i = 0; i < options.repeat && status.ok(); ++i) {
    status = records->WriteShuffled(Mix64(options.seed) + i * uint64_t{0x10000000}, path);
    if (status.ok()) status = ReplayAndScore(path, options, config, console, figures);
  }
  std::remove(path.c_str());
  return status;
}

void Print(const std::vector<Figure>& figures, bool is_json, const Console& console) {
  std::string text;
  if (is_json) {
    JsonWriter json(&text);
    json.BeginObject();
    for (const Figure& figure : figures) json.Key(figure.name).Number(figure.mean());
    if (figures.front().values.size() > 1) {
      json.Key("orders").Integer(static_cast<int64_t>(figures.front().values.size())).Key("deviation").BeginObject();
      for (const Figure& figure : figures) json.Key(figure.name).Number(figure.deviation());
      json.EndObject();
    }
    json.EndObject();
    text += '\n';
  } else {
    for (const Figure& figure : figures) {
      const bool is_score = figure.mean() <= 1;
      text += fmt::format(fmt::runtime(is_score ? "{:<16}{:>10.4f}" : "{:<16}{:>10.0f}"), figure.name, figure.mean());
      if (figure.values.size() > 1) text += fmt::format(" ± {:.4f}", figure.deviation());
      text += '\n';
    }
  }
  *console.out << text << std::flush;
}

}  // namespace

Status RunEvalClustering(const EvalClusteringOptions& options, const Config& config, const Console& console) {
  std::vector<Figure> figures = NoFigures();
  GROUNDSWELL_TRY(options.shuffle || options.repeat > 1
                      ? ScoreOrders(options, config, console, &figures)
                      : ReplayAndScore(options.input, options, config, console, &figures));
  Print(figures, options.json, console);
  return {};
}

}  // namespace groundswell
