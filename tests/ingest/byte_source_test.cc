#include "ingest/byte_source.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <thread>

#include "ingest/decompress.h"
#include "tests/ingest/ingest_testing.h"

namespace groundswell {
namespace {

using testing_ingest::Gzip;
using testing_ingest::TempFolder;
using testing_ingest::Zstd;

struct Drained {
  std::string bytes;
  Status status;
};

Drained Drain(ByteSource* source, size_t step = 4096) {
  Drained drained;
  std::string piece(step, '\0');
  while (true) {
    const auto count = source->Read(piece.data(), step);
    if (!count.ok()) drained.status = count.status();
    if (!count.ok() || *count == 0) return drained;
    drained.bytes.append(piece, 0, *count);
  }
}

Drained DrainFile(const std::string& path, size_t step = 4096) {
  InputFiles files({path});
  return Drain(&files, step);
}

std::string ManyLines() {
  std::string lines;
  for (int i = 0; i < 60'000; ++i) lines += "{\"id\":" + std::to_string(i * 7919 % 60'013) + "}\n";
  return lines;
}

TEST(InputFilesTest, PlainGzipAndZstdGiveTheSameBytesWhateverTheName) {
  const TempFolder folder;
  const std::string lines = ManyLines();
  const std::string half = lines.substr(0, lines.size() / 2), rest = lines.substr(lines.size() / 2);
  const std::string skippable("\x50\x2A\x4D\x18\x03\x00\x00\x00zzz", 11);
  const struct {
    const char* name;
    std::string bytes;
  } kCases[] = {
      {"plain.jsonl", lines},
      {"gzip.jsonl.gz", Gzip(lines)},
      {"gzip-without-its-ending", Gzip(lines)},
      {"members.gz", Gzip(half) + Gzip("") + Gzip(rest)},
      {"zstd.jsonl.zst", Zstd(lines)},
      {"frames.zst", Zstd(half) + Zstd("") + skippable + Zstd(rest)},
      {"skippable-first.zst", skippable + Zstd(lines)},
      {"many-members.gz",
       [&lines] {
         std::string members;
         for (size_t i = 0; i < lines.size(); i += 5000) members += Gzip(lines.substr(i, 5000));
         return members;
       }()},
  };
  for (const auto& test : kCases) {
    for (size_t step : {1, 7, 4096, 1 << 20}) {
      if (step < 100 && lines.size() > 100'000 && test.bytes.size() == lines.size())
        continue;  // slow, says nothing new
      const Drained drained = DrainFile(folder.Write(test.name, test.bytes), step);
      EXPECT_TRUE(drained.status.ok()) << test.name << ": " << drained.status.message();
      EXPECT_TRUE(drained.bytes == lines) << test.name;
    }
  }
}

TEST(InputFilesTest, ShortFilesAreTakenAsTheyAre) {
  const TempFolder folder;
  for (const std::string bytes : {"", "a", "\x1F", "\x28\xB5", "P", "Pa", "PaPaPa", "\x28\xB5\x2F", "(abc"}) {
    const Drained drained = DrainFile(folder.Write("short", bytes));
    EXPECT_TRUE(drained.status.ok());
    EXPECT_EQ(drained.bytes, bytes.empty() || bytes.ends_with('\n') ? bytes : bytes + "\n");
  }
}

TEST(InputFilesTest, TruncatedInputIsAnErrorAfterTheBytesBeforeIt) {
  const TempFolder folder;
  const std::string lines = ManyLines();
  for (const std::string& packed : {Gzip(lines), Zstd(lines), Gzip("") + Gzip(lines), Zstd("") + Zstd(lines)}) {
    for (size_t kept : {size_t{30}, packed.size() / 2, packed.size() - 5, packed.size() - 1}) {
      const std::string path = folder.Write("cut.jsonl", packed.substr(0, kept));
      const Drained drained = DrainFile(path);
      EXPECT_EQ(drained.status.code(), Code::kCorrupt) << kept;
      const std::string expected = path + ": damaged ";
      EXPECT_TRUE(drained.status.message().starts_with(expected)) << drained.status.message();
      EXPECT_NE(drained.status.message().find("at byte " + std::to_string(kept)), std::string::npos);
      EXPECT_TRUE(lines.starts_with(drained.bytes));
      if (kept >= packed.size() / 2) {
        EXPECT_GT(drained.bytes.size(), lines.size() / 3);
      }
    }
  }
}

TEST(InputFilesTest, DamagedInputIsAnError) {
  const TempFolder folder;
  const std::string lines = ManyLines();
  for (std::string packed : {Gzip(lines), Zstd(lines)}) {
    packed[packed.size() / 2] ^= 0x55;
    packed[packed.size() / 2 + 1] ^= 0x2A;
    const Drained drained = DrainFile(folder.Write("damaged", packed));
    EXPECT_EQ(drained.status.code(), Code::kCorrupt);
  }
  EXPECT_EQ(DrainFile(folder.Write("tail", Gzip("a\n") + "rubbish")).status.code(), Code::kCorrupt);
  EXPECT_EQ(DrainFile(folder.Write("tail", Zstd("a\n") + "rubbish")).status.code(), Code::kCorrupt);
  EXPECT_EQ(DrainFile(folder.Write("tail", Gzip("a\n") + "rubbish")).bytes, "a\n");
}

TEST(InputFilesTest, AFailureIsReturnedByEveryLaterRead) {
  const TempFolder folder;
  InputFiles files({folder.Write("tail", Gzip("a\n") + "rubbish"), folder.Write("next", "b\n")});
  Drain(&files);
  char byte;
  EXPECT_FALSE(files.Read(&byte, 1).ok());
  EXPECT_FALSE(files.Read(&byte, 1).ok());
}

TEST(InputFilesTest, SeveralFilesReadAsOne) {
  const TempFolder folder;
  const struct {
    std::vector<std::string> files;
    std::string whole;
  } kCases[] = {
      {{}, ""},
      {{"", "", ""}, ""},
      {{"a\n", "b\n"}, "a\nb\n"},
      {{"a", "b"}, "a\nb\n"},
      {{"a\n", "", "b"}, "a\nb\n"},
      {{"a\r\n", "b\r"}, "a\r\nb\r\n"},
      {{"\xEF\xBB\xBF"
        "a\n",
        "\xEF\xBB\xBF"
        "b\n"},
       "a\nb\n"},
      {{Gzip("a\nb"), "c\n", Zstd("d")}, "a\nb\nc\nd\n"},
  };
  for (const auto& test : kCases) {
    std::vector<std::string> paths;
    for (const std::string& bytes : test.files) paths.push_back(folder.Write(std::to_string(paths.size()), bytes));
    for (size_t step : {1, 2, 4096}) {
      InputFiles files(paths);
      const Drained drained = Drain(&files, step);
      EXPECT_TRUE(drained.status.ok()) << drained.status.message();
      EXPECT_EQ(drained.bytes, test.whole);
    }
  }
}

TEST(InputFilesTest, AnInputCutIntoFilesAnywhereBetweenLinesHasTheSameHash) {
  const TempFolder folder;
  const std::string whole = "one\n\ntwo\nthree\n";
  Progress expected;
  for (size_t cut = 0; cut <= whole.size(); ++cut) {
    if (cut > 0 && whole[cut - 1] != '\n') continue;
    InputFiles files({folder.Write("a", whole.substr(0, cut)), folder.Write("b", whole.substr(cut))});
    LineReader reader(&files);
    LineBlock block;
    while (*reader.Next(100, &block)) {
    }
    if (cut == 0) expected = reader.progress();
    EXPECT_EQ(reader.progress(), expected);
  }
  EXPECT_EQ(expected.hash, Hash64(whole));
}

TEST(InputFilesTest, WrongNamesAreErrorsThatNameThem) {
  const TempFolder folder;
  const std::string absent = folder.path() / "absent.jsonl";
  EXPECT_EQ(DrainFile(absent).status.code(), Code::kNotFound);
  EXPECT_TRUE(DrainFile(absent).status.message().starts_with(absent));
  EXPECT_EQ(DrainFile(folder.path()).status.code(), Code::kIo);
  const std::string good = folder.Write("good", "a\n");
  EXPECT_TRUE(InputFiles({good, "-"}).Check().ok());
  EXPECT_EQ(InputFiles({good, absent}).Check().code(), Code::kNotFound);
}

TEST(InputFilesTest, APipeGivesItsBytes) {
  const TempFolder folder;
  const std::string pipe = folder.path() / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const std::string packed = Gzip(ManyLines());
  std::thread writer([&] { std::ofstream(pipe, std::ios::binary) << packed; });
  const Drained drained = DrainFile(pipe);
  writer.join();
  EXPECT_TRUE(drained.status.ok());
  EXPECT_TRUE(drained.bytes == ManyLines());
}

TEST(DecompressTest, AHugeRatioIsReadInFlatMemory) {
  const std::string packed = Gzip(std::string(40 << 20, ' '));
  auto source = Decompress(std::make_unique<MemorySource>(packed), "bomb");
  ASSERT_TRUE(source.ok());
  LineReader reader(source->get());
  LineBlock block;
  ASSERT_TRUE(*reader.Next(10, &block));
  EXPECT_TRUE(block.lines[0].too_long);
  EXPECT_LT(block.size(), size_t{4} << 20);
}

}  // namespace
}  // namespace groundswell
