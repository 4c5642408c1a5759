// Posts for the engine's tests, scored by hand: the scores are said, the terms are those that scoring computes.
//
// Ownership: a PostSpec owns its strings; a batch made from specs owns copies.
#pragma once

#include <deque>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "models/models.h"
#include "models/scored_post.h"

namespace groundswell {

// 2026-01-05T00:00:00Z, a Monday: the first moment of most tests.
constexpr EventTime kTestStart{1767571200000};

struct PostSpec {
  std::string id = {}, author = {}, text = {};
  EventTime time = kTestStart;
  std::string org = {}, channel = "weibo", product = {}, region = {}, title = {};
  float complaint = 0.9f;
  Sentiment sentiment = Sentiment::kNegative;
  PostKind kind = PostKind::kPost;
  CauseClass cause = CauseClass::kNone;
  std::string cause_tag = {}, cause_evidence = {};
  uint8_t demands = 0, signs = 0;
  EventTime edited_at = {};
  int64_t likes = kNoCount, followers = kNoCount;
  std::string reply_to = {};
  bool deleted = false;
};

// The default profile, as engine/profiles has it, and the channels `desk` (complaints), `hotline` (each post a person),
// `office` (formal complaints), `ledger` (dates alone) and `slow` (a day late).
EngineSettings TestSettings();

// 0 for no author. `salt` gives another injective mapping.
PersonHash TestPerson(const std::string& channel, const std::string& author, uint64_t salt = 0);

// Replaces *batch with the posts, in their order.
// With models posts have a meaning.
void BuildBatch(const std::vector<PostSpec>& specs, ScoredBatch* batch, uint64_t salt = 0,
                const Models* models = nullptr);

// What an engine told over its steps.
struct Told {
  std::vector<std::string> alerts, merges;
  std::vector<std::string> verdicts;
  std::map<uint64_t, std::string> groups;  // the last row of each

  void Take(const StepResult& result);
};

// Records ready to be stepped, with the posts and priors they point at. Deciding what an edit or a deletion takes back
// needs the verdict on the post before, so it is made by stepping an engine of its own post by post.
class Feed {
 public:
  explicit Feed(EngineSettings settings, uint64_t salt = 0) : engine_(std::move(settings), "test"), salt_(salt) {}

  // A second spec of a (channel, id) that stands is an edit, or a deletion when it says so.
  void Add(const PostSpec& spec);

  const std::vector<Record>& records() const { return records_; }
  const Told& told() const { return told_; }
  // Every group that has reached `watch`, as it stands now.
  std::map<uint64_t, std::string> Groups();
  Engine* engine() { return &engine_; }

 private:
  Engine engine_;
  uint64_t salt_;
  std::deque<ScoredBatch> batches_;
  std::deque<Prior> priors_;
  std::vector<Record> records_;
  std::map<std::pair<std::string, std::string>, Prior> standing_;
  StepResult result_;
  Told told_;
};

// Random streams of posts about a few causes at a few organisations, with copies, edits, deletions, late posts and
// posts without author. The same seed gives the same stream.
struct StreamShape {
  size_t posts = 2000;
  int orgs = 3, causes = 6, authors = 60;
  int64_t step_ms = 4 * 60 * kSecondMs;
  int edits_percent = 5, deletions_percent = 5, copies_percent = 10;
  int same_percent = 0;  // records that say nothing new, and refreshes: for the pipeline alone
};
std::vector<PostSpec> RandomStream(uint64_t seed, const StreamShape& shape);

// A sentence about one of the causes, in made-up Chinese: `cause` picks the words, `random` how they are put.
std::string RandomSentence(int cause, std::mt19937_64* random);

// The value of the first "key": in a JSON text, as it is written; empty when there is none.
std::string JsonField(const std::string& json, const std::string& key);

}  // namespace groundswell
