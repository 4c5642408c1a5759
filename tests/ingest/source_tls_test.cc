// Whom a subscribed stream trusts: certificates of strangers, for other names, of other times, and ones that change.
#include <gtest/gtest.h>

#include "ingest/source_stream.h"
#include "tests/ingest/source_testing.h"
#include "tests/ingest/tls_testing.h"
#include "tests/storage/temp_folder.h"

namespace groundswell {
namespace {

constexpr std::string_view kHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

std::string Event(int number) {
  return "id: " + std::to_string(number) + "\ndata: {\"n\":" + std::to_string(number) + "}\n\n";
}
int LastId(const std::string& request) {
  const size_t at = request.find("Last-Event-ID: ");
  return at == std::string::npos ? 0 : std::stoi(request.substr(at + 15));
}
// The next event behind the last, and the end.
std::string OneMore(const std::string& request) { return std::string(kHead) + Event(LastId(request) + 1); }

class SourceTlsTest : public ::testing::Test {
 protected:
  // A source that trusts `authority` alone.
  std::unique_ptr<StreamSource> Start(const TlsEventServer& server, const TestCertificate& authority,
                                      const std::string& cursor = "") {
    const std::string ca_file = folder_.path() + "/ca.pem";
    std::ofstream(ca_file) << authority.pem;
    StreamOptions options;
    options.resolvers = &resolvers_;
    options.address = *StreamAddress::Parse("https://localhost:" + std::to_string(server.port()) + "/stream");
    options.ca_file = ca_file;
    options.pause_min = std::chrono::milliseconds(1);
    options.pause_max = std::chrono::milliseconds(20);
    auto source = std::make_unique<StreamSource>(&loop_, &sink_, options, MakeSseConnection);
    source->Start(cursor);
    return source;
  }
  bool Until(const std::function<bool()>& holds) { return RunUntil(&loop_, holds); }
  // Refused again and again, nothing was asked or read, and why is told.
  void ExpectRefusal(const TestCertificate& shown, const TestCertificate& trusted, const std::string& why) {
    TlsEventServer server(&loop_, shown, OneMore);
    const auto source = Start(server, trusted);
    EXPECT_TRUE(Until([&] { return server.connections_ >= 3; })) << sink_.error_;
    EXPECT_EQ(sink_.state_, SourceState::kWaiting);
    EXPECT_NE(sink_.error_.find("localhost: its certificate is not to be trusted: " + why), std::string::npos)
        << sink_.error_;
    EXPECT_EQ(server.requests_.size(), 0u) << "not even the request, which may hold a token";
    EXPECT_EQ(sink_.lines_, 0u);
  }

  TempFolder folder_;
  boost::asio::io_context loop_;
  ResolverPool resolvers_{&loop_};
  RecordingSink sink_;
};

TEST_F(SourceTlsTest, AServerWhoseAuthorityIsKnownIsRead) {
  const TestCertificate certificate = TestCertificate::Make("localhost");
  TlsEventServer server(&loop_, certificate, OneMore);
  const auto source = Start(server, certificate);
  EXPECT_TRUE(Until([&] { return sink_.lines_ >= 3; })) << sink_.error_;
}

TEST_F(SourceTlsTest, AnUnknownAuthorityIsRefused) {
  ExpectRefusal(TestCertificate::Make("localhost"), TestCertificate::Make("localhost"), "self-signed certificate");
}

TEST_F(SourceTlsTest, AnotherNameIsRefused) {
  const TestCertificate certificate = TestCertificate::Make("example.org");
  ExpectRefusal(certificate, certificate, "it is made out to another name");
}

TEST_F(SourceTlsTest, AnExpiredCertificateIsRefused) {
  const TestCertificate certificate = TestCertificate::Make("localhost", -7200, -3600);
  ExpectRefusal(certificate, certificate, "certificate has expired");
}

TEST_F(SourceTlsTest, ACertificateOfTomorrowIsRefused) {
  const TestCertificate certificate = TestCertificate::Make("localhost", 3600, 7200);
  ExpectRefusal(certificate, certificate, "certificate is not yet valid");
}

TEST_F(SourceTlsTest, ACertificateThatChangesInTheMiddleIsWaitedOutAndNothingIsLost) {
  const TestCertificate right = TestCertificate::Make("localhost"), stranger = TestCertificate::Make("localhost");
  TlsEventServer server(&loop_, right, OneMore);
  const auto source = Start(server, right);
  EXPECT_TRUE(Until([&] { return sink_.lines_ >= 5; })) << sink_.error_;
  server.Show(stranger);
  EXPECT_TRUE(Until([&] { return server.refused_ >= 2; }));
  EXPECT_TRUE(Until([&] { return sink_.error_.find("self-signed certificate") != std::string::npos; })) << sink_.error_;
  const uint64_t before = sink_.lines_;
  server.Show(right);
  EXPECT_TRUE(Until([&] { return sink_.lines_ >= before + 5; })) << sink_.error_;
  std::string all;
  for (uint64_t i = 1; i <= sink_.lines_; ++i) all += "{\"n\":" + std::to_string(i) + "}\n";
  EXPECT_EQ(sink_.bytes_, all);
  EXPECT_TRUE(sink_.gaps_.empty());
}

TEST_F(SourceTlsTest, AnAuthorityThatCannotBeReadIsTold) {
  const TestCertificate certificate = TestCertificate::Make("localhost");
  TlsEventServer server(&loop_, certificate, OneMore);
  const auto source = Start(server, {.pem = "no certificate", .key_pem = {}});
  EXPECT_TRUE(Until([&] { return sink_.error_.find("cannot be read") != std::string::npos; })) << sink_.error_;
  EXPECT_EQ(server.connections_, 0);
}

}  // namespace
}  // namespace groundswell
