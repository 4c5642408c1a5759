// Scope: everything learned about the posts of one organisation, or of posts whose organisation is unknown.
//
// Scopes share nothing but model files, so that what one organisation's stream does never moves another's groups.
// Threads: one.
#pragma once

#include <string>
#include <vector>

#include "engine/clusterer.h"
#include "engine/copy_table.h"

namespace groundswell {

struct Scope {
  Scope(std::string name, const EngineSettings& settings)
      : org(std::move(name)), clusterer(settings.cluster), copies(settings.copy_texts_max) {}

  std::string org;  // empty for the scope of unknown organisations
  Clusterer clusterer;
  CopyTable copies;
  std::vector<uint32_t> group_of_slot;  // micro-cluster slot -> index of its group in the engine

  void Save(ByteWriter* writer) const {
    clusterer.Save(writer);
    copies.Save(writer);
    writer->Array(group_of_slot);
  }
  bool Load(ByteReader* reader) {
    return clusterer.Load(reader) && copies.Load(reader) && reader->Array(&group_of_slot);
  }
};

}  // namespace groundswell
