#include "tools/train_data.h"

#include <simdjson.h>
#include <zlib.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <unordered_set>

#include "base/hash.h"
#include "models/text_cleaner.h"
#include "tools/train_seeds.h"

namespace groundswell {
namespace {

constexpr int kLineBytesMax = 1 << 20;
constexpr uint64_t kSplitSeed = 20200605;
constexpr uint64_t kParts = 10;
constexpr uint64_t kValidationPart = 0, kHeldOutPart = 1;  // of kParts
constexpr uint64_t kRepostShare = 13;                      // one text of so many takes part
constexpr float kMoodSeedWeight = 0.25f;
constexpr size_t kCutBytesMin = 18, kCutBytesMax = 90;
constexpr size_t kCutTextBytesMin = 60;  // shorter texts are a clause already

uint64_t SplitHash(std::string_view text) { return Hash64(text, kSplitSeed); }
uint64_t PartOf(std::string_view text) { return SplitHash(text) % kParts; }

std::string StringField(const simdjson::dom::element& line, std::string_view key) {
  std::string_view value;
  return line[key].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

// The clauses of a folded text that are long enough to mean something.
std::vector<std::string> Clauses(std::string_view text) {
  static constexpr std::string_view kEnds[] = {",", ".", ";", "!", "?", "。", "，", "！", "？", "；", "、", "~"};
  std::vector<std::string> clauses;
  size_t start = 0;
  const auto close = [&](size_t end) {
    if (end - start >= kCutBytesMin && end - start <= kCutBytesMax)
      clauses.emplace_back(text.substr(start, end - start));
  };
  for (size_t at = 0; at < text.size();) {
    size_t ended = 0;
    for (std::string_view mark : kEnds) {
      if (text.compare(at, mark.size(), mark) == 0) ended = mark.size();
    }
    if (ended > 0) {
      close(at);
      start = at + ended;
    }
    at += std::max<size_t>(ended, 1);
  }
  close(text.size());
  return clauses;
}

// A clause of a bad review teaches what a complaint is when it speaks of goods, staff or a service; "how awful" alone
// is said of one's own day as often.
bool NamesProviderMatter(std::string_view clause) {
  static constexpr std::string_view kMatters[] = {
      "店",   "商家", "客服", "服务", "快递", "送", "退", "货", "酒店", "房间", "前台", "质量", "卖家", "餐",
      "售后", "发票", "物流", "订单", "买",   "换", "坏", "修", "用了", "屏",   "机",   "电",   "洗",   "水"};
  for (std::string_view matter : kMatters) {
    if (clause.find(matter) != std::string_view::npos) return true;
  }
  return false;
}

bool IsReviewSet(std::string_view set) { return set == "shopping" || set == "hotel" || set == "waimai"; }

// What a text of a set counts for the complaint model, chosen on validation texts. The few plain reports of defects
// must weigh against many reviews; microblogs and tweets must weigh enough that talk of one's own day, bad moods above
// all, is not taken for a complaint about a firm; news and reposts are easily told.
float ComplaintWeight(std::string_view set, bool is_complaint) {
  if (set == "car") return 30;
  if (set == "seeds") return 3;
  if (set.ends_with("-cuts")) return 0.25f;
  if (set == "reposts" || set == "news-titles") return 0.36f;
  if (IsReviewSet(set)) return is_complaint ? 0.25f : 1;
  if (set == "weibo2018" || set == "weibo-emotion") return 0.8f;
  if (set == "airline") return 1.3f;
  return 1.5f;
}

// What a text of a set counts for the calibration: as in a stream of mixed posts, where there is more talk than
// reviews.
float CalibrationWeight(std::string_view set) {
  if (set == "car" || set == "seeds") return 2;
  return IsReviewSet(set) ? 0.2f : 1;
}

class DataBuilder {
 public:
  explicit DataBuilder(std::string data_dir) : data_dir_(std::move(data_dir)) {}

  Status AddSentiment(const std::string& file, bool hold_out);
  Status AddCars();
  Status AddAirlines();
  Status AddReposts();
  void AddSeeds();
  TrainingData Take() { return std::move(data_); }

 private:
  uint16_t SetIndex(const std::string& name);
  void Add(const std::string& text, const std::string& set, std::optional<Sentiment> sentiment,
           std::optional<bool> complaint, bool is_validation);
  void AddCuts(const std::string& text, const std::string& set, bool complaint);

  std::string data_dir_;
  TrainingData data_;
  std::map<std::string, uint16_t> set_index_;
};

uint16_t DataBuilder::SetIndex(const std::string& name) {
  const auto [place, is_new] = set_index_.emplace(name, static_cast<uint16_t>(data_.set_names.size()));
  if (is_new) data_.set_names.push_back(name);
  return place->second;
}

void DataBuilder::Add(const std::string& text, const std::string& set, std::optional<Sentiment> sentiment,
                      std::optional<bool> complaint, bool is_validation) {
  if (text.empty() || (!sentiment && !complaint)) return;
  const float weight = complaint ? ComplaintWeight(set, *complaint) : 1;
  data_.texts.push_back(
      {text, SetIndex(set), sentiment, complaint, weight, CalibrationWeight(set), false, is_validation});
}

void DataBuilder::AddCuts(const std::string& text, const std::string& set, bool complaint) {
  if (text.size() < kCutTextBytesMin || PartOf(text) == kValidationPart) return;
  for (std::string& clause : Clauses(text)) {
    // One clause of three is enough, and keeps cuts from outweighing texts.
    if (SplitHash(clause) % 3 != 0) continue;
    if (complaint && !NamesProviderMatter(clause)) continue;
    const float weight = ComplaintWeight(set, complaint);
    data_.texts.push_back({std::move(clause), SetIndex(set), std::nullopt, complaint, weight, 0, true, false});
  }
}

// Whether a text of a sentiment file is a complaint, as far as its label says. Bad moods of microblogs and tweets are
// for the most part about the news and about life.
std::optional<bool> ComplaintOf(const LabelledLine& line) {
  if (line.set == "airline") return std::nullopt;  // comes with causes from its own file
  if (line.set == "news-titles" || line.set == "weibo-emotion") return false;
  if (line.sentiment.empty()) return std::nullopt;
  return IsReviewSet(line.set) && line.sentiment == "negative";
}

Status DataBuilder::AddSentiment(const std::string& file, bool hold_out) {
  auto lines = ReadLabelledFile(data_dir_ + "/sentiment/" + file);
  if (!lines.ok()) return lines.status();
  for (const LabelledLine& line : *lines) {
    const auto complaint = ComplaintOf(line);
    const bool held_out = hold_out && PartOf(line.text) == kHeldOutPart;
    Add(line.text, line.set, SentimentNamed(line.sentiment), held_out ? std::nullopt : complaint,
        PartOf(line.text) == kValidationPart);
    if (complaint && IsReviewSet(line.set)) AddCuts(line.text, line.set + "-cuts", *complaint);
  }
  return {};
}

Status DataBuilder::AddCars() {
  auto lines = ReadLabelledFile(data_dir_ + "/complaints/car-2020-06.jsonl");
  if (!lines.ok()) return lines.status();
  for (const LabelledLine& line : *lines) {
    if (SplitHash(line.text) / kParts % 2 == 0)
      Add(line.text, "car", std::nullopt, true, PartOf(line.text) == kValidationPart);
  }
  return {};
}

Result<std::unordered_set<std::string>> AirlineTestTexts(const std::string& data_dir) {
  auto lines = ReadLabelledFile(data_dir + "/sentiment/test-airline.jsonl");
  if (!lines.ok()) return lines.status();
  std::unordered_set<std::string> texts;
  for (LabelledLine& line : *lines) texts.insert(std::move(line.text));
  return texts;
}

Status DataBuilder::AddAirlines() {
  auto tests = AirlineTestTexts(data_dir_);
  if (!tests.ok()) return tests.status();
  auto lines = ReadLabelledFile(data_dir_ + "/complaints/airline-2015-02-17-to-21.jsonl");
  if (!lines.ok()) return lines.status();
  for (const LabelledLine& line : *lines) {
    if (tests->contains(line.text) || PartOf(line.text) == kHeldOutPart) continue;
    Add(line.text, "airline", std::nullopt, !line.cause.empty(), PartOf(line.text) == kValidationPart);
  }
  return {};
}

Status DataBuilder::AddReposts() {
  auto lines = ReadLabelledFile(data_dir_ + "/stream/weibo-reposts.jsonl.gz");
  if (!lines.ok()) return lines.status();
  std::unordered_set<uint64_t> seen;
  for (const LabelledLine& line : *lines) {
    const uint64_t hash = SplitHash(line.text);
    if (hash / kParts % kRepostShare != 0 || PartOf(line.text) == kHeldOutPart || !seen.insert(hash).second) continue;
    Add(line.text, "reposts", std::nullopt, false, PartOf(line.text) == kValidationPart);
  }
  return {};
}

void DataBuilder::AddSeeds() {
  std::string stored, folded;
  for (const SeedText& seed : ExpandTrainingSeeds()) {
    CleanText(seed.text, &stored);
    FoldText(stored, &folded);
    if (!seed.sentiment) {
      Add(folded, "seeds", std::nullopt, seed.is_complaint, seed.is_validation);
    } else {
      // They show signs and turns of speech; how common these are is for real posts to say.
      Add(folded, "mood-seeds", seed.sentiment, std::nullopt, false);
      data_.texts.back().sentiment_weight = kMoodSeedWeight;
    }
  }
}

}  // namespace

std::optional<Sentiment> SentimentNamed(std::string_view name) {
  for (const Sentiment sentiment : {Sentiment::kNegative, Sentiment::kNeutral, Sentiment::kPositive}) {
    if (name == SentimentName(sentiment)) return sentiment;
  }
  return std::nullopt;
}

Result<std::vector<LabelledLine>> ReadLabelledFile(const std::string& path) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) return IoError(path + ": cannot be opened");
  std::vector<LabelledLine> lines;
  std::string buffer(kLineBytesMax, '\0'), clean;
  simdjson::dom::parser parser;
  while (gzgets(file.get(), buffer.data(), kLineBytesMax) != nullptr) {
    simdjson::dom::element element;
    std::string_view text;
    if (parser.parse(buffer.data(), std::strlen(buffer.data())).get(element) != simdjson::SUCCESS ||
        element["text"].get(text) != simdjson::SUCCESS) {
      return Invalid(path + ": line " + std::to_string(lines.size() + 1) + " is no JSON object with a text");
    }
    LabelledLine& line = lines.emplace_back();
    CleanText(text, &clean);
    FoldText(clean, &line.text);
    line.set = StringField(element, "set");
    line.sentiment = StringField(element, "sentiment");
    line.cause = StringField(element, "cause");
    line.emotion = StringField(element, "emotion");
  }
  return lines;
}

