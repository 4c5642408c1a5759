#include "tests/engine/posts.h"

#include "base/hash.h"
#include "models/scorer.h"

namespace groundswell {
namespace {

// The character of a number, from the common part of the Han block.
void AppendHan(uint32_t number, std::string* out) {
  const uint32_t code = 0x4e00 + number % 6000;
  out->push_back(static_cast<char>(0xe0 | code >> 12));
  out->push_back(static_cast<char>(0x80 | (code >> 6 & 0x3f)));
  out->push_back(static_cast<char>(0x80 | (code & 0x3f)));
}

void AppendWord(uint64_t number, std::string* out) {
  const uint64_t bits = Mix64(number);
  AppendHan(static_cast<uint32_t>(bits & 0xffff), out);
  AppendHan(static_cast<uint32_t>(bits >> 16 & 0xffff), out);
}

// What a post is before chance edits, repeats or deletes it.
PostSpec RandomPost(size_t number, EventTime time, const StreamShape& shape, std::mt19937_64* random) {
  PostSpec spec;
  const int cause = static_cast<int>((*random)() % shape.causes);
  spec.id = "p" + std::to_string(number);
  if ((*random)() % 20 != 0) spec.author = "author" + std::to_string((*random)() % shape.authors);
  spec.text = RandomSentence(cause, random);
  spec.time = time;
  // One post in ten comes late, by up to three days.
  if ((*random)() % 10 == 0) spec.time.ms -= static_cast<int64_t>((*random)() % (3 * kDayMs));
  if (cause % (shape.orgs + 1) != 0) spec.org = "org" + std::to_string(cause % (shape.orgs + 1));
  const char* const kChannels[] = {"weibo", "weibo", "forum", "desk", "hotline"};
  spec.channel = kChannels[(*random)() % 5];
  if ((*random)() % 4 == 0) spec.product = "product" + std::to_string(cause % 2);
  if ((*random)() % 3 == 0) spec.region = "region" + std::to_string((*random)() % 5);
  if ((*random)() % 4 == 0) spec.complaint = 0.1f;
  if ((*random)() % 5 == 0) spec.sentiment = Sentiment::kPositive;
  if ((*random)() % 8 == 0) spec.kind = PostKind::kRepost;
  return spec;
}

}  // namespace

EngineSettings TestSettings() {
  EngineSettings settings;
  Profile& profile = settings.profile;
  profile.watch = 2;
  profile.emerging = 5;
  profile.major = 20;
  profile.voice_followers = 1000000;
  profile.withdrawn_people = 3;
  profile.withdrawn_share = 0.3;
  profile.crisis_complainants = 20;
  profile.crisis_calm = 5;
  profile.crisis_window_hours = 24;
  settings.channels["desk"].complaints = true;
  settings.channels["hotline"].each_post_is_a_person = true;
  settings.channels["office"].formal = true;
  settings.channels["ledger"].date_only = true;
  settings.channels["slow"].expected_lag_secs = 86400;
  return settings;
}

PersonHash TestPerson(const std::string& channel, const std::string& author, uint64_t salt) {
  if (author.empty()) return {};
  return {Mix64(Hash64(author, Hash64(channel)) ^ salt) | 1};
}

void BuildBatch(const std::vector<PostSpec>& specs, ScoredBatch* batch, uint64_t salt, const Models* models) {
  batch->Clear();
  Arena& arena = batch->arena;
  for (const PostSpec& spec : specs) {
    ScoredPost& post = batch->posts.emplace_back();
    post.id = arena.Copy(spec.id);
    post.channel = arena.Copy(spec.channel);
    post.text = arena.Copy(spec.text);
    post.title = arena.Copy(spec.title);
    post.org = arena.Copy(spec.org);
    post.product = arena.Copy(spec.product);
    post.region = arena.Copy(spec.region);
    post.person = TestPerson(spec.channel, spec.author, salt);
    post.time = spec.time;
    post.edited_at = spec.edited_at;
    post.likes = spec.likes;
    post.kind = spec.kind;
    post.deleted = spec.deleted;
    post.scores.complaint = spec.complaint;
    post.scores.sentiment = spec.sentiment;
    constexpr float kScores[] = {-0.75f, 0, 0.75f};
    post.scores.sentiment_score = kScores[static_cast<size_t>(spec.sentiment)];
    post.scores.lang = Lang::kChinese;
    post.reading.cause = spec.cause;
    post.reading.cause_tag = arena.Copy(spec.cause_tag);
    post.reading.cause_evidence = arena.Copy(spec.cause_evidence);
    post.reading.demands = spec.demands;
    post.reading.signs = spec.signs;
    post.followers = spec.followers;
    post.reply_to = arena.Copy(spec.reply_to);
  }
  PostScorer(models, nullptr).Restore(batch);
}

void Told::Take(const StepResult& result) {
  for (const auto& alert : result.alerts) alerts.push_back(alert.json);
  for (const auto& group : result.groups) groups[group.id.value] = group.json;
  for (const MergeWrite& merge : result.merges)
    merges.push_back(FormatGroupId(merge.from) + " into " + FormatGroupId(merge.into));
  for (const Verdict& verdict : result.verdicts) {
    std::string line = FormatGroupId(verdict.group);
    if (verdict.complaint) line += " complaint";
    if (verdict.copy) line += " copy";
    if (verdict.nameless) line += " nameless";
    if (verdict.joins) line += " joins";
    if (verdict.complainant.known()) line += " person";
    verdicts.push_back(std::move(line));
  }
}

void Feed::Add(const PostSpec& spec) {
  ScoredBatch& batch = batches_.emplace_back();
  BuildBatch({spec}, &batch, salt_);
  const auto key = std::pair(spec.channel, spec.id);
  const auto known = standing_.find(key);
  Record record{records_.size(), RecordKind::kPost, &batch.posts[0], nullptr};
  if (known != standing_.end()) record.prior = &priors_.emplace_back(known->second);
  if (record.prior != nullptr) record.kind = RecordKind::kUpdate;
  if (spec.deleted) record.kind = RecordKind::kDeletion;
  records_.push_back(record);
  engine_.Step({&record, 1}, &result_);
  told_.Take(result_);
  if (spec.deleted) return void(standing_.erase(key));
  const ScoredPost& post = batch.posts[0];
  Prior prior;
  prior.first_seq = record.prior != nullptr ? record.prior->first_seq : record.seq;
  prior.seq = record.seq;
  prior.time = post.time;
  prior.org = spec.org;
  prior.channel = spec.channel;
  prior.id = spec.id;
  prior.region = spec.region;
  prior.person = post.person;
  prior.audience = AudienceOf(post);
  prior.has_own_words = post.has_own_words;
  prior.signs = spec.signs;
  prior.harm = post.harm;
  prior.near_copy = post.near_copy;
  prior.text_hash = post.text_hash;
  prior.sentiment = spec.sentiment;
  prior.sentiment_score = post.scores.sentiment_score;
  prior.cause = spec.cause;
  prior.cause_tag = spec.cause_tag;
  prior.demands = spec.demands;
  prior.verdict = result_.verdicts[0];
  standing_[key] = std::move(prior);
}

std::map<uint64_t, std::string> Feed::Groups() {
  StepResult result;
  engine_.DescribeGroups(&result);
  Told told;
  told.Take(result);
  return told.groups;
}

std::vector<PostSpec> RandomStream(uint64_t seed, const StreamShape& shape) {
  std::mt19937_64 random(seed);
  std::vector<PostSpec> stream, standing;
  EventTime time = kTestStart;
  while (stream.size() < shape.posts) {
    time.ms += static_cast<int64_t>(random() % shape.step_ms);
    const int chance = static_cast<int>(random() % 100);
    const bool again = !standing.empty() && chance < shape.edits_percent + shape.deletions_percent + shape.same_percent;
    const size_t which = standing.empty() ? 0 : random() % standing.size();
    if (!again) {
      PostSpec spec = RandomPost(stream.size(), time, shape, &random);
      if (!standing.empty() && static_cast<int>(random() % 100) < shape.copies_percent)
        spec.text = standing[which].text;
      standing.push_back(spec);
      stream.push_back(std::move(spec));
      continue;
    }
    PostSpec spec = standing[which];
    if (chance < shape.deletions_percent) {
      spec.deleted = true;
      standing.erase(standing.begin() + static_cast<ptrdiff_t>(which));
    } else if (chance < shape.deletions_percent + shape.edits_percent) {
      if (random() % 3 != 0) spec.text = RandomSentence(static_cast<int>(random() % shape.causes), &random);
      spec.edited_at = time;
      standing[which] = spec;
    } else if (random() % 2 == 0) {
      spec.likes = standing[which].likes + 1 + static_cast<int64_t>(random() % 5);
      standing[which] = spec;
    }
    stream.push_back(std::move(spec));
  }
  return stream;
}

std::string RandomSentence(int cause, std::mt19937_64* random) {
  std::string text;
  for (int i = 0; i < 4; ++i) AppendWord(100 * cause + (*random)() % 9, &text);
  for (int i = 0; i < 3; ++i) AppendWord(1000000 + (*random)() % 400, &text);
  return text;
}

std::string JsonField(const std::string& json, const std::string& key) {
  const size_t at = json.find("\"" + key + "\":");
  if (at == std::string::npos) return {};
  size_t begin = at + key.size() + 3, end = begin;
  const char open = json[begin];
  if (open == '"') {
    for (end = ++begin; json[end] != '"'; ++end) end += json[end] == '\\';
  } else if (open == '[' || open == '{') {
    const char close = open == '[' ? ']' : '}';
    end = json.find(close, begin) + 1;
  } else {
    end = json.find_first_of(",}]", begin);
  }
  return json.substr(begin, end - begin);
}

}  // namespace groundswell
