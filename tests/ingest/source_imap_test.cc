// A mailbox on a server that drops, stalls, reorders, refuses and forgets. What a real server does is asked of Dovecot,
// in source_imap_dovecot_test.cc.
#include "ingest/source_imap.h"

#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <map>

#include "tests/ingest/source_testing.h"

namespace groundswell {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

// A mailbox of its own, which can be told to misbehave.
class MailServer {
 public:
  explicit MailServer(boost::asio::io_context* loop)
      : acceptor_(*loop, {boost::asio::ip::make_address("127.0.0.1"), 0}) {
    Accept();
  }
  uint16_t port() const { return acceptor_.local_endpoint().port(); }
  void Put(uint32_t uid) {
    messages_[uid] = "Message-ID: <" + std::to_string(uid) + "@x>\r\nDate: 1 Mar 2026 09:00:00 +0000\r\n" +
                     "From: a@b.example\r\nSubject: s\r\n\r\nnumber " + std::to_string(uid) + "\r\n";
  }

  std::map<uint32_t, std::string> messages_;
  uint32_t uid_validity_ = 7;
  std::string password_ = "secret";
  int connections_ = 0, cuts_left_ = 0, refusals_left_ = 0;
  bool reorders_ = false, stalls_ = false, tells_next_ = true, refuses_bare_ = false;
  uint32_t refused_uid_ = 0;
  std::string greeting_ = "* OK [CAPABILITY IMAP4rev1] ready\r\n";
  std::vector<std::string> commands_;

 private:
  struct Session {
    explicit Session(tcp::socket given) : socket(std::move(given)) {}
    tcp::socket socket;
    std::string input, output;
  };
  using Shared = std::shared_ptr<Session>;

  void Accept() {
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
      if (error) return;
      ++connections_;
      const auto session = std::make_shared<Session>(std::move(socket));
      held_.push_back(session);
      Say(session, greeting_, true);
      Accept();
    });
  }
  void Say(const Shared& session, std::string bytes, bool goes_on) {
    session->output = std::move(bytes);
    boost::asio::async_write(session->socket, boost::asio::buffer(session->output),
                             [this, session, goes_on](const error_code& error, size_t) {
                               error_code ignored;
                               if (!goes_on) session->socket.close(ignored);
                               if (!error && goes_on) Listen(session);
                             });
  }
  void Listen(const Shared& session) {
    boost::asio::async_read_until(session->socket, boost::asio::dynamic_buffer(session->input), "\r\n",
                                  [this, session](const error_code& error, size_t size) {
                                    if (error) return;
                                    const std::string line = session->input.substr(0, size - 2);
                                    session->input.erase(0, size);
                                    Answer(session, line);
                                  });
  }
  void Answer(const Shared& session, const std::string& line) {
    const std::string tag = line.substr(0, line.find(' ')), command = line.substr(tag.size() + 1);
    commands_.push_back(command);
    const auto begins = [&](std::string_view with) { return command.starts_with(with); };
    if (begins("CAPABILITY")) return Say(session, "* CAPABILITY IMAP4rev1\r\n" + tag + " OK done\r\n", true);
    if (begins("LOGIN"))
      return Say(session, tag + (command.ends_with(password_) ? " OK in\r\n" : " NO wrong\r\n"), true);
    if (begins("EXAMINE")) return Say(session, Examined() + tag + " OK [READ-ONLY] done\r\n", true);
    if (begins("UID FETCH")) return Fetch(session, tag, command.substr(10));
    Say(session, "* BYE\r\n" + tag + " OK\r\n", false);
  }
  std::string Examined() const {
    const uint32_t next = messages_.empty() ? 1 : messages_.rbegin()->first + 1;
    return "* " + std::to_string(messages_.size()) + " EXISTS\r\n* OK [UIDVALIDITY " + std::to_string(uid_validity_) +
           "]\r\n" + (tells_next_ ? "* OK [UIDNEXT " + std::to_string(next) + "]\r\n" : "");
  }
  // "5,7 (UID BODY.PEEK[]<0.1048576>)", or "5:* (UID)".
  void Fetch(const Shared& session, const std::string& tag, const std::string& what) {
    const bool with_body = what.find("BODY.PEEK[]") != what.npos;
    const std::string set = what.substr(0, what.find(' '));
    std::vector<std::string> replies;
    for (const auto& [uid, text] : messages_) {
      const bool is_listed = !with_body && (uid >= std::stoul(set) || uid == messages_.rbegin()->first);
      const bool is_asked = with_body && ("," + set + ",").find("," + std::to_string(uid) + ",") != set.npos;
      if (with_body && is_asked && uid == refused_uid_ && refusals_left_-- > 0)
        return Say(session,
                   refuses_bare_
                       ? "* 1 FETCH (UID " + std::to_string(uid) + " BODY[]<0> NIL)\r\n" + tag + " OK done\r\n"
                       : tag + " NO [SERVERBUG] not this one\r\n",
                   true);
      const std::string number = std::to_string(uid);
      if (is_listed) replies.push_back("* 1 FETCH (UID " + number + ")\r\n");
      if (is_asked)
        replies.push_back("* 1 FETCH (FLAGS () BODY[]<0> {" + std::to_string(text.size()) + "}\r\n" + text + " UID " +
                          number + ")\r\n* 2 EXISTS\r\n");
    }
    if (reorders_) std::reverse(replies.begin(), replies.end());
    std::string all;
    for (const std::string& reply : replies) all += reply;
    if (with_body && stalls_) return Say(session, all.substr(0, 30), true);
    if (with_body && cuts_left_-- > 0) return Say(session, all.substr(0, all.size() * 2 / 3), false);
    Say(session, all + tag + " OK done\r\n", true);
  }

  tcp::acceptor acceptor_;
  std::vector<Shared> held_;
};