Result<WordVectors> ReadWordVectors(const std::string& path) {
  std::error_code error;
  std::string bytes(std::filesystem::is_regular_file(path, error) ? std::filesystem::file_size(path, error) : 0, '\0');
  if (bytes.empty())
    return NotFound(path + ": there is no such file; run from the source folder, or name it with --words");
  std::ifstream file(path, std::ios::binary);
  if (!file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) return IoError(path + ": cannot be read");
  auto words = ParseWordVectors(bytes);
  if (!words.ok()) return words.status().Annotate(path);
  return words;
}

Result<TrainingData> ReadTrainingData(const std::string& data_dir, const std::string& words_file) {
  auto words = ReadWordVectors(words_file);
  if (!words.ok()) return words.status();
  DataBuilder builder(data_dir);
  GROUNDSWELL_TRY(builder.AddSentiment("train.jsonl", false));
  GROUNDSWELL_TRY(builder.AddSentiment("weibo-emotion-train.jsonl", false));
  GROUNDSWELL_TRY(builder.AddSentiment("neutral-news-titles.jsonl", true));
  GROUNDSWELL_TRY(builder.AddCars());
  GROUNDSWELL_TRY(builder.AddAirlines());
  GROUNDSWELL_TRY(builder.AddReposts());
  builder.AddSeeds();
  TrainingData data = builder.Take();
  data.words = std::move(*words);
  return data;
}

