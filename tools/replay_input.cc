#include "tools/replay_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "base/hash.h"
#include "ingest/limits.h"
#include "tools/config_keys.h"
#include "tools/config_names.h"
#include "tools/model_set.h"
#include "tools/sequence_reader.h"
#include "tools/settings_text.h"

namespace groundswell {

std::string_view PeekedSource::FirstLine() {
  size_t end = bytes_.find('\n');
  while (end == std::string::npos && bytes_.size() <= kLineBytesMax) {
    const size_t filled = bytes_.size();
    bytes_.resize(filled + kReadBytes);
    const Result<size_t> count = source_->Read(bytes_.data() + filled, kReadBytes);
    bytes_.resize(filled + (count.ok() ? *count : 0));
    if (bytes_.size() == filled) break;
    end = bytes_.find('\n', filled);
  }
  std::string_view line = std::string_view(bytes_).substr(0, end);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Result<size_t> PeekedSource::Read(char* out, size_t size) {
  if (given_ == bytes_.size()) return source_->Read(out, size);
  const size_t count = std::min(size, bytes_.size() - given_);
  std::memcpy(out, bytes_.data() + given_, count);
  given_ += count;
  if (given_ == bytes_.size()) {
    bytes_ = {};
    given_ = 0;
  }
  return count;
}

Result<std::unique_ptr<ReplayInput>> ReplayInput::Open(const std::vector<std::string>& files, const Config& config,
                                                       std::shared_ptr<const Mapping> mapping) {
  std::unique_ptr<ReplayInput> input(new ReplayInput(files, config, std::move(mapping)));
  if (Status status = input->source_.Check(); !status.ok()) return status;
  if (input->mapping_ == nullptr)
    if (Status status = input->Recognise(); !status.ok()) return status;
  if (Status status = input->ChooseSettings(); !status.ok()) return status;
  return input;
}

Status ReplayInput::Recognise() {
  const std::string_view line = peeked_.FirstLine();
  if (LooksLikeSequenceHead(line)) {
    GROUNDSWELL_TRY(ReadHead(line).Annotate("line 1"));
  } else if (LooksLikeSequenceLine(line)) {
    return Invalid(InputName(files_.front()) + ": begins in the midst of a sequence; give its first part first");
  }
  return CheckOthers();
}

Status ReplayInput::ReadHead(std::string_view line) {
  std::string padded(line);
  padded.append(kLinePaddingBytes, ' ');
  SequenceLineReader reader;
  auto read = reader.Read(std::string_view(padded).substr(0, line.size()), padded.size());
  if (!read.ok()) return read.status();
  head_ = std::move(read->head);
  return {};
}

// Whether the other files go with the first. What can be read only once, such as a pipe, is not looked at here.
Status ReplayInput::CheckOthers() const {
  for (size_t i = 1; i < files_.size(); ++i) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(files_[i], error)) continue;
    InputFiles file({files_[i]});
    PeekedSource peeked(&file);
    const std::string_view line = peeked.FirstLine();
    if (line.empty()) continue;
    if (LooksLikeSequenceHead(line)) return Invalid(files_[i] + ": is another sequence; replay one at a time");
    if (LooksLikeSequenceLine(line) != head_.has_value())
      return Invalid(files_[i] + ": a sequence and posts do not go together; replay one or the other");
  }
  return {};
}

Status ReplayInput::ChooseSettings() {
  const bool has_settings = head_ && !head_->settings.empty();
  if (has_settings) GROUNDSWELL_TRY(CheckFlags());
  auto models = LoadModels(config_);
  if (!models.ok()) return models.status();
  models_ = std::move(*models);
  if (has_settings) {
    auto settings = ReadSettingsText(head_->settings, config_.flags());
    const bool is_damaged = settings.status().code() == Code::kCorrupt;  // and no wrong flag
    if (!settings.ok()) return is_damaged ? settings.status().Annotate("line 1") : settings.status();
    settings_ = std::move(*settings);
    NoteMeanings(settings_.settings);
    settings_mark_ = fmt::format("{}+{:016x}", settings_.config_hash, models_->meaning_checksum());
    if (const std::string flags = config_.FlagsHash(); !flags.empty()) settings_mark_ += "+" + flags;
    return {};
  }
  settings_ = {EngineSettingsOf(config_), ConfigHash(config_, *models_)};
  settings_mark_ = settings_.config_hash;
  // What a record becomes is decided before the settings, and a folder goes on only where it becomes the same.
  if (mapping_ != nullptr) settings_mark_ += fmt::format("+{:016x}", mapping_->checksum());
  return {};
}

// What was decided before the posts were sequenced cannot be decided otherwise now.
Status ReplayInput::CheckFlags() const {
  for (const auto& [name, entry] : config_.entries()) {
    if (entry.source != ConfigSource::kFlag) continue;
    const auto& [section, key] = name;
    const bool is_of_channel =
        section.starts_with(kChannelPrefix) && (key == "time_zone" || key == "placeholder_authors");
    const bool is_of_reading = section == "taxonomy" || section == "privacy" || section == "watchlist";
    if (is_of_channel || is_of_reading || section.starts_with(kOrganisationPrefix))
      return Invalid(
          fmt::format("--set {}.{}: the posts of a sequence were read and scored when it was made; replay "
                      "the posts themselves to change that",
                      section, key));
  }
  return {};
}

void ReplayInput::NoteMeanings(const EngineSettings& settings) const {
  if (settings.meaning != models_->meaning_checksum()) met_other_meanings_ = true;
}

SettingsReader ReplayInput::settings_reader() const {
  if (!head_) return {};
  return [this, flags = config_.flags()](std::string_view text) {
    auto settings = ReadSettingsText(text, flags);
    if (settings.ok()) NoteMeanings(settings->settings);
    return settings;
  };
}

std::function<BlockReader()> ReplayInput::block_readers(const AuthorKey* key, const BlockScorerOptions* options) const {
  if (head_)
    return [this] {
      const auto reader = std::make_shared<SequenceReader>(&*models_);
      return BlockReader([reader](const LineBlock& lines) { return reader->Read(lines); });
    };
  return [this, key, options] {
    const auto scorer = std::make_shared<BlockScorer>(&*models_, key, options);
    return BlockReader([scorer](const LineBlock& lines) { return scorer->Score(lines); });
  };
}

}  // namespace groundswell
