// ByteWriter and ByteReader: what was written reads back, and a reader never reads past its bytes.
#include "base/bytes.h"

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <random>

namespace groundswell {
namespace {

enum class Colour : uint8_t { kRed = 3 };

std::string WriteOneOfEach() {
  std::string bytes;
  ByteWriter writer(&bytes);
  writer.Number(uint8_t{200});
  writer.Number(int64_t{-5});
  writer.Number(1.5f);
  writer.Number(std::numeric_limits<double>::infinity());
  writer.Number(true);
  writer.Number(Colour::kRed);
  writer.Text("海桥银行");
  writer.Text("");
  writer.Array(std::vector<uint32_t>{1, 2, 3});
  writer.Array(std::vector<uint16_t>{});
  return bytes;
}

bool ReadOneOfEach(ByteReader* reader) {
  std::vector<uint32_t> numbers;
  std::vector<uint16_t> none;
  bool same = reader->Number<uint8_t>() == 200;
  same &= reader->Number<int64_t>() == -5;
  same &= reader->Number<float>() == 1.5f;
  same &= reader->Number<double>() == std::numeric_limits<double>::infinity();
  same &= reader->Number<bool>();
  same &= reader->Number<Colour>() == Colour::kRed;
  same &= reader->Text() == "海桥银行";
  same &= reader->Text().empty();
  same &= reader->Array(&numbers) && numbers == std::vector<uint32_t>{1, 2, 3};
  same &= reader->Array(&none) && none.empty();
  return same;
}

TEST(Bytes, ReadsBackWhatWasWritten) {
  const std::string bytes = WriteOneOfEach();
  ByteReader reader(bytes);
  EXPECT_TRUE(ReadOneOfEach(&reader));
  EXPECT_TRUE(reader.done());
}

TEST(Bytes, NumbersAreLittleEndianAndTextsHaveTheirLengthBefore) {
  std::string bytes;
  ByteWriter writer(&bytes);
  writer.Number(uint32_t{0x01020304});
  writer.Text("ab");
  EXPECT_EQ(bytes, std::string("\x04\x03\x02\x01\x02\0\0\0ab", 10));
}

TEST(Bytes, IsNotDoneWhileBytesAreLeft) {
  const std::string bytes = WriteOneOfEach() + "x";
  ByteReader reader(bytes);
  EXPECT_TRUE(ReadOneOfEach(&reader));
  EXPECT_TRUE(reader.ok());
  EXPECT_FALSE(reader.done());
  EXPECT_EQ(reader.rest(), "x");
}

// Every prefix in a block of its own size, so that a read past its end is seen by the address sanitizer.
TEST(Bytes, EveryTruncationFailsAndNothingIsReadPastIt) {
  const std::string whole = WriteOneOfEach();
  for (size_t size = 0; size < whole.size(); ++size) {
    const auto cut = std::make_unique<char[]>(size);
    std::memcpy(cut.get(), whole.data(), size);
    ByteReader reader({cut.get(), size});
    ReadOneOfEach(&reader);
    EXPECT_FALSE(reader.ok()) << size;
    EXPECT_FALSE(reader.done()) << size;
  }
}

TEST(Bytes, AfterAFailureEveryReadGivesNothing) {
  const std::string bytes = "abc";
  ByteReader reader(bytes);
  EXPECT_EQ(reader.Number<uint64_t>(), 0u);
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.Number<uint8_t>(), 0);
  EXPECT_EQ(reader.Text(), "");
  std::vector<uint8_t> values{1, 2};
  EXPECT_FALSE(reader.Array(&values));
  EXPECT_FALSE(reader.ok());
}

TEST(Bytes, AHugeLengthIsRefusedWithoutAllocating) {
  for (const uint64_t count : {uint64_t{2}, uint64_t{1} << 61, std::numeric_limits<uint64_t>::max()}) {
    std::string bytes;
    ByteWriter writer(&bytes);
    writer.Number(count);
    writer.Number(uint64_t{0});
    ByteReader reader(bytes);
    std::vector<uint64_t> values;
    EXPECT_FALSE(reader.Array(&values)) << count;
    EXPECT_LE(values.capacity(), 2u);
  }
  std::string bytes;
  ByteWriter(&bytes).Number(std::numeric_limits<uint32_t>::max());
  ByteReader reader(bytes);
  EXPECT_EQ(reader.Text(), "");
  EXPECT_FALSE(reader.ok());
}

TEST(Bytes, AByteThatIsNoBoolIsRefused) {
  const std::string bytes = "\x02";
  ByteReader reader(bytes);
  EXPECT_FALSE(reader.Number<bool>());
  EXPECT_FALSE(reader.ok());
}

TEST(Bytes, RandomBytesNeverReadPastTheEnd) {
  constexpr uint64_t kSeed = 11;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 20000; ++round) {
    const size_t size = random() % 64;
    const auto block = std::make_unique<char[]>(size);
    // Small values make lengths that fit now and then.
    for (size_t i = 0; i < size; ++i) block[i] = static_cast<char>(random() % 4 == 0 ? random() % 16 : 0);
    ByteReader reader({block.get(), size});
    std::vector<uint16_t> values;
    for (int i = 0; i < 6; ++i) {
      switch (random() % 3) {
        case 0:
          reader.Number<uint32_t>();
          break;
        case 1:
          EXPECT_LE(reader.Text().size(), size);
          break;
        default:
          reader.Array(&values);
      }
    }
    EXPECT_LE(reader.rest().size(), size);
  }
}

}  // namespace
}  // namespace groundswell
