// MappingReader: one record of another system to the posts in it, each taken or refused by itself.
//
// Contract: as Decoder's, with these differences. A record may give no post (it is passed over: no post of the kind the
// mapping takes), one or many. A record that is not sound is refused whole; an item of a sound one is refused alone. A
// value that is null, empty, white space or listed under `none` is absent, and the next alternative is asked; the first
// that is given counts, and must be right. Ids and names may be integers. A text may be missing where there is a title.
// Texts keep what they say: white space at their ends goes, and HTML where the mapping says so.
// The zone of a channel in the options wins over that of the mapping. Placeholder authors of the mapping are left out.
// Ownership: shares the mapping; posts copy their strings into the batch's arena; no allocation for a post in the
// steady state. Threads: one reader a thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "ingest/decoder.h"
#include "ingest/framing.h"
#include "ingest/mapping.h"
#include "ingest/mapping_walk.h"
#include "ingest/refusal.h"
#include "models/post.h"

namespace groundswell {

// Why a record, or one item of it, was refused. `pointer` is where, as a JSON pointer into the record; empty for all of
// it. The refusal's text begins with the field that could not be filled, and repeats no value.
struct MappedRefusal {
  Line line;
  std::string pointer;
  Refusal refusal;
};

class MappingReader {
 public:
  explicit MappingReader(std::shared_ptr<const Mapping> mapping, DecodeOptions options = {});

  // Reads the record in `line` (`readable_bytes` as in Decoder::Decode): appends its posts to `batch`, and what was
  // refused to `refused`.
  void Read(std::string_view line, size_t readable_bytes, const Line& place, PostBatch* batch,
            std::vector<MappedRefusal>* refused);

  // Items that were no posts of the kind taken, so far.
  uint64_t passed_over() const { return passed_over_; }

 private:
  enum class Fate { kPassedOver, kPost, kDeletion };

  void ReadItem(const MappedItem& item, PostBatch* batch);
  Fate FateOf(const MappedItem& item) const;
  const PlanCondition* FindDoubled(const MappedItem& item) const;
  bool IsPassedOverWhole() const;
  bool Holds(const PlanCondition& condition, const MappedItem& item) const;
  // The value of an alternative; false where it gives none. *form is kString for what is made of parts.
  bool Resolve(const PlanAlternative& alternative, const MappedItem& item, Capture* value);
  bool Assemble(const PlanAlternative& alternative, const MappedItem& item, Capture* value);
  bool Narrow(const AlternativeSpec& spec, Capture* value);
  bool IsNeededGiven(const PlanAlternative& alternative, const MappedItem& item) const;
  void ReadField(const PlanField& field, const MappedItem& item);
  // Fills the field, or faults it; false where the value is none after all.
  bool TakeValue(const PlanField& field, const PlanAlternative& alternative, const Capture& value);
  bool TakeText(const PlanField& field, const PlanAlternative& alternative, std::string_view text);
  void TakeTime(const PlanField& field, const PlanAlternative& alternative, CaptureForm form, std::string_view text);
  void TakeCount(const PlanField& field, const PlanAlternative& alternative, CaptureForm form, std::string_view text);
  void TakeKind(const PlanField& field, const PlanAlternative& alternative, std::string_view text);
  void Check(const MappedItem& item);
  bool HasField(std::string_view name) const;
  void ForgetPlaceholder();
  void Keep(PostBatch* batch);
  std::string_view PlainText(std::string_view html);
  const ZoneOffset* Zone() const;
  void Fault(RejectReason reason, const FieldSpec& field, const PlanAlternative* alternative, std::string_view what);
  void FaultMissing(std::string_view name, const MappedItem& item);
  std::string PointerOf(const MappedItem& item, std::string_view pointer) const;

  const std::shared_ptr<const Mapping> mapping_;
  const MappingPlan& plan_;
  const DecodeOptions options_;
  MappingWalk walk_;
  // Of the item at hand. Strings of post_ view the walk's buffers, the mapping or texts_.
  Post post_;
  Refusal fault_;
  std::string_view fault_pointer_;
  bool fault_in_key_ = false;
  uint32_t unfit_pointer_ = kNoIndex;  // of the text put together last, the part that is none
  Arena texts_;
  std::string markup_, scratch_;
  uint64_t passed_over_ = 0;
};

// Reads every line of a block, as DecodeBlock does.
void MapBlock(const LineBlock& block, MappingReader* reader, PostBatch* batch, std::vector<MappedRefusal>* refused);

// What a refusal says where there is one text for all of it: "/a/b: field time: …".
std::string RefusalText(const MappedRefusal& refused);

}  // namespace groundswell
