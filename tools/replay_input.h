// ReplayInput: what a replay reads, posts or a sequence, and the settings that hold for it.
//
// A sequence is known by its first line. Contract: Open takes nothing of the input away: source() gives all of it.
// Settings of a sequence hold, and of the program's own settings flags (--set) alone win over them; a sequence without
// settings (a replay's store exported) takes those of the program, as posts do.
// Errors: kInvalid for files that do not go together and for flags that a sequence cannot follow, kCorrupt for a
// damaged head, and those of the inputs. Ownership: borrows the config. Threads: one.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/pipeline.h"
#include "ingest/byte_source.h"
#include "ingest/mapping_source.h"
#include "ingest/sequence_line.h"
#include "models/models.h"
#include "tools/config.h"
#include "tools/post_feed.h"

namespace groundswell {

// A source whose first line can be looked at before it is read.
class PeekedSource : public ByteSource {
 public:
  explicit PeekedSource(ByteSource* source) : source_(source) {}
  // Without its end; cut off where it is longer than a line may be. A failure of the source is told by Read.
  std::string_view FirstLine();
  Result<size_t> Read(char* out, size_t size) override;
  bool Ready() const override { return given_ < bytes_.size() || source_->Ready(); }

 private:
  ByteSource* source_;
  std::string bytes_;  // read ahead
  size_t given_ = 0;   // of these
};

class ReplayInput {
 public:
  // With a mapping the files hold another system's records, and never a sequence.
  static Result<std::unique_ptr<ReplayInput>> Open(const std::vector<std::string>& files, const Config& config,
                                                   std::shared_ptr<const Mapping> mapping = nullptr);

  ByteSource* source() { return mapped_ ? static_cast<ByteSource*>(&*mapped_) : &peeked_; }
  // Nothing for posts.
  const std::optional<SequenceHead>& head() const { return head_; }
  const SettingsInForce& settings() const { return settings_; }
  // By what a data folder knows the settings again: the hash and, for a sequence, the embedding that gives its posts
  // their meaning here and the flags that win over it.
  const std::string& settings_mark() const { return settings_mark_; }
  // By which posts are scored, and what they mean is told again.
  const Models& models() const { return *models_; }
  // Whether posts of the sequence had their meaning from another embedding than this one, as far as it has been read:
  // here they have it from this one, so their groups may be others than they were live.
  bool met_other_meanings() const { return met_other_meanings_; }
  // For PipelineOptions; empty for posts. Borrows this.
  SettingsReader settings_reader() const;
  // Whether every record must become what it was: nothing is missing before it, and it is judged as it was then.
  bool records_hold() const {
    return head_ && head_->missing == 0 && !head_->settings.empty() && config_.FlagsHash().empty();
  }
  // What turns the lines into records. `key` and `options` are borrowed, and needed for posts alone.
  std::function<BlockReader()> block_readers(const AuthorKey* key, const BlockScorerOptions* options) const;

 private:
  ReplayInput(const std::vector<std::string>& files, const Config& config, std::shared_ptr<const Mapping> mapping)
      : files_(files), config_(config), mapping_(std::move(mapping)), source_(files), peeked_(&source_) {
    if (mapping_ != nullptr) mapped_.emplace(&source_, mapping_.get());
  }
  Status Recognise();
  Status CheckOthers() const;
  Status ReadHead(std::string_view line);
  Status ChooseSettings();
  Status CheckFlags() const;
  void NoteMeanings(const EngineSettings& settings) const;

  const std::vector<std::string> files_;
  const Config& config_;
  const std::shared_ptr<const Mapping> mapping_;
  InputFiles source_;
  std::optional<MappingSource> mapped_;
  PeekedSource peeked_;
  std::optional<SequenceHead> head_;
  std::optional<Models> models_;
  SettingsInForce settings_;
  std::string settings_mark_;
  mutable bool met_other_meanings_ = false;  // noted where settings are read, which changes nothing else
};

}  // namespace groundswell
