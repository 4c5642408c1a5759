#include "models/scorer.h"

#include "base/hash.h"
#include "models/complaint_evidence.h"
#include "models/own_words.h"
#include "models/stored_text.h"

namespace groundswell {
namespace {

// A text of fewer bytes has fewer shingles than near copies need.
constexpr size_t kSignedBytesMin = kNearCopyShinglesMin;

// What reads as praise is one with a complaint in it from this probability on.
constexpr float kComplaintOfPraiseMin = 0.5f;

}  // namespace

void PostScorer::Score(const PostBatch& posts, ScoredBatch* scored) {
  term_ends_.clear();
  for (const Post& post : posts.posts) ScoreOne(post, scored);
  AttachTerms(scored);
}

void PostScorer::Restore(ScoredBatch* scored) {
  term_ends_.clear();
  for (ScoredPost& post : scored->posts) {
    ReadText(&post, scored);
    term_ends_.push_back(scored->terms.size());
  }
  AttachTerms(scored);
}

void PostScorer::ScoreOne(const Post& post, ScoredBatch* scored) {
  ScoredPost& out = scored->posts.emplace_back();
  Arena& arena = scored->arena;
  out.id = arena.Copy(post.id);
  out.channel = arena.Copy(post.channel);
  out.reply_to = arena.Copy(post.reply_to);
  out.text = ToStoredForm(post.text, &arena);
  out.title = ToStoredForm(post.title, &arena);
  out.org = ToStoredForm(post.org, &arena);
  out.product = ToStoredForm(post.product, &arena);
  out.region = ToStoredForm(post.region, &arena);
  out.url = ToStoredForm(post.url, &arena);
  out.person = post.person.empty() ? HashAuthor(*key_, post.channel, post.author) : HashPerson(*key_, post.person);
  out.time = post.time;
  out.edited_at = post.edited_at;
  out.followers = post.followers;
  out.reposts = post.reposts;
  out.likes = post.likes;
  out.kind = post.kind;
  out.deleted = post.deleted;
  ReadText(&out, scored);
  FindOrganisation(post, &arena, &out);
  out.scores = models_->text.Score(folded_, &ngrams_);
  ReadCause(&arena, &out);
  ScoreMoodWithQuote(&out);
  if (post.lang == "zh") out.scores.lang = Lang::kChinese;
  if (post.lang == "en") out.scores.lang = Lang::kEnglish;
  term_ends_.push_back(scored->terms.size());
}

void PostScorer::FindOrganisation(const Post& post, Arena* arena, ScoredPost* out) {
  if (rules_.watchlist == nullptr || rules_.watchlist->empty()) return;
  const Mention mention = rules_.watchlist->Find(folded_, out->org, out->product, &names_);
  out->org_evidence = arena->Copy(mention.evidence);
  if (mention.org != out->org) out->org = arena->Copy(mention.org);
  if (mention.product != out->product) out->product = arena->Copy(mention.product);
  out->by_organisation = rules_.watchlist->IsOwnAccount(post.channel, post.author);
  out->by_voice = rules_.watchlist->IsVoice(post.channel, post.author);
}

void PostScorer::ReadCause(Arena* arena, ScoredPost* post) {
  Reading& reading = post->reading;
  reading = models_->taxonomy.Read(folded_, &phrases_);
  const std::span<const float> weights = models_->taxonomy.complaint_weights();
  if (!weights.empty() && post->scores.complaint > 0) {
    const ComplaintInputs inputs = ComplaintInputsOf(folded_, post->scores, reading, !post->org.empty());
    post->scores.complaint = WeighComplaint(inputs, weights);
  }
  // Who sells complaining has no complaint of his own.
  const bool is_advert = (reading.signs & kAgentAdvert) != 0;
  if (is_advert) post->scores.complaint = 0;
  // Praise may name what it praises: "refunded at once". The author's own words decide, as they do of the complaint.
  const bool is_praise =
      post->scores.sentiment == Sentiment::kPositive && post->scores.complaint < kComplaintOfPraiseMin;
  if (is_advert || is_praise) {
    reading.cause = CauseClass::kNone;
    reading.cause_tag = reading.cause_evidence = {};
    reading.demands = 0;
  }
  reading.cause_tag = arena->Copy(reading.cause_tag);
  reading.cause_evidence = arena->Copy(reading.cause_evidence);
}

void PostScorer::ScoreMoodWithQuote(ScoredPost* post) {
  const size_t own_bytes = OwnWords(post->text).size();
  if (own_bytes == 0 || own_bytes == post->text.size()) return;
  text_.assign(post->title).append(post->title.empty() ? "" : "\n").append(post->text);
  FoldText(text_, &folded_);
  const SentimentScore mood = models_->text.ScoreSentiment(folded_, &ngrams_);
  post->scores.sentiment = mood.sentiment;
  post->scores.sentiment_score = mood.score;
}

void PostScorer::ReadText(ScoredPost* post, ScoredBatch* scored) {
  // What others wrote speaks only where the author added nothing.
  const std::string_view own = OwnWords(post->text);
  const std::string_view words = own.empty() ? post->text : own;
  post->has_own_words = !post->title.empty() || HasOwnWords(post->text);
  if (post->title.empty()) {
    FoldText(words, &folded_);
  } else {
    text_.assign(post->title).append("\n").append(words);
    FoldText(text_, &folded_);
  }
  post->text_hash = Hash64(folded_);
  tokenizer_.Tokenize(folded_, &scored->terms);
  post->near_copy = folded_.size() < kSignedBytesMin ? NearCopySignature{} : SignNearCopy(folded_);
  post->harm = models_ == nullptr ? HarmReading{} : models_->harm.Read(folded_, &harm_);
  post->meaning_share = 0;
  if (models_ == nullptr || !models_->embedding) return;
  const size_t begin = scored->meanings.size();
  scored->meanings.resize(begin + kMeaningDims);
  const std::span<float> meaning(scored->meanings.data() + begin, kMeaningDims);
  post->meaning_share = models_->embedding->Embed(folded_, &meaning_, meaning);
  if (post->meaning_share == 0) scored->meanings.resize(begin);
}

std::string_view PostScorer::ToStoredForm(std::string_view raw, Arena* arena) {
  if (raw.empty()) return {};
  CleanAndRedact(raw, &stored_, rules_.patterns);
  return arena->Copy(stored_);
}

void PostScorer::AttachTerms(ScoredBatch* scored) {
  size_t begin = 0, meaning_begin = 0;
  for (size_t i = 0; i < scored->posts.size(); ++i) {
    scored->posts[i].terms = {scored->terms.data() + begin, term_ends_[i] - begin};
    begin = term_ends_[i];
    scored->posts[i].meaning = {};
    if (scored->posts[i].meaning_share == 0) continue;
    scored->posts[i].meaning = {scored->meanings.data() + meaning_begin, kMeaningDims};
    meaning_begin += kMeaningDims;
  }
}

}  // namespace groundswell
