#include "models/stored_record.h"

namespace groundswell {
namespace {

// Changes whenever the bytes below change.
constexpr uint8_t kRecordVersion = 7;

void WriteVerdict(const Verdict& verdict, ByteWriter* writer) {
  writer->Number(verdict.group.value);
  writer->Number(verdict.complainant.value);
  writer->Number(static_cast<uint8_t>(verdict.complaint | verdict.copy << 1 | verdict.nameless << 2 |
                                      verdict.joins << 3 | verdict.new_account << 4 | verdict.again << 5 |
                                      verdict.formal << 6 | verdict.dated << 7));
}

Verdict ReadVerdict(ByteReader* reader) {
  Verdict verdict;
  verdict.group.value = reader->Number<uint64_t>();
  verdict.complainant.value = reader->Number<uint64_t>();
  const uint8_t flags = reader->Number<uint8_t>();
  verdict.complaint = flags & 1;
  verdict.copy = flags & 2;
  verdict.nameless = flags & 4;
  verdict.joins = flags & 8;
  verdict.new_account = flags & 16;
  verdict.again = flags & 32;
  verdict.formal = flags & 64;
  verdict.dated = flags & 128;
  return verdict;
}

void WriteHarm(const HarmReading& harm, ByteWriter* writer) {
  writer->Number(harm.harms);
  writer->Number(harm.vulnerable);
  writer->Number(harm.money_yuan);
}

HarmReading ReadHarm(ByteReader* reader) {
  HarmReading harm;
  harm.harms = reader->Number<uint16_t>();
  harm.vulnerable = reader->Number<uint8_t>();
  harm.money_yuan = reader->Number<float>();
  return harm;
}

void WriteNearCopy(const NearCopySignature& near_copy, ByteWriter* writer) {
  writer->Number(near_copy.shingles);
  if (near_copy.shingles == 0) return;
  for (const uint8_t row : near_copy.rows) writer->Number(row);
}

NearCopySignature ReadNearCopy(ByteReader* reader) {
  NearCopySignature near_copy;
  near_copy.shingles = reader->Number<uint16_t>();
  if (near_copy.shingles == 0) return near_copy;
  for (uint8_t& row : near_copy.rows) row = reader->Number<uint8_t>();
  return near_copy;
}

void WritePost(const ScoredPost& post, ByteWriter* writer) {
  for (const std::string_view text :
       {post.id, post.channel, post.text, post.title, post.org, post.product, post.region, post.url, post.reply_to})
    writer->Text(text);
  writer->Number(post.person.value);
  writer->Number(post.text_hash);
  writer->Number(post.time.ms);
  writer->Number(post.edited_at.ms);
  for (const int64_t count : {post.followers, post.reposts, post.likes}) writer->Number(count);
  writer->Number(post.kind);
  writer->Number(static_cast<uint8_t>(post.deleted | post.is_ahead << 1 | post.by_organisation << 2 |
                                      post.by_voice << 3 | post.has_own_words << 4 | post.is_complaint_said << 5));
  writer->Number(post.scores.sentiment);
  writer->Number(post.scores.lang);
  writer->Number(post.scores.sentiment_score);
  writer->Number(post.scores.complaint);
  const Reading& reading = post.reading;
  writer->Number(reading.cause);
  writer->Number(reading.emotion);
  writer->Number(reading.demands);
  writer->Number(reading.signs);
  for (const std::string_view text : {reading.cause_tag, reading.cause_evidence, post.org_evidence}) writer->Text(text);
  WriteHarm(post.harm, writer);
  WriteNearCopy(post.near_copy, writer);
}

ScoredPost ReadPost(ByteReader* reader) {
  ScoredPost post;
  for (std::string_view* text : {&post.id, &post.channel, &post.text, &post.title, &post.org, &post.product,
                                 &post.region, &post.url, &post.reply_to})
    *text = reader->Text();
  post.person.value = reader->Number<uint64_t>();
  post.text_hash = reader->Number<uint64_t>();
  post.time.ms = reader->Number<int64_t>();
  post.edited_at.ms = reader->Number<int64_t>();
  for (int64_t* count : {&post.followers, &post.reposts, &post.likes}) *count = reader->Number<int64_t>();
  post.kind = reader->Number<PostKind>();
  const uint8_t flags = reader->Number<uint8_t>();
  post.deleted = flags & 1;
  post.is_ahead = flags & 2;
  post.by_organisation = flags & 4;
  post.by_voice = flags & 8;
  post.has_own_words = flags & 16;
  post.is_complaint_said = flags & 32;
  post.scores.sentiment = reader->Number<Sentiment>();
  post.scores.lang = reader->Number<Lang>();
  post.scores.sentiment_score = reader->Number<float>();
  post.scores.complaint = reader->Number<float>();
  Reading& reading = post.reading;
  reading.cause = reader->Number<CauseClass>();
  reading.emotion = reader->Number<Emotion>();
  reading.demands = reader->Number<uint8_t>();
  reading.signs = reader->Number<uint8_t>();
  for (std::string_view* text : {&reading.cause_tag, &reading.cause_evidence, &post.org_evidence})
    *text = reader->Text();
  post.harm = ReadHarm(reader);
  post.near_copy = ReadNearCopy(reader);
  return post;
}

void WritePrior(const Prior& prior, ByteWriter* writer) {
  writer->Number(prior.first_seq);
  writer->Number(prior.seq);
  writer->Number(prior.time.ms);
  for (const std::string* text : {&prior.org, &prior.channel, &prior.id, &prior.region}) writer->Text(*text);
  writer->Number(prior.text_hash);
  writer->Number(prior.sentiment);
  writer->Number(prior.sentiment_score);
  writer->Number(prior.cause);
  writer->Text(prior.cause_tag);
  writer->Number(prior.demands);
  writer->Number(prior.signs);
  writer->Number(prior.person.value);
  writer->Number(prior.audience);
  writer->Number(prior.has_own_words);
  WriteHarm(prior.harm, writer);
  WriteNearCopy(prior.near_copy, writer);
  WriteVerdict(prior.verdict, writer);
}

Prior ReadPrior(ByteReader* reader) {
  Prior prior;
  prior.first_seq = reader->Number<Seq>();
  prior.seq = reader->Number<Seq>();
  prior.time.ms = reader->Number<int64_t>();
  for (std::string* text : {&prior.org, &prior.channel, &prior.id, &prior.region}) *text = reader->Text();
  prior.text_hash = reader->Number<uint64_t>();
  prior.sentiment = reader->Number<Sentiment>();
  prior.sentiment_score = reader->Number<float>();
  prior.cause = reader->Number<CauseClass>();
  prior.cause_tag = reader->Text();
  prior.demands = reader->Number<uint8_t>();
  prior.signs = reader->Number<uint8_t>();
  prior.person.value = reader->Number<uint64_t>();
  prior.audience = reader->Number<int64_t>();
  prior.has_own_words = reader->Number<bool>();
  prior.harm = ReadHarm(reader);
  prior.near_copy = ReadNearCopy(reader);
  prior.verdict = ReadVerdict(reader);
  return prior;
}

void WriteRule(const GroupRule& rule, ByteWriter* writer) {
  writer->Number(rule.group.value);
  writer->Number(rule.other.value);
  writer->Number(rule.lifts_split);
  writer->Text(rule.by);
  writer->Text(rule.reason);
  writer->Number(static_cast<uint32_t>(rule.posts.size()));
  for (const GroupRule::Post& post : rule.posts) {
    writer->Text(post.channel);
    writer->Text(post.id);
  }
  // Known since actions of people are audited: a rule that was stored before ends here.
  if (rule.at_ms == 0 && rule.salt.is_none()) return;
  writer->Number(rule.at_ms);
  writer->Number(rule.salt.high);
  writer->Number(rule.salt.low);
}

GroupRule ReadRule(ByteReader* reader) {
  GroupRule rule;
  rule.group.value = reader->Number<uint64_t>();
  rule.other.value = reader->Number<uint64_t>();
  rule.lifts_split = reader->Number<bool>();
  rule.by = reader->Text();
  rule.reason = reader->Text();
  const uint32_t posts = reader->Number<uint32_t>();
  for (uint32_t i = 0; i < posts && reader->ok(); ++i) {
    const std::string_view channel = reader->Text(), id = reader->Text();
    rule.posts.push_back({std::string(channel), std::string(id)});
  }
  if (reader->done()) return rule;
  rule.at_ms = reader->Number<int64_t>();
  rule.salt.high = reader->Number<uint64_t>();
  rule.salt.low = reader->Number<uint64_t>();
  return rule;
}

// Damage may leave values that have no name.
bool IsNamed(const Reading& reading) {
  return reading.cause <= CauseClass::kOpinion && reading.emotion <= Emotion::kSadness &&
         (reading.demands & ~kDemandBits) == 0 && (reading.signs & ~kSignBits) == 0;
}

bool IsNamed(const StoredRecord& stored) {
  return stored.kind <= kLastRecordKind && stored.post.kind <= PostKind::kTicket &&
         stored.post.scores.sentiment <= Sentiment::kPositive && stored.post.scores.lang <= Lang::kEnglish &&
         stored.prior.sentiment <= Sentiment::kPositive && IsNamed(stored.post.reading) &&
         stored.prior.cause <= CauseClass::kOpinion && (stored.prior.demands & ~kDemandBits) == 0 &&
         (stored.prior.signs & ~kSignBits) == 0;
}

}  // namespace

void EncodeRecord(const Record& record, const Verdict& verdict, std::string* bytes) {
  ByteWriter writer(bytes);
  writer.Number(kRecordVersion);
  writer.Number(record.kind);
  WritePost(*record.post, &writer);
  WriteVerdict(verdict, &writer);
  writer.Number(record.prior != nullptr);
  if (record.prior != nullptr) WritePrior(*record.prior, &writer);
  if (HoldsRule(record.kind)) WriteRule(*record.rule, &writer);
  if (record.kind == RecordKind::kCaseAction) WriteCaseAction(*record.action, &writer);
  if (record.kind == RecordKind::kCorrection) WriteCorrection(*record.correction, &writer);
  if (record.kind == RecordKind::kForget) WriteForgetting(*record.forgetting, &writer);
}

Result<StoredRecord> DecodeRecord(std::string_view bytes) {
  ByteReader reader(bytes);
  if (reader.Number<uint8_t>() != kRecordVersion) return Corrupt("a stored record is not of this version");
  StoredRecord stored;
  stored.kind = reader.Number<RecordKind>();
  stored.post = ReadPost(&reader);
  stored.verdict = ReadVerdict(&reader);
  stored.has_prior = reader.Number<bool>();
  if (stored.has_prior) stored.prior = ReadPrior(&reader);
  if (reader.ok() && HoldsRule(stored.kind)) stored.rule = ReadRule(&reader);
  bool is_named = true;
  if (reader.ok() && stored.kind == RecordKind::kCaseAction) is_named = ReadCaseAction(&reader, &stored.action);
  if (reader.ok() && stored.kind == RecordKind::kCorrection) is_named = ReadCorrection(&reader, &stored.correction);
  if (reader.ok() && stored.kind == RecordKind::kForget) is_named = ReadForgetting(&reader, &stored.forgetting);
  if (!is_named || !reader.done() || !IsNamed(stored)) return Corrupt("a stored record is damaged");
  return stored;
}

Prior PriorOf(const StoredRecord& stored, Seq first_seq, Seq seq) {
  Prior prior;
  prior.first_seq = first_seq;
  prior.seq = seq;
  prior.time = stored.post.time;
  prior.org = stored.post.org;
  prior.channel = stored.post.channel;
  prior.id = stored.post.id;
  prior.region = stored.post.region;
  prior.text_hash = stored.post.text_hash;
  prior.sentiment = stored.post.scores.sentiment;
  prior.sentiment_score = stored.post.scores.sentiment_score;
  prior.cause = stored.post.reading.cause;
  prior.cause_tag = stored.post.reading.cause_tag;
  prior.demands = stored.post.reading.demands;
  prior.signs = stored.post.reading.signs;
  prior.person = stored.post.person;
  prior.audience = AudienceOf(stored.post);
  prior.has_own_words = stored.post.has_own_words;
  prior.harm = stored.post.harm;
  prior.near_copy = stored.post.near_copy;
  prior.verdict = stored.verdict;
  return prior;
}

}  // namespace groundswell
