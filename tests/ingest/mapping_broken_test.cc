// Thirty broken variants and more of what each built-in mapping takes: every one is refused by itself, with a reason
// that says where, and the records beside it are taken as if it were not there.
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <set>

#include "tests/ingest/mapping_testing.h"

namespace groundswell {
namespace {

using testing_ingest::BuiltIn;
using testing_ingest::FixturesOf;
using testing_ingest::Framed;
using testing_ingest::MapLines;
using testing_ingest::Mapped;
using testing_ingest::ReadFile;
using testing_ingest::SplitLines;

constexpr size_t kVariantsMin = 30;

// Where the values of a line of JSON lie, by their pointers.
class Places {
 public:
  struct Place {
    size_t key, begin, end;  // key: of the member's opening quote, or of the value in an array
  };
  explicit Places(std::string_view line) : line_(line) { Value(0, "", 0); }
  const std::map<std::string, Place>& all() const { return places_; }

 private:
  size_t Blank(size_t at) const { return std::min(line_.find_first_not_of(" \t\r\n", at), line_.size()); }
  size_t String(size_t at) const {
    for (++at; line_[at] != '"'; ++at)
      if (line_[at] == '\\') ++at;
    return at + 1;
  }
  size_t Value(size_t at, const std::string& pointer, size_t key) {
    at = Blank(at);
    const size_t begin = at;
    const char open = line_[at];
    if (open == '"') {
      at = String(at);
    } else if (open == '{' || open == '[') {
      size_t index = 0;
      at = Blank(at + 1);
      while (line_[at] != '}' && line_[at] != ']') {
        std::string name = std::to_string(index++);
        const size_t member = at;
        if (open == '{') {
          const size_t end = String(at);
          name = line_.substr(at + 1, end - at - 2);
          at = Blank(end) + 1;
        }
        at = Blank(Value(at, pointer + "/" + name, member));
        if (line_[at] == ',') at = Blank(at + 1);
      }
      ++at;
    } else {
      at = std::min(line_.find_first_of(",}] ", at), line_.size());
    }
    places_.emplace(pointer, Place{key, begin, at});
    return at;
  }

  std::string_view line_;
  std::map<std::string, Place> places_;
};

struct Variant {
  std::string name, line;
};

// A line of the fixture that gives exactly one post, where that post lies in it, and the mapping.
struct Sample {
  const Mapping& mapping;
  std::string line, prefix;
};

std::string Replaced(const std::string& line, const Places::Place& place, std::string_view value) {
  return line.substr(0, place.begin) + std::string(value) + line.substr(place.end);
}

// Where the plan's pointer leads in the sample; null where nothing is there.
const Places::Place* PlaceOf(const Sample& sample, const Places& places, uint32_t pointer) {
  const std::string& text = sample.mapping.plan().pointers[pointer].text;
  const auto place =
      places.all().find(text.starts_with('^') ? text.substr(1) : std::string(sample.prefix).append(text));
  return place == places.all().end() ? nullptr : &place->second;
}

// Of the pointers that a field is filled from, those that are there.
std::vector<Places::Place> PlacesOf(const Sample& sample, const Places& places, std::string_view field) {
  std::vector<Places::Place> found;
  for (const PlanField& mapped : sample.mapping.plan().fields) {
    if (mapped.field->name != field) continue;
    for (const PlanAlternative& alternative : mapped.alternatives) {
      if (alternative.needed != kNoIndex && PlaceOf(sample, places, alternative.needed) == nullptr) continue;
      for (const PlanPart& part : alternative.parts) {
        const Places::Place* place = part.pointer == kNoIndex ? nullptr : PlaceOf(sample, places, part.pointer);
        if (place != nullptr) found.push_back(*place);
      }
    }
  }
  return found;
}

// The line with every place that may fill the field set to `value`; empty where there is none.
std::string WithField(const Sample& sample, std::string_view field, std::string_view value) {
  const Places places(sample.line);
  auto found = PlacesOf(sample, places, field);
  // From behind; what lies in another of them goes with that one.
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.end > b.end; });
  std::string line = sample.line;
  size_t last = std::string::npos;
  for (const auto& place : found) {
    if (place.begin >= last) continue;
    line = Replaced(line, place, value);
    last = place.begin;
  }
  return found.empty() ? "" : line;
}

