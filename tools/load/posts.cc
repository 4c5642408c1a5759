#include "tools/load/posts.h"

#include <simdjson.h>

#include <charconv>
#include <memory>

#include "base/hash.h"
#include "base/json_writer.h"
#include "ingest/byte_source.h"
#include "tools/generate_phrases.h"
#include "tools/generate_random.h"

namespace groundswell {
namespace {

// So many texts are written ahead; each is sent again with another author and number once all were.
constexpr size_t kTexts = 30000;
// Who writes. Far more than write in a short run, so that groups keep finding new people.
constexpr uint64_t kPeople = 300000;
// A duplicate repeats one of so many posts before it.
constexpr uint64_t kDuplicateReach = 20000;
constexpr double kMillion = 1e6;

const std::vector<std::string> kCauses = {"dd", "sb", "cc", "lb", "rv", "dl"};
const std::vector<std::string> kChatter = {"life",         "life",        "life",          "grumble",
                                           "mention.bank", "ask.airline", "praise.insurer"};
const std::vector<std::string> kChannels = {"microblog", "chirper", "forum", "reviews"};

void AppendNumber(uint64_t number, std::string* out) {
  char digits[24];
  out->append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

bool Chance(double share, Random* random) { return random->Below(1'000'000) < static_cast<uint64_t>(share * kMillion); }

// Few organisations have most of the complaints: the product of two even draws leans to the first.
uint64_t AnyOrg(uint32_t orgs, Random* random) {
  const uint64_t bound = random->Below(orgs) + 1;
  return random->Below(bound) + 1;
}

std::string AnyRule(bool is_complaint, bool is_english, Random* random) {
  return random->Pick(is_complaint ? kCauses : kChatter) + (is_english ? ".en" : ".zh");
}

// The fields from "org" to the open end of "text".
std::string WriteText(const LoadMix& mix, Writer* writer, Random* random) {
  const bool is_complaint = Chance(mix.complaint, random), is_english = Chance(mix.english, random);
  const std::string rule = AnyRule(is_complaint, is_english, random);
  std::string text = writer->Write(rule, random);
  if (Chance(mix.long_text, random))
    for (int64_t sentences = random->Between(8, 30); sentences > 0; --sentences)
      text.append(is_english ? " " : "。").append(writer->Write(rule, random));
  std::string fields;
  if (is_complaint) {
    fields = ",\"org\":\"org-";
    AppendNumber(AnyOrg(mix.orgs, random), &fields);
    fields += '"';
  }
  fields += ",\"text\":";
  AppendJsonString(text, &fields);
  fields.pop_back();
  return fields.append(is_english ? " ref " : " 编号");
}

}  // namespace

Result<LoadPosts> LoadPosts::Write(const LoadMix& mix, uint64_t seed, std::string run) {
  const Result<Grammar> phrases = LoadPhrases();
  if (!phrases.ok()) return phrases.status();
  LoadPosts posts(std::move(run));
  posts.seed_ = seed;
  posts.duplicate_ppm_ = static_cast<uint32_t>(mix.duplicate * kMillion);
  Writer writer(&*phrases);
  Random random(seed, "load");
  for (size_t i = 0; i < kTexts; ++i) {
    const std::string& channel = random.Pick(kChannels);
    posts.texts_.push_back({channel, WriteText(mix, &writer, &random)});
  }
  return posts;
}

Result<LoadPosts> LoadPosts::FromFile(const std::string& path, bool keep_times, std::string run) {
  Result<std::unique_ptr<ByteSource>> source = OpenInput(path);
  if (!source.ok()) return source.status();
  LoadPosts posts(std::move(run));
  std::string bytes;
  for (constexpr size_t kPiece = size_t{1} << 20;;) {
    const size_t before = bytes.size();
    bytes.resize(before + kPiece);
    const Result<size_t> got = (*source)->Read(bytes.data() + before, kPiece);
    if (!got.ok()) return got.status();
    bytes.resize(before + *got);
    if (*got == 0) break;
  }
  size_t number = 0;
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const Status added = posts.AddRecord(line, keep_times);
    if (!added.ok()) return added.Annotate(path + ", line " + std::to_string(number));
  }
  if (posts.records_.empty()) return Invalid(path + " has no records");
  return posts;
}

// Takes the record apart: id and channel by themselves, everything else as it stands.
Status LoadPosts::AddRecord(std::string_view line, bool keep_times) {
  const Status bad = Invalid("this is no JSON object with an id; a load is made of records that can be read");
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(line.data(), line.size()).get(object) != simdjson::SUCCESS) return bad;
  Record record;
  record.channel = "default";
  for (const auto [key, value] : object) {
    std::string_view text;
    const bool is_text = value.get(text) == simdjson::SUCCESS;
    if (key == "id") {
      record.id = is_text ? std::string(text) : simdjson::minify(value);
    } else if (key == "channel" && is_text) {
      record.channel = text;
    } else if (key == "time" && !keep_times) {
      record.has_time = true;
    } else {
      record.rest += ',';
      AppendJsonString(key, &record.rest);
      record.rest += ':';
      // What is answered has the run's name before its id as well.
      if (key == "reply_to" && is_text)
        AppendJsonString(run_ + "-" + std::string(text), &record.rest);
      else
        record.rest += simdjson::minify(value);
    }
  }
  if (record.id.empty()) return bad;
  records_.push_back(std::move(record));
  return {};
}

uint64_t LoadPosts::Original(uint64_t number) const {
  while (number > 0) {
    const uint64_t draw = Mix64(seed_ ^ Mix64(number));
    if (draw % 1'000'000 >= duplicate_ppm_) break;
    number -= 1 + (draw >> 32) % std::min(number, kDuplicateReach);
  }
  return number;
}

void LoadPosts::AppendId(uint64_t number, std::string* out) const {
  out->append(run_).append("-");
  if (records_.empty())
    AppendNumber(number, out);
  else
    out->append(records_[number].id);
}

void LoadPosts::Append(uint64_t number, int64_t now_ms, std::string* body) const {
  if (!records_.empty()) {
    const Record& record = records_[number];
    std::string id;
    AppendId(number, &id);
    body->append("{\"id\":");
    AppendJsonString(id, body);
    body->append(",\"channel\":");
    AppendJsonString(record.channel, body);
    if (record.has_time) body->append(",\"time\":"), AppendNumber(static_cast<uint64_t>(now_ms), body);
    body->append(record.rest).append("}\n");
    return;
  }
  const uint64_t original = Original(number);
  const uint64_t draw = Mix64(seed_ + original);
  const Text& text = texts_[original % texts_.size()];
  body->append("{\"id\":\"");
  AppendId(original, body);
  body->append("\",\"channel\":\"").append(text.channel).append("\",\"time\":");
  AppendNumber(static_cast<uint64_t>(now_ms), body);
  body->append(",\"author\":\"u");
  AppendNumber((draw >> 24) % kPeople, body);
  body->append("\"").append(text.rest);
  AppendNumber(draw % 1'000'000, body);
  body->append("\"}\n");
}

void LoadPosts::AppendName(uint64_t number, std::string* out) const {
  const uint64_t original = records_.empty() ? Original(number) : number;
  out->append(records_.empty() ? texts_[original % texts_.size()].channel : records_[original].channel).append("\t");
  AppendId(original, out);
  out->append("\n");
}

}  // namespace groundswell
