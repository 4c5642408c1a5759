#include "serve/watchlist_preview.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "models/own_words.h"
#include "models/stored_record.h"
#include "models/text_cleaner.h"
#include "serve/message_escape.h"
#include "serve/post_reader.h"

namespace groundswell {
namespace {

constexpr size_t kExampleBytesMax = 280;

struct Change {
  int64_t before = 0, after = 0, gained = 0, lost = 0;
};

struct Example {
  std::string id, channel, text, before, after, evidence;
  EventTime time;
};

class Preview {
 public:
  Preview(const Store& store, const PreviewAsked& asked) : store_(store), asked_(asked) {
    if (!asked.watermark.is_none()) since_ = EventTime{asked.watermark.ms - kPreviewDays * kDayMs};
  }

  Status Run() {
    // Records come about in the order of event time; one bucket's worth of late posts is looked for behind the edge.
    int64_t too_old = 0;
    const auto visit = [&](Seq seq, std::string_view bytes) -> Result<bool> {
      auto record = DecodeRecord(bytes);
      if (!record.ok()) return record.status();
      if (!HoldsPost(record->kind)) return true;
      const bool is_old = !since_.is_none() && record->post.time < since_;
      too_old = is_old ? too_old + 1 : 0;
      if (is_old) return too_old < kOldInARowMax;
      Status status = Look(seq, *record);
      if (!status.ok()) return status;
      return true;
    };
    Seq next = 0;
    GROUNDSWELL_TRY(ScanRecordsBackward(store_, asked_.end, kPreviewRecordsMax, visit, &next));
    is_complete_ = next == 0 || too_old >= kOldInARowMax;
    return {};
  }

  void Write(JsonWriter* json) const {
    json->BeginObject();
    if (!since_.is_none()) json->Key("since").Time(is_complete_ ? since_ : oldest_);
    if (!asked_.watermark.is_none()) json->Key("until").Time(asked_.watermark);
    json->Key("posts").Integer(posts_).Key("complete").Bool(is_complete_).Key("changed").Integer(changed_);
    WriteOrganisations(json);
    json->Key("examples").BeginArray();
    for (const Example& example : examples_) {
      json->BeginObject().Key("id").Text(example.id).Key("channel").Text(example.channel);
      json->Key("time").Time(example.time).Key("text").Text(example.text).Key("before");
      WriteName(example.before, json);
      json->Key("after");
      WriteName(example.after, json);
      json->Key("evidence").Text(example.evidence).EndObject();
    }
    json->EndArray().EndObject();
  }

 private:
  static constexpr int64_t kOldInARowMax = 2'000;

  static void WriteName(const std::string& name, JsonWriter* json) { name.empty() ? json->Null() : json->Text(name); }

  void WriteOrganisations(JsonWriter* json) const {
    std::vector<std::pair<std::string, Change>> changed;
    for (const auto& one : organisations_)
      if (one.second.gained + one.second.lost > 0) changed.push_back(one);
    std::stable_sort(changed.begin(), changed.end(), [](const auto& a, const auto& b) {
      return a.second.gained + a.second.lost > b.second.gained + b.second.lost;
    });
    if (changed.size() > kPreviewOrganisationsMax) changed.resize(kPreviewOrganisationsMax);
    json->Key("organisations").BeginArray();
    for (const auto& [name, change] : changed) {
      json->BeginObject().Key("name");
      WriteName(name, json);
      json->Key("before").Integer(change.before).Key("after").Integer(change.after);
      json->Key("gained").Integer(change.gained).Key("lost").Integer(change.lost).EndObject();
    }
    json->EndArray();
  }

  // What the scorer reads of a post, made again from what is stored (models/scorer.cc).
  void Fold(const ScoredPost& post) {
    const std::string_view own = OwnWords(post.text);
    text_.assign(post.title).append(post.title.empty() ? "" : "\n").append(own.empty() ? post.text : own);
    FoldText(text_, &folded_);
  }

  Status Look(Seq seq, const StoredRecord& record) {
    const ScoredPost& post = record.post;
    Fold(post);
    // A name that the text gave may be taken back; one of the record may not.
    const bool is_of_text = !post.org_evidence.empty();
    const std::string_view org = is_of_text ? std::string_view() : post.org;
    const std::string_view product = is_of_text ? std::string_view() : post.product;
    before_ = asked_.now->Find(folded_, org, product, &scratch_).org;
    const Mention after = asked_.next->Find(folded_, org, product, &scratch_);
    const bool is_changed = before_ != after.org;
    // Only what readers are shown counts.
    auto row = store_.FindId(post.channel, post.id);
    if (!row.ok()) return row.status();
    if (!*row || (*row)->seq != seq || (*row)->deleted) return {};
    ++posts_;
    if (oldest_.is_none() || post.time < oldest_) oldest_ = post.time;
    after_ = after.org;
    ++organisations_[before_].before;
    ++organisations_[after_].after;
    if (!is_changed) return {};
    ++changed_;
    ++organisations_[before_].lost;
    ++organisations_[after_].gained;
    if (examples_.size() < kPreviewExamplesMax)
      examples_.push_back({std::string(post.id), std::string(post.channel),
                           std::string(CutBytes(post.text.empty() ? post.title : post.text, kExampleBytesMax)), before_,
                           after_, std::string(after.evidence), post.time});
    return {};
  }

  const Store& store_;
  const PreviewAsked asked_;
  EventTime since_, oldest_;
  bool is_complete_ = false;
  int64_t posts_ = 0, changed_ = 0;
  std::map<std::string, Change> organisations_;
  std::vector<Example> examples_;
  WatchlistScratch scratch_;
  std::string text_, folded_, before_, after_;
};

}  // namespace

Status WritePreview(const Store& store, const PreviewAsked& asked, JsonWriter* json) {
  Preview preview(store, asked);
  GROUNDSWELL_TRY(preview.Run());
  preview.Write(json);
  return {};
}

}  // namespace groundswell
