#include "serve/api_posts.h"

#include "models/text_cleaner.h"
#include "serve/cursor.h"
#include "serve/parameters.h"
#include "serve/post_reader.h"

namespace groundswell {
namespace {

constexpr std::string_view kCursor = "p1";

constexpr std::array<Lang, 3> kLangs = {Lang::kOther, Lang::kChinese, Lang::kEnglish};
constexpr std::array<Sentiment, 3> kSentiments = {Sentiment::kNegative, Sentiment::kNeutral, Sentiment::kPositive};

class PostFilter {
 public:
  explicit PostFilter(Parameters* parameters) {
    org_ = parameters->Text("org");
    channel_ = parameters->Text("channel");
    region_ = parameters->Text("region");
    cause_ = parameters->Text("cause");
    since_ = parameters->Time("since");
    until_ = parameters->Time("until");
    words_ = SearchWords(parameters->Text("q"));
    std::array<std::string_view, 3> langs, sentiments;
    for (size_t i = 0; i < 3; ++i) langs[i] = LangName(kLangs[i]), sentiments[i] = SentimentName(kSentiments[i]);
    if (const auto place = parameters->OneOf("lang", langs)) lang_ = kLangs[*place];
    if (const auto place = parameters->OneOf("sentiment", sentiments)) sentiment_ = kSentiments[*place];
    complaint_ = parameters->Flag("complaint");
    role_ = ReadRole(parameters);
  }

  bool Takes(const StoredRecord& record, const RoleOf& role_of) {
    const ScoredPost& post = record.post;
    if (!HoldsPost(record.kind)) return false;
    if (org_ && post.org != *org_) return false;
    if (channel_ && post.channel != *channel_) return false;
    if (region_ && post.region != *region_) return false;
    if (cause_ && CauseNameOf(post.reading.cause, post.reading.cause_tag) != *cause_) return false;
    if (!since_.is_none() && post.time < since_) return false;
    if (!until_.is_none() && post.time >= until_) return false;
    if (lang_ && post.scores.lang != *lang_) return false;
    if (sentiment_ && post.scores.sentiment != *sentiment_) return false;
    if (complaint_ && record.verdict.complaint != *complaint_) return false;
    if (role_ && *role_ != RoleOfOrg(role_of, post.org)) return false;
    if (words_.empty()) return true;
    text_.assign(post.title).append("\n").append(post.text);
    FoldText(text_, &folded_);
    return HasAll(folded_, words_);
  }

  EventTime since() const { return since_; }

 private:
  std::optional<std::string> org_, channel_, region_, cause_;
  EventTime since_, until_;
  std::vector<std::string> words_;
  std::optional<Lang> lang_;
  std::optional<Sentiment> sentiment_;
  std::optional<bool> complaint_;
  std::optional<EntryRole> role_;
  std::string text_, folded_;
};

}  // namespace

HttpResponse ListPosts(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request, {"org", "channel", "region", "cause", "since", "until", "q", "lang", "sentiment",
                                  "complaint", "role", "limit", "cursor"});
  PostFilter filter(&parameters);
  const size_t limit = parameters.Limit();
  const auto cursor = parameters.Cursor(kCursor, 1);
  const auto place = cursor ? ParseUnsigned(cursor->front()) : std::optional<uint64_t>(0);
  if (!place) parameters.Refuse("cursor", "only a next_cursor of this list is allowed");
  if (parameters.error()) return *parameters.error();
  const Seq end = context.model->position().next_seq;
  const Seq below = cursor ? std::min(*place, end) : end;
  auto first = FirstSeqSince(*context.store, filter.since());
  if (!first.ok()) return StoreFailure(first.status());
  PostReader reader(context.store);
  ListAnswer answer;
  size_t written = 0;
  Seq next = 0;
  const auto visit = [&](Seq seq, std::string_view bytes) -> Result<bool> {
    if (seq < *first) return false;
    auto record = DecodeRecord(bytes);
    if (!record.ok()) return record.status();
    if (!filter.Takes(*record, context.role_of)) return true;
    auto shown = reader.Write(seq, *record, answer.item());
    if (!shown.ok()) return shown.status();
    written += *shown ? 1 : 0;
    return written < limit;
  };
  Status status = ScanRecordsBackward(*context.store, below, kPostsLookedAtMax, visit, &next);
  if (!status.ok()) return StoreFailure(status);
  const bool is_over = next == 0 || next <= *first;
  return answer.Answer(is_over ? std::string() : EncodeCursor(kCursor, {std::to_string(next)}));
}

}  // namespace groundswell
