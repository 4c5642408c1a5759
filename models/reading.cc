#include "models/reading.h"

#include <bit>

namespace groundswell {

std::string_view CauseClassName(CauseClass cause) {
  constexpr std::string_view kNames[] = {"", "quality", "information", "communication", "opinion"};
  return kNames[static_cast<size_t>(cause)];
}

std::string_view EmotionName(Emotion emotion) {
  constexpr std::string_view kNames[] = {"", "anger", "anxiety", "disappointment", "sadness"};
  return kNames[static_cast<size_t>(emotion)];
}

std::string_view DemandName(Demand demand) {
  constexpr std::string_view kNames[] = {"refund", "compensation", "apology", "repair", "explanation", "cancellation"};
  return kNames[std::countr_zero(static_cast<uint8_t>(demand))];
}

std::string_view SignName(Sign sign) {
  constexpr std::string_view kNames[] = {"agreement", "agent_advert", "gathering", "danger", "bank_run", "data_leak"};
  return kNames[std::countr_zero(static_cast<uint8_t>(sign))];
}

}  // namespace groundswell
