// Scope: everything learned about the posts of one organisation, or of posts whose organisation is unknown.
//
// About an organisation complaints are grouped among themselves and talk among itself: a complaint that fell among the
// praise, questions and jokes about its organisation would be found by nobody. Posts of unknown organisation are
// grouped all together, for there a topic is what they share. Scopes share nothing but model files, so that what one
// organisation's stream does never moves another's groups. Threads: one.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/authorship_agents.h"
#include "engine/baseline.h"
#include "engine/burst.h"
#include "engine/clusterer.h"
#include "engine/copy_table.h"

namespace groundswell {

// Posts that are grouped together.
struct Clustering {
  explicit Clustering(const ClusterSettings& settings) : clusterer(settings) {}

  Clusterer clusterer;
  std::vector<uint32_t> group_of_slot;  // micro-cluster slot -> index of its group in the engine

  void Save(ByteWriter* writer) const {
    clusterer.Save(writer);
    writer->Array(group_of_slot);
  }
  bool Load(ByteReader* reader) { return clusterer.Load(reader) && reader->Array(&group_of_slot); }
};

// Whether most of those who come lately come by posts whose time is true to the day alone. Halved as it grows, so that
// what was long ago is forgotten.
struct DatedShare {
  static constexpr uint32_t kPeopleMax = 256;
  uint32_t people = 0, dated = 0;

  void Count(uint32_t came, bool is_dated) {
    people += came;
    dated += is_dated ? came : 0;
    while (people > kPeopleMax) people /= 2, dated /= 2;
  }
  bool is_most() const { return 2 * uint64_t{dated} > people; }
};

struct Scope {
  Scope(std::string name, const EngineSettings& settings)
      : org(std::move(name)),
        matters(settings.cluster),
        copies(settings.copy_texts_max),
        planned(settings.calendar.SpansOf(org)) {}

  std::string org;                   // empty for the scope of unknown organisations
  Clustering matters;                // complaints; without an organisation, all posts
  std::unique_ptr<Clustering> talk;  // made when first needed
  CopyTable copies;
  AgentAdverts adverts;                  // that name it
  Rhythm rhythm;                         // of all its posts
  Baseline complainants;                 // of all its groups, each person once in each
  Baseline told;                         // of them, those who joined a group that an alert had told of
  Baseline untold;                       // and the others
  DatedShare dated;                      // of them all
  EventTime gathered_at;                 // when these were last looked through for what belongs together
  std::span<const PlannedSpan> planned;  // of the calendar in force, which the engine owns

  Precision precision() const { return dated.is_most() ? Precision::kDays : Precision::kPanes; }
  bool IsTalk(bool is_complaint) const { return !is_complaint && !org.empty(); }
  Clustering* Of(bool is_talk, const EngineSettings& settings) {
    if (!is_talk) return &matters;
    if (talk == nullptr) talk = std::make_unique<Clustering>(settings.cluster);
    return talk.get();
  }
  template <typename Visit>
  void ForEachClustering(Visit&& visit) {
    visit(&matters);
    if (talk != nullptr) visit(talk.get());
  }

  void Save(ByteWriter* writer) const {
    matters.Save(writer);
    writer->Number(talk != nullptr);
    if (talk != nullptr) talk->Save(writer);
    copies.Save(writer);
    adverts.Save(writer);
    rhythm.Save(writer);
    for (const Baseline* baseline : {&complainants, &told, &untold}) {
      writer->Number(baseline->has_begun());
      if (baseline->has_begun()) baseline->Save(writer);
    }
    writer->Number(dated.people);
    writer->Number(dated.dated);
    writer->Number(gathered_at.ms);
  }
  bool Load(ByteReader* reader, const EngineSettings& settings) {
    if (!matters.Load(reader) || (reader->Number<bool>() && !Of(true, settings)->Load(reader))) return false;
    if (!copies.Load(reader) || !adverts.Load(reader) || !rhythm.Load(reader)) return false;
    for (Baseline* baseline : {&complainants, &told, &untold})
      if (reader->Number<bool>() && !baseline->Load(reader)) return false;
    dated.people = reader->Number<uint32_t>();
    dated.dated = reader->Number<uint32_t>();
    gathered_at.ms = reader->Number<int64_t>();
    return reader->ok();
  }
};

}  // namespace groundswell
