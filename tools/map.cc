#include "tools/map.h"

#include <fmt/format.h>

#include <fstream>

#include "base/json_writer.h"
#include "ingest/fields.h"
#include "ingest/mapping_json.h"
#include "ingest/mapping_reader.h"
#include "ingest/mapping_source.h"
#include "tools/config_keys.h"
#include "tools/config_names.h"
#include "tools/map_list.h"

namespace groundswell {
namespace {

constexpr size_t kBlockLines = 1024;
// As many as an answer of the API lists.
constexpr size_t kRefusedListedMax = 1000;

bool IsGiven(const FieldSpec& field, const Post& post) {
  if (field.text != nullptr) return !(post.*field.text).empty();
  if (field.count != nullptr) return post.*field.count != kNoCount;
  if (field.time != nullptr) return !(post.*field.time).is_none();
  return true;
}

// One call, from its input to its end.
class MapRun {
 public:
  MapRun(const MapOptions& options, std::shared_ptr<const Mapping> mapping, const Config& config,
         const Console& console)
      : options_(options),
        mapping_(std::move(mapping)),
        console_(console),
        reader_(mapping_, {.channel_zones = ChannelZonesOf(config)}) {}

  Status Drive() {
    if (!options_.out.empty()) {
      file_.open(options_.out, std::ios::binary | std::ios::trunc);
      if (!file_) return IoError(options_.out + ": cannot be written");
    }
    InputFiles files(options_.inputs.empty() ? std::vector<std::string>{"-"} : options_.inputs);
    GROUNDSWELL_TRY(files.Check());
    MappingSource source(&files, mapping_.get());
    LineReader lines(&source);
    LineBlock block;
    if (options_.json) text_ = Head();
    while (true) {
      const Result<bool> more = lines.Next(kBlockLines, &block);
      if (!more.ok()) return more.status();
      if (!*more) break;
      batch_.Clear();
      refused_.clear();
      MapBlock(block, &reader_, &batch_, &refused_);
      records_ += block.lines.size();
      Take();
      GROUNDSWELL_TRY(Write());
    }
    return Finish();
  }

 private:
  std::string Head() const {
    std::string head = "{\"mapping\":";
    AppendJsonString(mapping_->name(), &head);
    return options_.out.empty() ? head + ",\"items\":[" : head;
  }

  void Take() {
    const bool listed = options_.json && options_.out.empty();
    for (const Post& post : batch_.posts) {
      ++(post.deleted ? deletions_ : posts_);
      if (!post.deleted) Notice(post);
      const bool is_a_person = mapping_->channel().each_post_is_a_person && post.channel == mapping_->channel().name;
      if (listed && posts_ + deletions_ > 1) text_ += ',';
      AppendPostJson(post, is_a_person, &text_);
      if (!listed) text_ += '\n';
    }
    for (const MappedRefusal& refused : refused_) {
      ++refused_total_;
      if (!options_.json) *console_.err << fmt::format("line {}: {}\n", refused.line.number, RefusalText(refused));
      if (options_.json && refused_total_ <= kRefusedListedMax) ListRefused(refused);
    }
  }

  void Notice(const Post& post) {
    for (size_t i = 0; i < given_.size(); ++i)
      given_[i] = given_[i] || IsGiven(*mapping_->plan().fields[i].field, post);
  }

  // A slip in a pointer shows nowhere else: the field is absent in every post. Built-in mappings name many places of
  // which an input has some.
  void TellNeverGiven() {
    if (posts_ == 0 || !options_.mapping.ends_with(".toml")) return;
    std::string names;
    for (size_t i = 0; i < given_.size(); ++i)
      if (!given_[i]) names.append(names.empty() ? "" : ", ").append(mapping_->plan().fields[i].field->name);
    if (!names.empty()) *console_.err << fmt::format("in no post: {}; are their pointers right?\n", names);
  }

  void ListRefused(const MappedRefusal& refused) {
    if (!refused_list_.empty()) refused_list_ += ',';
    JsonWriter json(&refused_list_);
    json.BeginObject().Key("line").Integer(static_cast<int64_t>(refused.line.number));
    json.Key("pointer").Text(refused.pointer).Key("code").Text(RejectReasonName(refused.refusal.reason));
    json.Key("reason").Text(refused.refusal.text).EndObject();
  }

  Status Write() {
    std::ostream& out = options_.out.empty() ? *console_.out : static_cast<std::ostream&>(file_);
    if (!(out << text_ << std::flush)) return IoError("the posts could not be written; is the disk full?");
    text_.clear();
    return {};
  }

  Status Finish() {
    if (options_.json) {
      if (options_.out.empty()) text_ += ']';
      std::string& out = options_.out.empty() ? text_ : head_;
      if (!options_.out.empty()) out = Head();
      out += fmt::format(
          ",\"records\":{},\"posts\":{},\"deletions\":{},\"passed_over\":{},\"refused_total\":{},\"refused\":[{}]}}\n",
          records_, posts_, deletions_, reader_.passed_over(), refused_total_, refused_list_);
      if (!options_.out.empty()) *console_.out << out << std::flush;
      GROUNDSWELL_TRY(Write());
    } else {
      TellNeverGiven();
      *console_.err << fmt::format("{} posts, {} deletions, {} passed over, {} refused\n", posts_, deletions_,
                                   reader_.passed_over(), refused_total_);
    }
    if (!options_.strict || refused_total_ == 0) return {};
    return Corrupt(fmt::format("{} records were refused, and --strict makes that a failure", refused_total_));
  }

  const MapOptions& options_;
  const std::shared_ptr<const Mapping> mapping_;
  const Console& console_;
  MappingReader reader_;
  std::ofstream file_;
  PostBatch batch_;
  std::vector<MappedRefusal> refused_;
  std::string text_, head_, refused_list_;
  std::vector<bool> given_ = std::vector<bool>(mapping_->plan().fields.size());
  uint64_t records_ = 0, posts_ = 0, deletions_ = 0, refused_total_ = 0;
};

}  // namespace

Status RunMap(const MapOptions& options, const Config& config, const Console& console) {
  if (options.list) return ListMappings(options.json, console);
  if (options.mapping.empty()) return Invalid("give --mapping, or --list to see which there are");
  if (options.show) return ShowMapping(options.mapping, console);
  auto mapping = LoadMapping(options.mapping);
  if (!mapping.ok()) return mapping.status();
  return MapRun(options, *mapping, config, console).Drive();
}

}  // namespace groundswell
