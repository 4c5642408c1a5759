#include "tools/generate_phrases.h"

namespace groundswell {
namespace {

constexpr std::string_view kPhraseFiles[] = {
#include "tools/phrases/common.inc"
    ,
#include "tools/phrases/bank_double_charge.inc"
    ,
#include "tools/phrases/bank_soundbox.inc"
    ,
#include "tools/phrases/insurer_cancel.inc"
    ,
#include "tools/phrases/airline.inc"
    ,
#include "tools/phrases/voices.inc"
    ,
#include "tools/phrases/company_chatter.inc"
    ,
#include "tools/phrases/life_zh.inc"
    ,
#include "tools/phrases/life_en.inc"
    ,
#include "tools/phrases/drill_frames.inc"
    ,
#include "tools/phrases/drill_money.inc"
    ,
#include "tools/phrases/drill_devices.inc"
    ,
#include "tools/phrases/drill_shops.inc"
    ,
#include "tools/phrases/drill_singles.inc"
    ,
#include "tools/phrases/drill_talk.inc"
    ,
#include "tools/phrases/drill_events.inc"
    ,
#include "tools/phrases/drill_life.inc"
};

}  // namespace

Result<Grammar> LoadPhrases() {
  Grammar grammar;
  for (std::string_view file : kPhraseFiles) GROUNDSWELL_TRY(grammar.Parse(file));
  GROUNDSWELL_TRY(grammar.Check());
  return grammar;
}

}  // namespace groundswell
