#include "tools/model_set.h"

#include <fstream>
#include <iterator>
#include <string>

// Set by tools/built_in_models.S.in.
extern "C" const char groundswell_sentiment_model[], groundswell_sentiment_model_end[];
extern "C" const char groundswell_complaint_model[], groundswell_complaint_model_end[];
extern "C" const char groundswell_embedding_model[], groundswell_embedding_model_end[];

namespace groundswell {
namespace {

Result<std::string> ReadModel(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return NotFound(path + ": there is no such model file; leave models.dir away to use the built-in ones");
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (file.bad()) return IoError(path + ": the model file cannot be read");
  return bytes;
}

}  // namespace

std::string_view BuiltInSentimentModel() { return {groundswell_sentiment_model, groundswell_sentiment_model_end}; }
std::string_view BuiltInComplaintModel() { return {groundswell_complaint_model, groundswell_complaint_model_end}; }
std::string_view BuiltInEmbedding() { return {groundswell_embedding_model, groundswell_embedding_model_end}; }

Result<TextScorer> LoadModels(const Config& config) {
  const std::string& folder = config.Text("models.dir");
  if (folder.empty() && BuiltInSentimentModel().empty()) {
    return NotFound("no models are built in; set models.dir to a folder that `groundswell train` made");
  }
  if (folder.empty()) return TextScorer::Parse(BuiltInSentimentModel(), BuiltInComplaintModel());
  const Result<std::string> sentiment = ReadModel(folder + "/sentiment.gsm");
  if (!sentiment.ok()) return sentiment.status();
  const Result<std::string> complaint = ReadModel(folder + "/complaint.gsm");
  if (!complaint.ok()) return complaint.status();
  Result<TextScorer> models = TextScorer::Parse(*sentiment, *complaint);
  if (!models.ok()) return models.status().Annotate(folder);
  return models;
}

Result<Embedding> LoadEmbedding(const Config& config) {
  const std::string& folder = config.Text("models.dir");
  if (folder.empty() && BuiltInEmbedding().empty()) {
    return NotFound("no embedding is built in; set models.dir to a folder that `groundswell train` made");
  }
  if (folder.empty()) return Embedding::Parse(BuiltInEmbedding());
  const Result<std::string> bytes = ReadModel(folder + "/embedding.gsm");
  if (!bytes.ok()) return bytes.status();
  Result<Embedding> embedding = Embedding::Parse(*bytes);
  if (!embedding.ok()) return embedding.status().Annotate(folder);
  return embedding;
}

HashedFile ModelsFile(uint64_t checksum) { return {"models", checksum}; }

std::string ConfigHash(const Config& config, const TextScorer& models) {
  return config.Hash({ModelsFile(models.checksum())});
}

}  // namespace groundswell