// Broken as JSON, whatever the mapping.
std::vector<Variant> BrokenJson(const std::string& line) {
  const size_t half = line.size() / 2;
  const size_t colon = line.find("\":") + 1;
  const size_t text = line.find(":\"") + 2;  // inside of the first value that is a text
  const auto insert = [&](size_t at, std::string_view what) { return std::string(line).insert(at, what); };
  const std::string body = line.substr(0, line.size() - 1);
  const std::string deep = std::string(40, '[') + std::string(40, ']');
  std::string many = body;
  for (int i = 0; i < 300; ++i) many += ",\"more" + std::to_string(i) + "\":0";
  return {{"cut in half", line.substr(0, half)},
          {"without its last byte", body},
          {"one bracket", "{"},
          {"bad UTF-8", insert(text, "\xC3\x28")},
          {"a surrogate in UTF-8", insert(text, "\xED\xA0\x80")},
          {"a byte that starts nothing", insert(text, "\xFF")},
          {"something behind it", line + "x"},
          {"another object behind it", line + "{}"},
          {"a missing colon", std::string(line).replace(colon, 1, " ")},
          {"a missing comma", body + " \"a\":1}"},
          {"a comma too many", body + ",}"},
          {"a control character", insert(text, "\x01")},
          {"an unknown escape", insert(text, "\\q")},
          {"half a surrogate pair", insert(text, "\\ud800")},
          {"a list", "[" + line + "]"},
          {"a text", "\"text\""},
          {"null", "null"},
          {"a number", "17"},
          {"nested too deep", body + ",\"deep\":" + deep + "}"},
          {"longer than a line may be", body + ",\"long\":\"" + std::string(kLineBytesMax, 'x') + "\"}"},
          {"a wrong literal", body + ",\"a\":tru}"},
          {"a number of no form", body + ",\"a\":01}"},
          {"not a number", body + ",\"a\":NaN}"},
          {"a NUL byte", body + std::string(1, '\0') + "}"},
          {"too many fields", many + "}"},
          {"a text that is not closed", body + ",\"a\":\"b}"},
          {"a bracket of the other kind", body + "]"}};
}

// Sound JSON in which a field cannot be right.
std::vector<Variant> BrokenFields(const Sample& sample) {
  std::vector<Variant> variants;
  const auto add = [&](const std::string& name, std::string_view field, std::string_view value) {
    std::string line = WithField(sample, field, value);
    if (!line.empty()) variants.push_back({std::string(field) + " " + name, std::move(line)});
  };
  const std::string long_name = "\"" + std::string(kNameBytesMax + 1, 'n') + "\"";
  const std::string long_text = "\"" + std::string(kTextBytesMax + 1, 't') + "\"";
  for (const std::string_view value : {"null", "\"3小时前\"", "\"yesterday\"", "\"2026-02-30 10:00:00+08:00\"",
                                       "\"07-16 05:00\"", "true", "{}", "\"soon\"", "999999999999999999999"})
    add("as " + std::string(value), "time", value);
  add("as an object", "id", "{}");
  add("as a list", "id", "[1]");
  add("too long", "id", long_name);
  add("with a NUL", "id", "\"a\\u0000b\"");
  add("as an object", "text", "{\"a\":1}");
  add("too long", "text", long_text);
  for (const std::string_view count : {"followers", "reposts", "likes"})
    for (const std::string_view value : {"\"many\"", "\"1,2\"", "{}", "\"1.2.3万\"", "true", "3.5"})
      add("as " + std::string(value), count, value);
  add("as an object", "author", "{}");
  add("too long", "author", long_name);
  add("as a list", "url", "[]");
  return variants;
}

