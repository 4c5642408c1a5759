#include "tools/command_train.h"

#include <filesystem>
#include <system_error>

#include "tools/fit_evidence.h"

namespace groundswell {

Status RunTrain(const TrainCommandOptions& options, const Console& console) {
  const auto tell = [&console](std::string_view sentence) { *console.err << sentence << std::endl; };
  if (options.fits_evidence) {
    FitEvidenceOptions evidence;
    evidence.data_dir = options.files.data_dir;
    evidence.words_file = options.files.words_file;
    const auto table = FitEvidence(evidence, tell);
    if (table.ok()) *console.out << *table;
    return table.status();
  }
  std::error_code failed;
  std::filesystem::create_directories(options.files.out_dir, failed);
  if (failed) return IoError(options.files.out_dir + ": cannot be made: " + failed.message());
  if (options.trains_scores) GROUNDSWELL_TRY(TrainModelFiles(options.files, tell));
  if (!options.trains_embedding) return {};
  TrainEmbeddingFileOptions embedding;
  embedding.data_dir = options.files.data_dir;
  embedding.out_dir = options.files.out_dir;
  embedding.words_file = options.files.words_file;
  return TrainEmbeddingFile(embedding, tell);
}

}  // namespace groundswell
