#include "tools/model_set.h"

#include <fstream>
#include <iterator>
#include <string>
#include <utility>

// Set by tools/built_in_models.S.in.
extern "C" const char groundswell_sentiment_gsm[], groundswell_sentiment_gsm_end[];
extern "C" const char groundswell_complaint_gsm[], groundswell_complaint_gsm_end[];
extern "C" const char groundswell_embedding_gsm[], groundswell_embedding_gsm_end[];
extern "C" const char groundswell_default_taxonomy_toml[], groundswell_default_taxonomy_toml_end[];

namespace groundswell {
namespace {

Result<std::string> ReadModel(const std::string& path, std::string_view remedy) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return NotFound(path + ": there is no such file; " + std::string(remedy));
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (file.bad()) return IoError(path + ": the file cannot be read");
  return bytes;
}

constexpr std::string_view kRemedy = "leave models.dir away to use the built-in models";

Result<TextScorer> LoadTextScorer(const std::string& folder) {
  if (folder.empty() && BuiltInSentimentModel().empty())
    return NotFound("no models are built in; set models.dir to a folder that `groundswell train` made");
  if (folder.empty()) return TextScorer::Parse(BuiltInSentimentModel(), BuiltInComplaintModel());
  const Result<std::string> sentiment = ReadModel(folder + "/sentiment.gsm", kRemedy);
  if (!sentiment.ok()) return sentiment.status();
  const Result<std::string> complaint = ReadModel(folder + "/complaint.gsm", kRemedy);
  if (!complaint.ok()) return complaint.status();
  Result<TextScorer> models = TextScorer::Parse(*sentiment, *complaint);
  if (!models.ok()) return models.status().Annotate(folder);
  return models;
}

Result<Taxonomy> LoadTaxonomy(const std::string& path) {
  if (path.empty()) return Taxonomy::Parse(BuiltInTaxonomy(), "the built-in taxonomy");
  const Result<std::string> text = ReadModel(path, "leave taxonomy.file away to use the built-in taxonomy");
  if (!text.ok()) return text.status();
  return Taxonomy::Parse(*text, path);
}

}  // namespace

std::string_view BuiltInSentimentModel() { return {groundswell_sentiment_gsm, groundswell_sentiment_gsm_end}; }
std::string_view BuiltInComplaintModel() { return {groundswell_complaint_gsm, groundswell_complaint_gsm_end}; }
std::string_view BuiltInEmbedding() { return {groundswell_embedding_gsm, groundswell_embedding_gsm_end}; }
std::string_view BuiltInTaxonomy() {
  return {groundswell_default_taxonomy_toml, groundswell_default_taxonomy_toml_end};
}

Result<Models> LoadModels(const Config& config) {
  Result<TextScorer> text = LoadTextScorer(config.Text("models.dir"));
  if (!text.ok()) return text.status();
  Result<Taxonomy> taxonomy = LoadTaxonomy(config.Text("taxonomy.file"));
  if (!taxonomy.ok()) return taxonomy.status();
  Result<Embedding> embedding = LoadEmbedding(config);
  if (!embedding.ok()) return embedding.status();
  return Models{.text = std::move(*text), .taxonomy = std::move(*taxonomy), .embedding = std::move(*embedding)};
}

Result<Embedding> LoadEmbedding(const Config& config) {
  const std::string& folder = config.Text("models.dir");
  if (folder.empty() && BuiltInEmbedding().empty())
    return NotFound("no embedding is built in; set models.dir to a folder that `groundswell train` made");
  if (folder.empty()) return Embedding::Parse(BuiltInEmbedding());
  const Result<std::string> bytes = ReadModel(folder + "/embedding.gsm", kRemedy);
  if (!bytes.ok()) return bytes.status();
  Result<Embedding> embedding = Embedding::Parse(*bytes);
  if (!embedding.ok()) return embedding.status().Annotate(folder);
  return embedding;
}

HashedFile ModelsFile(uint64_t checksum) { return {"models", checksum}; }

std::string ConfigHash(const Config& config, const Models& models) {
  return config.Hash({ModelsFile(models.checksum())});
}

}  // namespace groundswell