// A line in which one value that the mapping reads is given twice.
std::vector<Variant> Doubled(const Sample& sample) {
  std::vector<Variant> variants;
  const Places places(sample.line);
  for (const std::string_view field : {"id", "time", "text"}) {
    const auto found = PlacesOf(sample, places, field);
    if (found.empty()) continue;
    const auto& place = found.front();
    const std::string member = sample.line.substr(place.key, place.end - place.key);
    if (!member.starts_with('"') || member.size() == place.end - place.begin) continue;
    std::string line = sample.line;
    variants.push_back({std::string(field) + " twice", line.insert(place.key, member + ",")});
  }
  return variants;
}

// The first line of a fixture that gives one post, with the place of its item.
std::optional<Sample> SampleOf(const std::filesystem::path& fixture, const std::shared_ptr<const Mapping>& mapping) {
  for (std::string& line : SplitLines(Framed(ReadFile(fixture), *mapping))) {
    if (line.find_first_not_of(" \r") == std::string::npos || line.size() > 8000) continue;
    const Mapped mapped = MapLines(line + "\n", mapping);
    if (mapped.posts.size() != 1 || !mapped.refused.empty() || mapped.passed_over > 0) continue;
    if (mapped.posts[0].find("\"deleted\"") != std::string::npos) continue;
    std::string prefix;
    const Places places(line);
    for (auto each = mapping->plan().each.rbegin(); each != mapping->plan().each.rend(); ++each) {
      if (places.all().contains(each->text))
        prefix = places.all().contains(each->text + "/0") ? each->text + "/0" : each->text;
    }
    return Sample{*mapping, std::move(line), std::move(prefix)};
  }
  return std::nullopt;
}

// Each variant between two good lines.
void CheckRefused(const Sample& sample, const std::shared_ptr<const Mapping>& mapping, const Variant& variant) {
  SCOPED_TRACE(mapping->name() + ": " + variant.name + ": " + variant.line.substr(0, 2000));
  const Mapped good = MapLines(sample.line + "\n", mapping);
  const Mapped mapped = MapLines(sample.line + "\n" + variant.line + "\n" + sample.line + "\n", mapping);
  ASSERT_EQ(mapped.posts.size(), 2u);
  EXPECT_EQ(mapped.posts[0], good.posts[0]);
  EXPECT_EQ(mapped.posts[1], good.posts[0]);
  EXPECT_EQ(mapped.lines, (std::vector<uint64_t>{1, 3}));
  ASSERT_EQ(mapped.refused.size(), 1u);
  EXPECT_EQ(mapped.refused[0].line.number, 2u);
  EXPECT_GT(mapped.refused[0].refusal.text.size(), 8u);
}

TEST(MappingBroken, ThirtyVariantsOfEachMappingAreRefusedOneByOne) {
  for (const BuiltInMapping& built_in : BuiltInMappings()) {
    const auto mapping = BuiltIn(built_in.name);
    ASSERT_NE(mapping, nullptr);
    size_t samples = 0;
    for (const auto& fixture : FixturesOf(built_in.name)) {
      SCOPED_TRACE(fixture.string());
      const auto sample = SampleOf(fixture, mapping);
      if (!sample.has_value()) continue;
      ++samples;
      std::vector<Variant> variants = BrokenJson(sample->line);
      for (auto& variant : BrokenFields(*sample)) variants.push_back(std::move(variant));
      for (auto& variant : Doubled(*sample)) variants.push_back(std::move(variant));
      std::set<std::string> different;
      for (const Variant& variant : variants) {
        CheckRefused(*sample, mapping, variant);
        different.insert(variant.line);
      }
      EXPECT_GE(different.size(), kVariantsMin);
    }
    EXPECT_GT(samples, 0u) << built_in.name << " has no fixture with a line of one post";
  }
}

