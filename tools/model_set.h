// The model files a run uses: those built into the program, or those of the folder that models.dir names.
//
// Errors: NotFound or IoError where a file cannot be read, Corrupt where it is damaged or of another version.
#pragma once

#include <string_view>

#include "base/status.h"
#include "models/embedding.h"
#include "models/models.h"
#include "tools/config.h"

namespace groundswell {

Result<Models> LoadModels(const Config& config);
Result<Embedding> LoadEmbedding(const Config& config);

// As the configuration hash names the models of this checksum.
HashedFile ModelsFile(uint64_t checksum);

// config_hash of the contract: the settings that can change a result, and these models.
std::string ConfigHash(const Config& config, const Models& models);

// The files built into the program, as they lay in models/ when it was built.
std::string_view BuiltInSentimentModel();
std::string_view BuiltInComplaintModel();
std::string_view BuiltInEmbedding();
std::string_view BuiltInTaxonomy();

}  // namespace groundswell