class ImapSourceTest : public ::testing::Test {
 protected:
  ImapSourceOptions Options() {
    ImapSourceOptions options;
    options.session.address = *StreamAddress::Parse("imap://127.0.0.1:" + std::to_string(server_.port()));
    options.session.user = "ann";
    options.session.password = "secret";
    options.session.idle = std::chrono::seconds(10);
    options.interval = std::chrono::milliseconds(20);
    options.pause_min = std::chrono::milliseconds(1);
    options.pause_max = std::chrono::milliseconds(20);
    options.login_pause = std::chrono::milliseconds(20);
    return options;
  }
  void PutAll(uint32_t first, uint32_t last) {
    for (uint32_t uid = first; uid <= last; ++uid) server_.Put(uid);
  }
  bool Until(const std::function<bool()>& holds) { return RunUntil(&loop_, holds); }
  // The numbers in the texts that were given, in their order.
  std::vector<int> Given() const {
    std::vector<int> numbers;
    for (size_t at = sink_.bytes_.find("number "); at != std::string::npos; at = sink_.bytes_.find("number ", at + 1))
      numbers.push_back(std::stoi(sink_.bytes_.substr(at + 7)));
    return numbers;
  }
  static std::vector<int> Numbers(int first, int last) {
    std::vector<int> numbers;
    for (int i = first; i <= last; ++i) numbers.push_back(i);
    return numbers;
  }

  boost::asio::io_context loop_;
  MailServer server_{&loop_};
  RecordingSink sink_;
};

TEST_F(ImapSourceTest, MessagesComeInOrderAndNewOnesFollow) {
  PutAll(1, 30);
  server_.reorders_ = true;
  ImapSource source(&loop_, &sink_, Options());
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.lines_ >= 30; }));
  EXPECT_EQ(Given(), Numbers(1, 30));
  EXPECT_EQ(sink_.cursor_, "7 30");
  EXPECT_EQ(sink_.state_, SourceState::kRunning);
  const int before = server_.connections_;
  EXPECT_TRUE(Until([&] { return server_.connections_ > before + 2; }));
  EXPECT_EQ(sink_.lines_, 30u) << "nothing comes twice";
  server_.Put(31);
  EXPECT_TRUE(Until([&] { return sink_.cursor_ == "7 31"; }));
  for (const std::string& command : server_.commands_) {
    EXPECT_EQ(command.find("SELECT"), std::string::npos) << "the mailbox is not changed";
    EXPECT_TRUE(command.find("BODY[") == std::string::npos) << command;
  }
  source.Stop();
}

