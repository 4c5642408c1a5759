// Sources on a loop: files, archives, connections; with peers that stall, cut lines and go away.
#include "ingest/source.h"

#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "ingest/mapping.h"
#include "ingest/source_archive.h"
#include "ingest/source_file.h"
#include "ingest/source_tcp.h"
#include "tests/ingest/ingest_testing.h"
#include "tests/ingest/source_testing.h"
#include "tests/storage/temp_folder.h"

namespace groundswell {
namespace {

using boost::asio::ip::tcp;

class SourceTest : public ::testing::Test {
 protected:
  bool Until(const std::function<bool()>& holds) { return RunUntil(&loop_, holds); }
  // The port that a listening source took.
  uint16_t Port() {
    EXPECT_TRUE(Until([&] { return !sink_.address_.empty(); })) << sink_.error_;
    return static_cast<uint16_t>(std::stoi(sink_.address_.substr(sink_.address_.rfind(':') + 1)));
  }
  tcp::socket Connect(uint16_t port) {
    tcp::socket socket(peers_);
    socket.connect({boost::asio::ip::make_address("127.0.0.1"), port});
    return socket;
  }

  TempFolder folder_;
  const std::string path_ = folder_.path() + "/posts.jsonl";
  boost::asio::io_context loop_, peers_;
  RecordingSink sink_;
};

TEST_F(SourceTest, AFileIsFollowedAndGoesOnAtItsCursor) {
  {
    FileSource source(&loop_, &sink_, path_);
    source.Start("");
    EXPECT_TRUE(Until([&] { return sink_.state_ == SourceState::kWaiting; }));
    EXPECT_NE(sink_.error_.find(path_), std::string::npos);
    AppendTo(path_, "1\n2\nhal");
    EXPECT_TRUE(Until([&] { return sink_.lines_ == 2; }));
    EXPECT_EQ(sink_.state_, SourceState::kRunning);
    source.Stop();
  }
  AppendTo(path_, "f\n4\n");
  FileSource source(&loop_, &sink_, path_);
  source.Start(sink_.cursor_);
  EXPECT_TRUE(Until([&] { return sink_.lines_ == 4; }));
  EXPECT_EQ(sink_.bytes_, "1\n2\nhalf\n4\n");
  EXPECT_EQ(sink_.held_.back().lines_before, 2u) << "lines keep their numbers";
  EXPECT_TRUE(Until([&] { return sink_.behind_ == 0; }));
}

TEST_F(SourceTest, AFullSinkAndAPauseStopTheReading) {
  std::string lines;
  for (int i = 0; i < 200'000; ++i) lines += std::to_string(i) + "\n";
  AppendTo(path_, lines);
  sink_.room_bytes_ = 1;
  FileSource source(&loop_, &sink_, path_);
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.lines_ > 0; }));
  const uint64_t given = sink_.lines_;
  loop_.restart();
  loop_.run_for(std::chrono::milliseconds(50));
  EXPECT_EQ(sink_.lines_, given) << "nothing is read while there is no room";
  source.SetPaused(true);
  sink_.StoreAll(&source);
  loop_.restart();
  loop_.run_for(std::chrono::milliseconds(50));
  EXPECT_EQ(sink_.lines_, given) << "nor while it is paused";
  source.SetPaused(false);
  EXPECT_TRUE(Until([&] {
    sink_.StoreAll(&source);
    return sink_.lines_ == 200'000;
  }));
  EXPECT_EQ(sink_.bytes_, lines);
}

TEST_F(SourceTest, TheHalfLineOfARotatedFileIsALine) {
  FileSource source(&loop_, &sink_, path_);
  source.Start("");
  AppendTo(path_, "1\nend");
  EXPECT_TRUE(Until([&] { return sink_.lines_ == 1; }));
  std::filesystem::rename(path_, path_ + ".1");
  AppendTo(path_, "first\n");
  EXPECT_TRUE(Until([&] { return sink_.lines_ == 3; }));
  EXPECT_EQ(sink_.bytes_, "1\nend\nfirst\n");
}

