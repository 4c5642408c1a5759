#include "models/correction.h"

namespace groundswell {
namespace {

constexpr uint8_t kSentiment = 1, kComplaint = 2, kOrg = 4, kCause = 8, kAll = 15;

}  // namespace

void ApplyCorrection(const CorrectedReading& reading, ScoredPost* post) {
  if (reading.sentiment) {
    post->scores.sentiment = *reading.sentiment;
    post->scores.sentiment_score = static_cast<float>(*reading.sentiment) - static_cast<float>(Sentiment::kNeutral);
  }
  if (reading.complaint) {
    post->scores.complaint = *reading.complaint ? 1 : 0;
    post->is_complaint_said = true;
  }
  if (reading.org) {
    post->org = *reading.org;
    post->org_evidence = {};
  }
  if (!reading.cause) return;
  post->reading.cause = *reading.cause;
  post->reading.cause_tag = reading.tag;
  post->reading.cause_evidence = {};
}

void AddReading(const CorrectedReading& later, CorrectedReading* reading) {
  if (later.sentiment) reading->sentiment = later.sentiment;
  if (later.complaint) reading->complaint = later.complaint;
  if (later.org) reading->org = later.org;
  if (later.cause) reading->cause = later.cause, reading->tag = later.tag;
}

std::string DescribeReading(const CorrectedReading& reading) {
  std::string out;
  const auto add = [&out](std::string_view name, std::string_view value) {
    if (!out.empty()) out += ' ';
    out.append(name).append("=").append(value);
  };
  if (reading.sentiment) add("sentiment", SentimentName(*reading.sentiment));
  if (reading.complaint) add("complaint", *reading.complaint ? "true" : "false");
  if (reading.org) add("org", *reading.org);
  if (reading.cause) add("cause", reading.tag.empty() ? CauseClassName(*reading.cause) : reading.tag);
  return out;
}

void WriteReadingOf(const CorrectedReading& reading, ByteWriter* writer) {
  writer->Number(static_cast<uint8_t>((reading.sentiment ? kSentiment : 0) | (reading.complaint ? kComplaint : 0) |
                                      (reading.org ? kOrg : 0) | (reading.cause ? kCause : 0)));
  writer->Number(reading.sentiment.value_or(Sentiment::kNeutral));
  writer->Number(reading.complaint.value_or(false));
  writer->Text(reading.org.value_or(std::string()));
  writer->Number(reading.cause.value_or(CauseClass::kNone));
  writer->Text(reading.tag);
}

bool ReadReadingOf(ByteReader* reader, CorrectedReading* reading) {
  const auto given = reader->Number<uint8_t>();
  const auto sentiment = reader->Number<Sentiment>();
  const bool complaint = reader->Number<bool>();
  const std::string org(reader->Text());
  const auto cause = reader->Number<CauseClass>();
  reading->tag = reader->Text();
  if (given & kSentiment) reading->sentiment = sentiment;
  if (given & kComplaint) reading->complaint = complaint;
  if (given & kOrg) reading->org = org;
  if (given & kCause) reading->cause = cause;
  return reader->ok() && given <= kAll && sentiment <= Sentiment::kPositive && cause <= CauseClass::kOpinion;
}

void WriteCorrection(const Correction& correction, ByteWriter* writer) {
  for (const std::string* text : {&correction.channel, &correction.id, &correction.by, &correction.reason})
    writer->Text(*text);
  WriteReadingOf(correction.reading, writer);
  writer->Number(correction.at_ms);
  writer->Number(correction.salt.high);
  writer->Number(correction.salt.low);
  writer->Number(static_cast<uint32_t>(correction.posts.size()));
  for (const GroupRule::Post& post : correction.posts) {
    writer->Text(post.channel);
    writer->Text(post.id);
  }
}

bool ReadCorrection(ByteReader* reader, Correction* correction) {
  for (std::string* text : {&correction->channel, &correction->id, &correction->by, &correction->reason})
    *text = reader->Text();
  if (!ReadReadingOf(reader, &correction->reading)) return false;
  correction->at_ms = reader->Number<int64_t>();
  correction->salt.high = reader->Number<uint64_t>();
  correction->salt.low = reader->Number<uint64_t>();
  const uint32_t posts = reader->Number<uint32_t>();
  for (uint32_t i = 0; i < posts && reader->ok(); ++i) {
    const std::string_view channel = reader->Text(), id = reader->Text();
    correction->posts.push_back({std::string(channel), std::string(id)});
  }
  return reader->ok();
}

}  // namespace groundswell