TEST_F(ImapSourceTest, ARestartGoesOnBehindTheLastMessage) {
  PutAll(1, 12);
  server_.tells_next_ = false;
  ImapSource source(&loop_, &sink_, Options());
  source.Start("7 9");
  EXPECT_TRUE(Until([&] { return sink_.lines_ >= 3; }));
  EXPECT_EQ(Given(), Numbers(10, 12));
  const int before = server_.connections_;
  EXPECT_TRUE(Until([&] { return server_.connections_ > before + 1; }));
  EXPECT_EQ(sink_.lines_, 3u) << "the last message is told again and not taken again";
}

TEST_F(ImapSourceTest, AConnectionCutInTheMidstOfAMessageLosesNothing) {
  PutAll(1, 40);
  server_.cuts_left_ = 5;
  ImapSource source(&loop_, &sink_, Options());
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.lines_ >= 40; }));
  EXPECT_EQ(Given(), Numbers(1, 40));
  EXPECT_NE(sink_.error_.find("127.0.0.1: the connection was lost"), std::string::npos) << sink_.error_;
  EXPECT_TRUE(Until([&] { return sink_.state_ == SourceState::kRunning; }));
}

TEST_F(ImapSourceTest, AFolderMadeAnewIsReadFromItsBeginningAndThatIsTold) {
  PutAll(1, 3);
  ImapSource source(&loop_, &sink_, Options());
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.cursor_ == "7 3"; }));
  server_.uid_validity_ = 8;
  server_.messages_.clear();
  PutAll(1, 2);
  EXPECT_TRUE(Until([&] { return sink_.cursor_ == "8 2"; }));
  EXPECT_NE(sink_.error_.find("UIDVALIDITY 7 is now 8"), std::string::npos) << sink_.error_;
  EXPECT_EQ(sink_.lines_, 5u);
}

TEST_F(ImapSourceTest, AServerThatStallsIsLeftAndAskedAgain) {
  PutAll(1, 2);
  server_.stalls_ = true;
  ImapSourceOptions options = Options();
  options.session.idle = std::chrono::seconds(1);
  ImapSource source(&loop_, &sink_, options);
  source.Start("");
  EXPECT_TRUE(Until([&] { return server_.connections_ >= 2; }));
  EXPECT_NE(sink_.error_.find("no word for too long"), std::string::npos) << sink_.error_;
  server_.stalls_ = false;
  EXPECT_TRUE(Until([&] { return sink_.lines_ == 2; }));
}

TEST_F(ImapSourceTest, AMessageThatIsRefusedForAWhileIsNotLost) {
  PutAll(1, 5);
  server_.refused_uid_ = 3;
  server_.refusals_left_ = 3;
  ImapSource source(&loop_, &sink_, Options());
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.lines_ >= 5; }));
  EXPECT_EQ(Given(), Numbers(1, 5));
}

TEST_F(ImapSourceTest, AMessageThatIsToldOfAndNotGivenIsNotLost) {
  PutAll(1, 5);
  server_.refused_uid_ = 3;
  server_.refusals_left_ = 3;
  server_.refuses_bare_ = true;
  ImapSource source(&loop_, &sink_, Options());
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.lines_ >= 5; }));
  EXPECT_EQ(Given(), Numbers(1, 5));
}

TEST_F(ImapSourceTest, AMessageIsNotPassedOverInAnOutage) {
  PutAll(1, 5);
  server_.refused_uid_ = 3;
  server_.refusals_left_ = 12;
  ImapSource source(&loop_, &sink_, Options());
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.lines_ >= 5; }));
  EXPECT_EQ(Given(), Numbers(1, 5));
}

