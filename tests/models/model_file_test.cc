// What a model file gives back, and what it refuses.
#include "models/model_file.h"

#include <gtest/gtest.h>

#include <limits>

namespace groundswell {
namespace {

ModelFile SmallFile() {
  ModelFile file;
  file.kind = ModelKind::kComplaint;
  file.about = "sets: a b";
  file.parameters = {0.5f, -1.25f};
  file.keys = {0, 7, 300, 70000, (1u << 26) - 1};
  file.columns = {{1, -2, 127, -127, 5}};
  return file;
}

TEST(ModelFileTest, ParsesWhatItEncodes) {
  const auto parsed = ParseModelFile(EncodeModelFile(SmallFile()), ModelKind::kComplaint);
  ASSERT_TRUE(parsed.ok()) << parsed.status().message();
  EXPECT_EQ(parsed->about, "sets: a b");
  EXPECT_EQ(parsed->parameters, SmallFile().parameters);
  EXPECT_EQ(parsed->keys, SmallFile().keys);
  EXPECT_EQ(parsed->columns, SmallFile().columns);
}

TEST(ModelFileTest, AnAppendixComesBackAndNoneLeavesNoTrace) {
  ModelFile file = SmallFile();
  file.appendix = std::string("a part\0of its own", 17);
  const std::string bytes = EncodeModelFile(file);
  const auto parsed = ParseModelFile(bytes, ModelKind::kComplaint);
  ASSERT_TRUE(parsed.ok()) << parsed.status().message();
  EXPECT_EQ(parsed->appendix, file.appendix);
  EXPECT_EQ(parsed->columns, file.columns);
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(ParseModelFile(std::string_view(bytes).substr(0, size), ModelKind::kComplaint).ok()) << size;
  }
  EXPECT_EQ(EncodeModelFile(SmallFile()).size() + sizeof(uint32_t) + 17, bytes.size());
}

TEST(ModelFileTest, EqualFilesGiveEqualBytes) { EXPECT_EQ(EncodeModelFile(SmallFile()), EncodeModelFile(SmallFile())); }

TEST(ModelFileTest, RefusesAnotherKind) {
  const auto parsed = ParseModelFile(EncodeModelFile(SmallFile()), ModelKind::kSentiment);
  EXPECT_EQ(parsed.status().code(), Code::kCorrupt);
}

TEST(ModelFileTest, RefusesEveryCut) {
  const std::string bytes = EncodeModelFile(SmallFile());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(ParseModelFile(std::string_view(bytes).substr(0, size), ModelKind::kComplaint).ok()) << size;
  }
  EXPECT_FALSE(ParseModelFile(bytes + "x", ModelKind::kComplaint).ok());
}

TEST(ModelFileTest, RefusesEveryChangedByte) {
  const std::string bytes = EncodeModelFile(SmallFile());
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    EXPECT_FALSE(ParseModelFile(changed, ModelKind::kComplaint).ok()) << at;
  }
}

TEST(ModelFileTest, RefusesKeysThatAreNoFeatures) {
  ModelFile file = SmallFile();
  file.keys.back() = 1u << 26;
  EXPECT_FALSE(ParseModelFile(EncodeModelFile(file), ModelKind::kComplaint).ok());
  file.keys = {5, 5, 6, 7, 8};
  EXPECT_FALSE(ParseModelFile(EncodeModelFile(file), ModelKind::kComplaint).ok());
}

TEST(ModelFileTest, RefusesAParameterThatIsNoNumber) {
  ModelFile file = SmallFile();
  file.parameters[0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(ParseModelFile(EncodeModelFile(file), ModelKind::kComplaint).ok());
}

}  // namespace
}  // namespace groundswell
