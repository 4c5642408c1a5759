// A mailbox on Dovecot, over TLS: the real server, in a folder of its own.
#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "ingest/source_imap.h"
#include "tests/ingest/source_testing.h"
#include "tests/storage/temp_folder.h"

namespace groundswell {
namespace {

namespace fs = std::filesystem;
using boost::asio::ip::tcp;

// Nobody, for Dovecot reads no mail as root.
constexpr uid_t kNobody = 65534;

class Dovecot {
 public:
  explicit Dovecot(const std::string& folder) : folder_(folder) {
    boost::asio::io_context loop;
    tcp::acceptor first(loop, {boost::asio::ip::make_address("127.0.0.1"), 0}),
        second(loop, {boost::asio::ip::make_address("127.0.0.1"), 0});
    tls_port_ = first.local_endpoint().port();
    plain_port_ = second.local_endpoint().port();
    for (const char* part : {"run", "mail", "mail/new", "mail/cur", "mail/tmp"})
      fs::create_directories(folder_ + "/" + part);
    fs::permissions(folder_, fs::perms(0755));
    MakeCertificate("right");
    MakeCertificate("wrong");
    WriteConfiguration();
  }
  ~Dovecot() { Stop(); }

  void MakeCertificate(const std::string& name) {
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout " + folder_ + "/" + name +
        ".key -out " + folder_ + "/" + name +
        ".pem -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0) << "openssl is needed";
  }
  void WriteConfiguration() {
    const bool is_root = getuid() == 0;
    const std::string mail = std::to_string(is_root ? kNobody : getuid()),
                      mail_group = std::to_string(is_root ? kNobody : getgid());
    std::ofstream file(folder_ + "/dovecot.conf");
    file << "protocols = imap\nlisten = 127.0.0.1\nssl = required\nfirst_valid_uid = 1\nfirst_valid_gid = 1\n"
         << "base_dir = " << folder_ << "/run\nstate_dir = " << folder_ << "/run\nlog_path = " << folder_ << "/log\n"
         << "ssl_cert = <" << folder_ << "/right.pem\nssl_key = <" << folder_ << "/right.key\n"
         << "mail_location = maildir:" << folder_ << "/mail\n"
         << "passdb {\n  driver = static\n  args = password=a-secret\n}\n"
         << "userdb {\n  driver = static\n  args = uid=" << mail << " gid=" << mail_group << " home=" << folder_
         << "/mail\n}\n"
         << "service imap-login {\n  chroot =\n  inet_listener imap {\n    port = " << plain_port_
         << "\n  }\n  inet_listener imaps {\n    port = " << tls_port_ << "\n    ssl = yes\n  }\n}\n"
         << "service anvil {\n  chroot =\n}\n";
    if (is_root) return;
    const passwd* user = getpwuid(getuid());
    const group* users = getgrgid(getgid());
    ASSERT_TRUE(user != nullptr && users != nullptr);
    file << "default_internal_user = " << user->pw_name << "\ndefault_login_user = " << user->pw_name
         << "\ndefault_internal_group = " << users->gr_name << "\n";
  }
  void Start() {
    pid_ = fork();
    if (pid_ == 0) {
      execlp("dovecot", "dovecot", "-F", "-c", (folder_ + "/dovecot.conf").c_str(), nullptr);
      execl("/usr/sbin/dovecot", "dovecot", "-F", "-c", (folder_ + "/dovecot.conf").c_str(), nullptr);
      _exit(127);
    }
    for (int i = 0; i < 1000 && !fs::exists(folder_ + "/run/master.pid"); ++i) usleep(10'000);
  }
  void Stop() {
    if (pid_ <= 0) return;
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
    fs::remove(folder_ + "/run/master.pid");
  }
  // As a delivery does: whole, by renaming.
  void Deliver(int number, const std::string& more = "") {
    const std::string name = std::to_string(1'700'000'000 + number) + ".M1P1.here", at = folder_ + "/mail/tmp/" + name;
    std::ofstream(at) << "Message-ID: <" << number << "@x>\nDate: 1 Mar 2026 09:00:00 +0000\nFrom: a@b.example\n"
                      << "Subject: s\n\nnumber " << number << "\n"
                      << more;
    fs::rename(at, folder_ + "/mail/new/" + name);
    GiveToReader();
  }
  // Numbers of messages are lost with their list, as when a mailbox is restored.
  void LoseNumbers() {
    for (const auto& entry : fs::directory_iterator(folder_ + "/mail"))
      if (entry.path().filename().string().starts_with("dovecot")) fs::remove(entry.path());
  }
  void GiveToReader() const {
    if (getuid() != 0) return;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ + "/mail"))
      EXPECT_EQ(lchown(entry.path().c_str(), kNobody, kNobody), 0);
    EXPECT_EQ(chown((folder_ + "/mail").c_str(), kNobody, kNobody), 0);
  }
  size_t Unseen() const {
    size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ + "/mail"))
      count += entry.path().filename().string().find(".here") != std::string::npos &&
               entry.path().string().find("S", entry.path().string().rfind('/')) == std::string::npos;
    return count;
  }
  std::string Log() const {
    std::ifstream file(folder_ + "/log");
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  const std::string folder_;
  uint16_t tls_port_ = 0, plain_port_ = 0;

 private:
  pid_t pid_ = 0;
};

class ImapDovecotTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists("/usr/sbin/dovecot")) GTEST_SKIP() << "Dovecot is not here; tools/setup --tests installs it";
    server_.emplace(folder_.path());
    server_->GiveToReader();
    server_->Start();
  }
  ImapSourceOptions Options(const std::string& scheme = "imaps") {
    ImapSourceOptions options;
    options.session.address = *StreamAddress::Parse(
        scheme + "://localhost:" + std::to_string(scheme == "imaps" ? server_->tls_port_ : server_->plain_port_));
    options.session.user = "ann";
    options.session.password = "a-secret";
    options.session.ca_file = server_->folder_ + "/right.pem";
    options.interval = std::chrono::milliseconds(50);
    options.pause_min = std::chrono::milliseconds(10);
    options.pause_max = std::chrono::milliseconds(100);
    return options;
  }
  bool Until(const std::function<bool()>& holds) { return RunUntil(&loop_, holds); }
  size_t Times(int number) const {
    size_t times = 0;
    const std::string wanted = "number " + std::to_string(number) + "\\n";
    for (size_t at = sink_.bytes_.find(wanted); at != std::string::npos; at = sink_.bytes_.find(wanted, at + 1))
      ++times;
    return times;
  }

  TempFolder folder_;
  std::optional<Dovecot> server_;
  boost::asio::io_context loop_;
  RecordingSink sink_;
};