TEST_F(SourceTest, AnArchiveIsReadOnceAndGoesOnWhereItWas) {
  std::string lines;
  for (int i = 0; i < 20'000; ++i) lines += "{\"id\":" + std::to_string(i) + "}\n" + (i % 100 == 0 ? "\n" : "");
  AppendTo(path_, testing_ingest::Gzip(lines));
  std::string cursor;
  {
    ArchiveSource source(&loop_, &sink_, path_, nullptr);
    sink_.room_bytes_ = 30'000;
    source.Start("");
    EXPECT_TRUE(Until([&] { return !sink_.has_room(); }));
    source.Stop();
    sink_.room_bytes_ = size_t{1} << 30;
  }
  const size_t given = sink_.bytes_.size();
  cursor = sink_.cursor_;
  {
    ArchiveSource source(&loop_, &sink_, path_, nullptr);
    source.Start(cursor);
    EXPECT_TRUE(Until([&] { return sink_.state_ == SourceState::kDone; }));
  }
  EXPECT_GT(sink_.bytes_.size(), given);
  const auto number = [&](size_t place) { return sink_.held_[place].lines_before + sink_.held_[place].lines; };
  for (size_t i = 1; i < sink_.held_.size(); ++i) EXPECT_GE(sink_.held_[i].lines_before, number(i - 1));
  size_t records = 0;
  for (const char c : sink_.bytes_) records += c == '{';
  EXPECT_EQ(records, 20'000u) << "none lost, none twice";
  cursor = sink_.cursor_;
  const size_t all = sink_.bytes_.size();
  ArchiveSource again(&loop_, &sink_, path_, nullptr);
  sink_.state_ = SourceState::kStarting;
  again.Start(cursor);
  EXPECT_TRUE(Until([&] { return sink_.state_ == SourceState::kDone; }));
  EXPECT_EQ(sink_.bytes_.size(), all);
}

TEST_F(SourceTest, ADamagedArchiveFailsBehindWhatCameWhole) {
  std::string lines;
  for (int i = 0; i < 50'000; ++i) lines += "{\"id\":" + std::to_string(i * 7919) + "}\n";
  const std::string packed = testing_ingest::Gzip(lines);
  AppendTo(path_, packed.substr(0, packed.size() / 2));
  ArchiveSource source(&loop_, &sink_, path_, nullptr);
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.state_ == SourceState::kFailed; }));
  EXPECT_GT(sink_.lines_, 1000u);
  EXPECT_NE(sink_.error_.find(path_), std::string::npos);
}

TEST_F(SourceTest, AnArchiveOfAnotherFormBecomesItsMappingsRecords) {
  AppendTo(path_, "[{\"id\":1,\n \"content\":\"a\"},\n {\"id\":2}]\n");
  auto mapping = LoadMapping("mastodon");
  ASSERT_TRUE(mapping.ok());
  ArchiveSource source(&loop_, &sink_, path_, *mapping);
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.state_ == SourceState::kDone; }));
  size_t records = 0;
  for (size_t at = 0; (at = sink_.bytes_.find("\"id\":", at)) != std::string::npos; ++at) ++records;
  EXPECT_EQ(records, 2u) << sink_.bytes_;
}

TEST_F(SourceTest, ConnectionsBringLinesAndHearWhatWasStored) {
  TcpSource source(&loop_, &sink_, {.address = "127.0.0.1:0", .acknowledges = true});
  source.Start("");
  const uint16_t port = Port();
  tcp::socket a = Connect(port), b = Connect(port);
  boost::asio::write(a, boost::asio::buffer(std::string("a1\na2\na")));
  boost::asio::write(b, boost::asio::buffer(std::string("b1\n")));
  EXPECT_TRUE(Until([&] { return sink_.lines_ == 3; }));
  EXPECT_EQ(a.available(), 0u) << "nothing is stored yet";
  sink_.StoreAll(&source);
  EXPECT_TRUE(Until([&] { return a.available() >= 2 && b.available() >= 2; }));
  boost::asio::write(a, boost::asio::buffer(std::string("3\nlast")));
  a.shutdown(tcp::socket::shutdown_send);
  EXPECT_TRUE(Until([&] { return sink_.lines_ == 5; }));
  sink_.StoreAll(&source);
  std::string told;
  EXPECT_TRUE(Until([&] {
    std::string more(a.available(), '\0');
    boost::asio::read(a, boost::asio::buffer(more));
    told += more;
    return told.ends_with("4\n");
  })) << told;
  EXPECT_TRUE(told.starts_with("2\n")) << told;
  EXPECT_NE(sink_.bytes_.find("a3\nlast\n"), std::string::npos);
}

