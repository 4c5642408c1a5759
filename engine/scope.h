// Scope: everything learned about the posts of one organisation, or of posts whose organisation is unknown.
//
// Scopes share nothing but model files, so that what one organisation's stream does never moves another's groups.
// Threads: one.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/baseline.h"
#include "engine/clusterer.h"
#include "engine/copy_table.h"

namespace groundswell {

struct Scope {
  Scope(std::string name, const EngineSettings& settings)
      : org(std::move(name)),
        clusterer(settings.cluster),
        copies(settings.copy_texts_max),
        planned(settings.calendar.SpansOf(org)) {}

  std::string org;  // empty for the scope of unknown organisations
  Clusterer clusterer;
  CopyTable copies;
  std::vector<uint32_t> group_of_slot;   // micro-cluster slot -> index of its group in the engine
  Rhythm rhythm;                         // of all its posts
  Baseline complainants;                 // of all its groups, each person once in each
  std::span<const PlannedSpan> planned;  // of the calendar in force, which the engine owns

  void Save(ByteWriter* writer) const {
    clusterer.Save(writer);
    copies.Save(writer);
    writer->Array(group_of_slot);
    rhythm.Save(writer);
    writer->Number(complainants.has_begun());
    if (complainants.has_begun()) complainants.Save(writer);
  }
  bool Load(ByteReader* reader) {
    return clusterer.Load(reader) && copies.Load(reader) && reader->Array(&group_of_slot) && rhythm.Load(reader) &&
           (!reader->Number<bool>() || complainants.Load(reader));
  }
};

}  // namespace groundswell
