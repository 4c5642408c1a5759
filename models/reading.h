// Reading: what a post says beside its mood: the cause of its complaint, what it demands, the emotion, and signs that
// stand on their own.
//
// Ownership: cause_tag views the taxonomy until the reading is copied into a batch; evidence views the text that was
// read. An absent text is empty. Units: none. Threads: plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace groundswell {

// The four classes of the field: a product or service of poor quality; not told, or told wrongly; no answer, or a poor
// one; drawn in by what others say.
enum class CauseClass : uint8_t { kNone, kQuality, kInformation, kCommunication, kOpinion };
enum class Emotion : uint8_t { kNone, kAnger, kAnxiety, kDisappointment, kSadness };

// Bits: a post may demand several things and show several signs.
enum Demand : uint8_t {
  kRefund = 1,
  kCompensation = 2,
  kApology = 4,
  kRepair = 8,
  kExplanation = 16,
  kCancellation = 32,
};
enum Sign : uint8_t {
  kAgreement = 1,    // says no more than "me too"
  kAgentAdvert = 2,  // an advertisement of those who complain for money
  kGathering = 4,    // announces or calls for people to gather
  kDanger = 8,       // danger to life or limb
  kBankRun = 16,     // deposits to be drawn out by many
  kDataLeak = 32,    // personal data in the wrong hands
};

constexpr uint8_t kDemandBits = 63, kSignBits = 63;

// Signs for which one post alone is told of; kVoiceSign is no sign of the text, but of who wrote it.
constexpr uint8_t kCriticalSigns = kGathering | kDanger | kBankRun | kDataLeak;
constexpr uint8_t kVoiceSign = 64;

struct Reading {
  CauseClass cause = CauseClass::kNone;
  Emotion emotion = Emotion::kNone;
  uint8_t demands = 0, signs = 0;
  std::string_view cause_tag;       // of the taxonomy
  std::string_view cause_evidence;  // the words that say so
  uint32_t evidence = 0;            // for and against a complaint (models/complaint_evidence.h); of scoring, not kept
};

// Names by value; of demands and signs by the place of their bit.
inline constexpr std::string_view kCauseClassNames[] = {"", "quality", "information", "communication", "opinion"};
inline constexpr std::string_view kEmotionNames[] = {"", "anger", "anxiety", "disappointment", "sadness"};
inline constexpr std::string_view kDemandNames[] = {"refund", "compensation", "apology",
                                                    "repair", "explanation",  "cancellation"};
inline constexpr std::string_view kSignNames[] = {"agreement", "agent_advert", "gathering",
                                                  "danger",    "bank_run",     "data_leak"};
inline constexpr std::string_view kVoiceName = "voice";

// The name, or "" for none.
constexpr std::string_view CauseClassName(CauseClass cause) { return kCauseClassNames[static_cast<size_t>(cause)]; }
// What a cause is counted and looked for by: its tag; its class where a person named the class alone.
constexpr std::string_view CauseNameOf(CauseClass cause, std::string_view tag) {
  return tag.empty() ? CauseClassName(cause) : tag;
}
constexpr std::string_view EmotionName(Emotion emotion) { return kEmotionNames[static_cast<size_t>(emotion)]; }

}  // namespace groundswell