TEST_F(SourceTest, AFullSinkMakesTheSendersWait) {
  sink_.room_bytes_ = 1;
  TcpSource source(&loop_, &sink_, {.address = "127.0.0.1:0"});
  source.Start("");
  tcp::socket socket = Connect(Port());
  socket.non_blocking(true);
  const std::string line = std::string(1023, 'x') + "\n";
  boost::system::error_code error;
  size_t sent = 0;
  while (!error && sent < (size_t{256} << 20)) {
    sent += socket.write_some(boost::asio::buffer(line), error);
    loop_.restart();
    loop_.poll();
  }
  EXPECT_EQ(error, boost::asio::error::would_block) << "after " << sent << " bytes";
  EXPECT_LE(sink_.bytes_.size(), size_t{64} << 10) << "one read, and no more";
  EXPECT_TRUE(Until([&] {
    sink_.StoreAll(&source);
    return sink_.bytes_.size() >= sent / 1024 * 1024;
  }));
}

TEST_F(SourceTest, ConnectionsBeyondTheLimitAreTurnedAwayAndPausedSourcesTakeNone) {
  TcpSource source(&loop_, &sink_, {.address = "127.0.0.1:0", .connections_max = 1});
  source.Start("");
  const uint16_t port = Port();
  tcp::socket first = Connect(port);
  boost::asio::write(first, boost::asio::buffer(std::string("1\n")));
  EXPECT_TRUE(Until([&] { return sink_.lines_ == 1; }));
  tcp::socket second = Connect(port);
  EXPECT_TRUE(Until([&] { return sink_.error_.find("connections_max") != std::string::npos; }));
  source.SetPaused(true);
  tcp::socket third(peers_);
  boost::system::error_code error;
  third.connect({boost::asio::ip::make_address("127.0.0.1"), port}, error);
  EXPECT_TRUE(error);
  source.SetPaused(false);
  boost::asio::write(first, boost::asio::buffer(std::string("2\n")));
  EXPECT_TRUE(Until([&] { return sink_.lines_ == 2; })) << "the connection lives through a pause";
  EXPECT_EQ(Port(), port);
}

TEST_F(SourceTest, ASilentConnectionGivesWayAndTheHalfLineOfABrokenOneIsDropped) {
  TcpSource source(&loop_, &sink_, {.address = "127.0.0.1:0", .connections_max = 1, .silent = std::chrono::seconds(0)});
  source.Start("");
  const uint16_t port = Port();
  tcp::socket first = Connect(port);
  boost::asio::write(first, boost::asio::buffer(std::string("1\nhal")));
  EXPECT_TRUE(Until([&] { return sink_.lines_ == 1; }));
  tcp::socket second = Connect(port);
  boost::asio::write(second, boost::asio::buffer(std::string("2\nhal")));
  EXPECT_TRUE(Until([&] { return sink_.lines_ == 2; }));
  second.set_option(boost::asio::socket_base::linger(true, 0));
  second.close();  // by a reset
  tcp::socket third = Connect(port);
  boost::asio::write(third, boost::asio::buffer(std::string("3\n")));
  EXPECT_TRUE(Until([&] { return sink_.lines_ == 3; }));
  EXPECT_EQ(sink_.bytes_, "1\n2\n3\n");
}

TEST_F(SourceTest, AnAddressInUseIsToldAndTriedAgain) {
  TcpSource first(&loop_, &sink_, {.address = "127.0.0.1:0"});
  first.Start("");
  const uint16_t port = Port();
  RecordingSink other;
  TcpSource second(&loop_, &other, {.address = "127.0.0.1:" + std::to_string(port)});
  second.Start("");
  EXPECT_TRUE(Until([&] { return other.state_ == SourceState::kWaiting; }));
  first.Stop();
  EXPECT_TRUE(Until([&] { return other.state_ == SourceState::kRunning; }));
}

}  // namespace
}  // namespace groundswell
