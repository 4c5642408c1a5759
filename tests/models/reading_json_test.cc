#include "models/reading_json.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

std::string Json(const Reading& reading) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject();
  WriteReading(reading, &json);
  json.EndObject();
  return text;
}

TEST(ReadingJson, NothingReadIsNothingWritten) { EXPECT_EQ(Json({}), "{}"); }

TEST(ReadingJson, EverythingHasItsName) {
  const Reading reading = {CauseClass::kOpinion, Emotion::kSadness, kDemandBits, kSignBits, "tag", "words"};
  EXPECT_EQ(Json(reading), R"({"cause":{"class":"opinion","tag":"tag","evidence":"words"},)"
                           R"("demands":["refund","compensation","apology","repair","explanation","cancellation"],)"
                           R"("emotion":"sadness",)"
                           R"("signs":["agreement","agent_advert","gathering","danger","bank_run","data_leak"]})");
}

TEST(ReadingJson, AClassMayHaveNoTag) {
  const Reading reading = {CauseClass::kQuality, Emotion::kNone, 0, 0, "", "坏了"};
  EXPECT_EQ(Json(reading), R"({"cause":{"class":"quality","evidence":"坏了"}})");
}

}  // namespace
}  // namespace groundswell
