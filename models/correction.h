// Correction: what a person says that a post says: its sentiment, whether it complains, whom and what it is about.
//
// It is a record of the sequence, and holds for the post, for those of the same words in its scope, and for such posts
// that come later. Contract: `org` and `tag` are in their stored form, `cause` and `tag` those of the taxonomy.
// Ownership: owns its texts. Threads: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "models/case_action.h"
#include "models/group_rule.h"
#include "models/scored_post.h"

namespace groundswell {

// What is corrected; what is absent stays as it was read.
struct CorrectedReading {
  std::optional<Sentiment> sentiment;
  std::optional<bool> complaint;
  std::optional<std::string> org;  // empty: about no known organisation
  std::optional<CauseClass> cause;
  std::string tag;  // of `cause`; empty where the class alone is said

  bool is_empty() const { return !sentiment && !complaint && !org && !cause; }
  bool operator==(const CorrectedReading&) const = default;
};

struct Correction {
  std::string channel, id;
  CorrectedReading reading;
  std::string by, reason;
  int64_t at_ms = 0;
  AuditSalt salt;
  // Those that it reached when it was taken, itself included, in the order of the sequence.
  std::vector<GroupRule::Post> posts;
  bool operator==(const Correction&) const = default;
};

// Copies of one text that a correction reaches at once; further ones keep what they were read to say.
constexpr size_t kCorrectedPostsMax = 1000;

// Sets in *post what is corrected. `org` and `tag` must outlive it.
void ApplyCorrection(const CorrectedReading& reading, ScoredPost* post);

// What was said later stands.
void AddReading(const CorrectedReading& later, CorrectedReading* reading);

// What is corrected, in a few words that are in no language: "sentiment=neutral complaint=false org=青禾保险".
std::string DescribeReading(const CorrectedReading& reading);

void WriteReadingOf(const CorrectedReading& reading, ByteWriter* writer);
bool ReadReadingOf(ByteReader* reader, CorrectedReading* reading);
void WriteCorrection(const Correction& correction, ByteWriter* writer);
bool ReadCorrection(ByteReader* reader, Correction* correction);

struct CorrectionOutcome {
  size_t posts = 0;
  uint64_t entry = 0;
};

}  // namespace groundswell