TEST_F(ImapSourceTest, AMessageThatIsAlwaysRefusedIsToldAndCostsNoOther) {
  PutAll(1, 5);
  server_.refused_uid_ = 3;
  server_.refusals_left_ = 1000;
  ImapSourceOptions options = Options();
  options.refused_max = std::chrono::milliseconds(0);
  ImapSource source(&loop_, &sink_, options);
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.lines_ >= 4; }));
  EXPECT_EQ(Given(), (std::vector<int>{1, 2, 4, 5}));
  EXPECT_NE(sink_.error_.find("message 3 is passed over"), std::string::npos) << sink_.error_;
}

TEST_F(ImapSourceTest, ARefusedLoginIsTriedSeldomAndShowsNoPassword) {
  server_.password_ = "another";
  ImapSource source(&loop_, &sink_, Options());
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.state_ == SourceState::kWaiting; }));
  EXPECT_NE(sink_.error_.find("refuses user and password"), std::string::npos) << sink_.error_;
  EXPECT_EQ(sink_.error_.find("secret"), std::string::npos);
  server_.password_ = "secret";
  EXPECT_TRUE(Until([&] { return sink_.state_ == SourceState::kRunning; }));
}

TEST_F(ImapSourceTest, AServerThatSpeaksNonsenseIsToldAndAskedAgain) {
  PutAll(1, 1);
  for (const std::string greeting : {"HTTP/1.1 400 Bad Request\r\n\r\n", "* BYE busy\r\n", "\r\n"}) {
    server_.greeting_ = greeting;
    RecordingSink sink;
    ImapSourceOptions options = Options();
    options.session.idle = std::chrono::seconds(1);
    ImapSource source(&loop_, &sink, options);
    source.Start("");
    EXPECT_TRUE(Until([&] { return sink.state_ == SourceState::kWaiting && !sink.error_.empty(); })) << greeting;
    source.Stop();
  }
}

TEST_F(ImapSourceTest, NothingIsFetchedWhileThereIsNoRoom) {
  PutAll(1, 40);
  sink_.room_bytes_ = 100;
  ImapSource source(&loop_, &sink_, Options());
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.lines_ >= 8; }));
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(200);
  Until([&] { return std::chrono::steady_clock::now() > until; });
  EXPECT_EQ(sink_.lines_, 8u) << "one batch";
  EXPECT_TRUE(Until([&] {
    sink_.StoreAll(&source);
    return sink_.lines_ == 40;
  }));
  EXPECT_EQ(Given(), Numbers(1, 40));
}

TEST_F(ImapSourceTest, APausedMailboxIsNotReadAndGoesOnWhereItWas) {
  PutAll(1, 3);
  ImapSource source(&loop_, &sink_, Options());
  source.Start("");
  EXPECT_TRUE(Until([&] { return sink_.lines_ == 3; }));
  source.SetPaused(true);
  PutAll(4, 5);
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(200);
  Until([&] { return std::chrono::steady_clock::now() > until; });
  EXPECT_EQ(sink_.lines_, 3u);
  source.SetPaused(false);
  EXPECT_TRUE(Until([&] { return sink_.lines_ == 5; }));
  EXPECT_EQ(Given(), Numbers(1, 5));
}

TEST_F(ImapSourceTest, AMailboxThatAnswersNothingIsStoppedSoon) {
  server_.greeting_ = "";
  const auto start = std::chrono::steady_clock::now();
  {
    ImapSource source(&loop_, &sink_, Options());
    source.Start("");
    EXPECT_TRUE(Until([&] { return server_.connections_ > 0; }));
    EXPECT_FALSE(source.HasEnded()) << "its thread is still connecting";
    source.Stop();
    EXPECT_TRUE(Until([&] { return source.HasEnded(); })) << "nobody may have to wait for it";
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

}  // namespace
}  // namespace groundswell
