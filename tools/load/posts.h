// LoadPosts: the posts a load is made of: written from the phrases of the synthetic feed, or the records of a file.
//
// Contract: posts have numbers from 0 on, and a number stands for the same post each time, but for its time: nothing is
// kept of a post that was sent. Ids begin with the name of the run, so that the same load may be sent again. All that
// is slow is done at the start; a post is then some pieces put together. Units: times in milliseconds since 1970,
// shares from 0 to 1. Ownership: holds its texts. Threads: one. Errors: a file that cannot be read, or a line of it
// that is no JSON object with an id.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.h"

namespace groundswell {

struct LoadMix {
  double complaint = 0.15;  // posts that complain about an organisation
  double english = 0.3;     // the others are Chinese
  double long_text = 0.03;  // posts as long as an article
  double duplicate = 0.01;  // posts that were sent before
  uint32_t orgs = 200;      // organisations that complaints are about, some far more often than others
};

class LoadPosts {
 public:
  // Posts without end.
  static Result<LoadPosts> Write(const LoadMix& mix, uint64_t seed, std::string run);
  // The records of a file (.jsonl, .gz, .zst), in their order, with the moment of sending as their time unless
  // `keep_times`.
  static Result<LoadPosts> FromFile(const std::string& path, bool keep_times, std::string run);

  // How many posts there are: 0 means without end.
  uint64_t size() const { return records_.size(); }
  // Appends the post with this number, one JSON object and a line feed.
  void Append(uint64_t number, int64_t now_ms, std::string* body) const;
  // Appends its channel, a tab, its id and a line feed.
  void AppendName(uint64_t number, std::string* out) const;

 private:
  struct Text {
    std::string channel;
    std::string
        rest;  // `,"org":…,"text":"…`: what follows author and time, up to where a number makes it one of a kind
  };
  struct Record {
    std::string channel, id;
    std::string rest;       // the other fields, `,"text":"…",…`
    bool has_time = false;  // sent with a time of its own making
  };

  explicit LoadPosts(std::string run) : run_(std::move(run)) {}
  Status AddRecord(std::string_view line, bool keep_times);
  // The number of the post that this one is: another one's when it is a duplicate.
  uint64_t Original(uint64_t number) const;
  void AppendId(uint64_t number, std::string* out) const;

  std::string run_;
  uint64_t seed_ = 0;
  uint32_t duplicate_ppm_ = 0;
  std::vector<Text> texts_;      // written
  std::vector<Record> records_;  // of a file
};

}  // namespace groundswell