TEST(MappingBroken, AFaultIsPointedAtAndNeverQuoted) {
  const Mapped mapped = MapLines(
      "{\"statuses\":[{\"id_str\":\"1\",\"text\":\"a\",\"created_at\":\"secret words\"},"
      "{\"id_str\":\"2\",\"text\":\"b\",\"created_at\":\"Sun Mar 01 09:00:00 +0000 2026\"},7]}\n",
      BuiltIn("twitter-v1"));
  ASSERT_EQ(mapped.posts.size(), 1u);
  ASSERT_EQ(mapped.refused.size(), 2u);
  EXPECT_EQ(mapped.refused[0].pointer, "/statuses/0/created_at");
  EXPECT_EQ(mapped.refused[0].refusal.reason, RejectReason::kUnreadableTime);
  EXPECT_EQ(mapped.refused[0].refusal.text.find("secret"), std::string::npos);
  EXPECT_EQ(mapped.refused[1].pointer, "/statuses/2");
  EXPECT_EQ(mapped.refused[1].refusal.reason, RejectReason::kNotAnObject);
}

// It would be the ticket's own words once more.
TEST(MappingBroken, ACommentWithoutWordsIsRefused) {
  const auto mapped = [](const std::string& body, const std::string& is_staff) {
    return MapLines(
        "{\"type\":\"zen:event-type:ticket.comment_added\",\"time\":\"2026-03-01T11:30:00Z\",\"detail\":{\"created_"
        "at\":"
        "\"2026-03-01T09:10:18Z\",\"description\":\"Fees charged "
        "twice\",\"id\":\"35\",\"requester_id\":\"8\",\"subject\":"
        "\"Fees\"},\"event\":{\"comment\":{\"author\":{\"id\":\"8\",\"is_staff\":" +
            is_staff + "},\"body\":\"" + body + "\",\"id\":\"7\"}}}\n",
        BuiltIn("zendesk"));
  };
  const Mapped empty = mapped("", "false");
  EXPECT_TRUE(empty.posts.empty());
  ASSERT_EQ(empty.refused.size(), 1u);
  EXPECT_EQ(empty.refused[0].pointer, "/event/comment/body");
  ASSERT_EQ(mapped("again", "false").posts.size(), 1u);
  EXPECT_NE(mapped("again", "false").posts[0].find("\"title\":\"Fees\",\"text\":\"again\""), std::string::npos);
  ASSERT_EQ(mapped("", "true").posts.size(), 1u);
  EXPECT_NE(mapped("", "true").posts[0].find("\"title\":\"Fees\",\"text\":\"Fees charged twice\""), std::string::npos);
}

TEST(MappingBroken, BrokenJsonInsideOfATextIsPointedAt) {
  const Mapped mapped =
      MapLines("{\"_time\":\"2026-03-01T09:00:00Z\",\"_msg\":\"{\\\"text\\\":\"}\n", BuiltIn("victorialogs"));
  ASSERT_EQ(mapped.refused.size(), 1u);
  EXPECT_EQ(mapped.refused[0].pointer, "/_msg");
  EXPECT_EQ(mapped.refused[0].refusal.reason, RejectReason::kInvalidJson);
}

// Lines of a table: each is refused alone, and costs no other.
TEST(MappingBroken, LinesOfATableAreRefusedOneByOne) {
  const std::string header = "id,time,note\n";
  const std::string good = "g,2026-03-01 09:00,fine\n";
  for (const std::string_view bad :
       {"1,2026-03-01 09:00", "1,2026-03-01 09:00,a,b", "1,\"2026-03-01 09:00,a", "1,2026-03-01 09:00,\"a\"b",
        "1,2026-03-01 09:00,a\xFF", "1,,a", "1,today,a", "1,2026-03-01 09:00,", "1,2026-13-01 09:00,a", "1", ",,",
        "1,09:00,a", "\"", "1,2026-03-01 25:00,a", "1,2026-03-01,a"}) {
    SCOPED_TRACE(bad);
    const Mapped mapped =
        testing_ingest::MapAll(header + good + std::string(bad) + "\n" + good + good, BuiltIn("call-note"));
    EXPECT_EQ(mapped.posts.size(), 3u);
    ASSERT_EQ(mapped.refused.size(), 1u);
    EXPECT_EQ(mapped.refused[0].line.number, 3u);
  }
}