Result<std::vector<ComplaintTestSet>> ReadComplaintTestSets(const std::string& data_dir) {
  std::vector<ComplaintTestSet> sets;
  const auto add = [&](const std::string& name, const std::string& file, bool is_complaint,
                       const std::function<bool(const LabelledLine&)>& takes) -> Status {
    auto lines = ReadLabelledFile(data_dir + file);
    if (!lines.ok()) return lines.status();
    ComplaintTestSet& set = sets.emplace_back(ComplaintTestSet{name, is_complaint, {}});
    for (LabelledLine& line : *lines) {
      if (!line.text.empty() && takes(line)) set.texts.push_back(std::move(line.text));
    }
    return {};
  };
  auto tests = AirlineTestTexts(data_dir);
  if (!tests.ok()) return tests.status();
  const auto held_out = [](const LabelledLine& line) { return PartOf(line.text) == kHeldOutPart; };
  const auto airline_held_out = [&](const LabelledLine& line) { return tests->contains(line.text) || held_out(line); };
  const auto positive = [](const LabelledLine& line) { return line.sentiment == "positive"; };
  const auto negative = [](const LabelledLine& line) { return line.sentiment == "negative"; };
  const std::string airline = "/complaints/airline-2015-02-17-to-21.jsonl";
  GROUNDSWELL_TRY(add("car posts", "/complaints/car-2020-06.jsonl", true,
                      [](const LabelledLine& line) { return SplitHash(line.text) / kParts % 2 != 0; }));
  GROUNDSWELL_TRY(add("airline posts with a cause", airline, true,
                      [&](const LabelledLine& line) { return airline_held_out(line) && !line.cause.empty(); }));
  GROUNDSWELL_TRY(add("airline posts without", airline, false,
                      [&](const LabelledLine& line) { return airline_held_out(line) && line.cause.empty(); }));
  GROUNDSWELL_TRY(add("news titles", "/sentiment/neutral-news-titles.jsonl", false, held_out));
  GROUNDSWELL_TRY(add("Weibo reposts", "/stream/weibo-reposts.jsonl.gz", false, held_out));
  for (const std::string name : {"shopping", "hotel", "waimai"}) {
    GROUNDSWELL_TRY(add("praise, " + name, "/sentiment/test-" + name + ".jsonl", false, positive));
    GROUNDSWELL_TRY(add("bad reviews, " + name, "/sentiment/test-" + name + ".jsonl", true, negative));
  }
  GROUNDSWELL_TRY(add("emotional microblogs", "/sentiment/test-weibo-emotion.jsonl", false,
                      [](const LabelledLine&) { return true; }));
  GROUNDSWELL_TRY(add("happy microblogs", "/sentiment/test-weibo2018.jsonl", false, positive));
  return sets;
}

}  // namespace groundswell