TEST_F(ImapDovecotTest, MessagesAreReadOverTlsAndStayUnseen) {
  for (int i = 1; i <= 20; ++i) server_->Deliver(i);
  ImapSource source(&loop_, &sink_, Options());
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.lines_ >= 20; })) << sink_.error_ << "\n" << server_->Log();
  server_->Deliver(21, std::string(3 << 20, 'x'));
  EXPECT_TRUE(Until([&] { return sink_.lines_ >= 21; })) << sink_.error_;
  for (int i = 1; i <= 20; ++i) EXPECT_EQ(Times(i), 1u) << i;
  EXPECT_EQ(server_->Unseen(), 21u);
  EXPECT_EQ(sink_.error_, "");
}

TEST_F(ImapDovecotTest, StartTlsIsTakenWhereItIsOffered) {
  server_->Deliver(1);
  ImapSource source(&loop_, &sink_, Options("imap"));
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.lines_ == 1; })) << sink_.error_ << "\n" << server_->Log();
  EXPECT_NE(server_->Log().find("TLS"), std::string::npos);
}

TEST_F(ImapDovecotTest, ACertificateOfSomebodyElseIsRefused) {
  ImapSourceOptions options = Options();
  options.session.ca_file = server_->folder_ + "/wrong.pem";
  ImapSource source(&loop_, &sink_, options);
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.state_ == SourceState::kWaiting; }));
  EXPECT_NE(sink_.error_.find("ertificate"), std::string::npos) << sink_.error_;
}

TEST_F(ImapDovecotTest, ARestartOfTheServerAndOfTheSourceLosesAndRepeatsNothing) {
  for (int i = 1; i <= 10; ++i) server_->Deliver(i);
  {
    ImapSource source(&loop_, &sink_, Options());
    source.Start("");
    EXPECT_TRUE(Until([&] { return sink_.lines_ >= 10; })) << sink_.error_;
    server_->Stop();
    for (int i = 11; i <= 15; ++i) server_->Deliver(i);
    EXPECT_TRUE(Until([&] { return sink_.state_ == SourceState::kWaiting; }));
    server_->Start();
    EXPECT_TRUE(Until([&] { return sink_.lines_ >= 15; })) << sink_.error_;
    source.Stop();
  }
  server_->Deliver(16);
  ImapSource source(&loop_, &sink_, Options());
  source.Start(sink_.cursor_);
  EXPECT_TRUE(Until([&] { return sink_.lines_ >= 16; })) << sink_.error_;
  for (int i = 1; i <= 16; ++i) EXPECT_EQ(Times(i), 1u) << i;
}

TEST_F(ImapDovecotTest, LostNumbersMakeTheFolderBeginAnew) {
  for (int i = 1; i <= 3; ++i) server_->Deliver(i);
  ImapSource source(&loop_, &sink_, Options());
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.lines_ >= 3; })) << sink_.error_;
  // A number for the folder is the second in which it was made.
  server_->Stop();
  server_->LoseNumbers();
  sleep(1);
  server_->Start();
  EXPECT_TRUE(Until([&] { return sink_.lines_ >= 6; })) << sink_.error_;
  EXPECT_NE(sink_.error_.find("was made anew"), std::string::npos) << sink_.error_;
  EXPECT_EQ(Times(2), 2u) << "given again, and known by its Message-ID";
}

TEST_F(ImapDovecotTest, AFolderThatIsNotThereIsNamed) {
  ImapSourceOptions options = Options();
  options.session.folder = "投诉";
  ImapSource source(&loop_, &sink_, options);
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.state_ == SourceState::kWaiting; }));
  EXPECT_NE(sink_.error_.find("folder 投诉 cannot be read"), std::string::npos) << sink_.error_;
}

}  // namespace
}  // namespace groundswell