// Events of a stream, each between two good ones.
TEST(MappingBroken, EventsOfAStreamAreRefusedOneByOne) {
  const std::string good =
      "event: update\ndata: {\"id\":\"1\",\"created_at\":\"2026-03-01T09:00:00Z\",\"content\":\"<p>a</p>\"}\n\n";
  for (const std::string_view bad : {"event: update\ndata: {\"id\":\"1\"", "event: update\ndata: {\"id\":\"1\"}x",
                                     "event: update\ndata: {\"id\":\"\xFF\"}", "event: update\ndata: {}",
                                     "event: update\ndata: text", "event: update\ndata: {\ndata: ]", "data: [1]",
                                     "event: update\ndata: {\"id\":\"1\",\"created_at\":\"now\",\"content\":\"a\"}"}) {
    SCOPED_TRACE(bad);
    const Mapped mapped = testing_ingest::MapAll(good + std::string(bad) + "\n\n" + good, BuiltIn("mastodon"));
    EXPECT_EQ(mapped.posts.size(), 2u);
    EXPECT_EQ(mapped.refused.size(), 1u);
  }
}

// Actions and documents of a bulk, likewise.
TEST(MappingBroken, ActionsOfABulkAreRefusedOneByOne) {
  const std::string good = "{\"index\":{\"_id\":\"1\"}}\n{\"time\":0,\"text\":\"a\"}\n";
  for (const std::string_view bad :
       {"{\"index\":{\"_id\":\"2\"}}", "{\"indices\":{}}", "text", "{\"index\":{\"_id\":\"2\"}}\n{\"time\":0,\"text\":",
        "{\"index\":{\"_id\":\"2\"}}\n[]", "{\"index\":{\"_id\":\"2\"}}\n{\"text\":\"a\"}",
        "{\"delete\":{\"_id\":\"\"}}", "{\"index\":{\"_id\":\"2\"}}\n{\"time\":\"soon\",\"text\":\"a\"}"}) {
    SCOPED_TRACE(bad);
    const Mapped mapped = testing_ingest::MapAll(good + std::string(bad) + "\n" + good, BuiltIn("elasticsearch-bulk"));
    EXPECT_EQ(mapped.posts.size(), 2u);
    EXPECT_EQ(mapped.refused.size(), 1u);
  }
}

// Messages of a mailbox, likewise.
TEST(MappingBroken, MessagesOfAMailboxAreRefusedOneByOne) {
  const std::string good =
      "From a\nDate: 1 Mar 2026 09:00:00 Z\nFrom: a@b.example\nSubject: s\nMessage-ID: <1>\n\nbody\n\n";
  for (const std::string_view bad :
       {"From a\nFrom: a@b.example\nMessage-ID: <2>\n\nno date", "From a\nDate: soon\nMessage-ID: <2>\n\nbody",
        "From a\nDate: 1 Mar 2026 09:00:00 Z\nMessage-ID: <2>\n", "From a\nMessage-ID: <2>", "From a\nno header at all",
        "From a\nDate: 1 Mar 2026\nMessage-ID: <2>\n\nbody",
        "From a\nDate: 31 Feb 2026 09:00 Z\nMessage-ID: <2>\n\nbody"}) {
    SCOPED_TRACE(bad);
    const Mapped mapped = testing_ingest::MapAll(good + std::string(bad) + "\n\n" + good, BuiltIn("email"));
    EXPECT_EQ(mapped.posts.size(), 2u);
    EXPECT_EQ(mapped.refused.size(), 1u);
  }
}

}  // namespace
}  // namespace groundswell
