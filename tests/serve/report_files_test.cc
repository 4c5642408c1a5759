// The report in a mail, as a mail server gets it.
#include "serve/report_files.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "serve/message_escape.h"
#include "serve/notifier.h"
#include "serve/report_sender.h"
#include "tests/serve/mail_server.h"
#include "tests/serve/serve_testing.h"
#include "tests/storage/temp_folder.h"

namespace groundswell {
namespace {

constexpr ZoneOffset kChina{8 * 60};
constexpr std::string_view kDay = "2026-03-01";
constexpr int64_t kNextMorningMs = testing::kNoonMs + 13 * kHourMs;

class ReportFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    filler_.Post({.id = "1"});
    filler_.Commit();
    ASSERT_TRUE(model_.Load().ok());
    parts_.context.store = filler_.store();
    parts_.context.model = &model_;
    parts_.texts = &texts_;
    parts_.zone = kChina;
    parts_.public_url = "https://groundswell.example";
  }
  ReportFiles::Log Log() {
    return [this](std::string_view line) { log_.append(line).push_back('\n'); };
  }
  Notice DayNotice() {
    const auto report = MakeReportNow(parts_, ParseReportPeriod(kDay, kChina).value());
    EXPECT_TRUE(report.ok());
    return ReportNotice(*report, kNextMorningMs);
  }
  static ReceiverSettings Receiver(ReceiverKind kind) {
    ReceiverSettings settings;
    settings.name = "boss";
    settings.kind = kind;
    settings.from = "alerts@example.org";
    settings.to = {"boss@example.org"};
    settings.allow_private = true;
    return settings;
  }
  // What goes with the message that tells of `notice`.
  std::vector<MessageFile> Files(ReportFiles* files, const Notice* notice, ReceiverKind kind, int64_t now_ms,
                                 MessageLanguage language = MessageLanguage::kChinese) {
    AlertMessage message;
    message.language = language;
    files->Complete(Receiver(kind), {.newest = nullptr, .notice = notice, .decided_ms = 0, .now_ms = now_ms}, &message);
    return message.files;
  }

  testing::StoreFiller filler_;
  ReadModel model_{filler_.store(), {}};
  ReportTexts texts_{filler_.store()};
  ReportParts parts_;
  std::string log_;
};

TEST_F(ReportFilesTest, AMailOfAReportCarriesItInItsLanguage) {
  ReportFiles files(parts_, Log());
  const Notice notice = DayNotice();
  const auto chinese = Files(&files, &notice, ReceiverKind::kEmail, 0);
  const auto english = Files(&files, &notice, ReceiverKind::kEmail, 0, MessageLanguage::kEnglish);
  ASSERT_EQ(chinese.size(), 1u);
  ASSERT_EQ(english.size(), 1u);
  EXPECT_EQ(chinese[0].name, "舆情日报 2026-03-01.docx");
  EXPECT_EQ(english[0].name, ReportTitle(ParseReportPeriod(kDay, kChina).value(), MessageLanguage::kEnglish) + ".docx");
  EXPECT_TRUE(chinese[0].bytes->starts_with("PK"));
  EXPECT_NE(*chinese[0].bytes, *english[0].bytes);
  EXPECT_EQ(log_, "");
}

TEST_F(ReportFilesTest, OtherMessagesAndReceiversCarryNothing) {
  ReportFiles files(parts_, Log());
  Notice notice = DayNotice();
  EXPECT_TRUE(Files(&files, &notice, ReceiverKind::kWebhook, 0).empty());
  EXPECT_TRUE(Files(&files, nullptr, ReceiverKind::kEmail, 0).empty());
  notice.kind = NoticeKind::kDrill;
  EXPECT_TRUE(Files(&files, &notice, ReceiverKind::kEmail, 0).empty());
}

TEST_F(ReportFilesTest, WhatIsKeptIsTheSameForAllAndIsMadeAnewAfterItsTime) {
  ReportFiles files(parts_, Log());
  const Notice notice = DayNotice();
  files.Keep(MakeReportNow(parts_, ParseReportPeriod(kDay, kChina).value()).value(), 0);
  const auto first = Files(&files, &notice, ReceiverKind::kEmail, 1);
  EXPECT_EQ(Files(&files, &notice, ReceiverKind::kEmail, kReportFilesKeptMs)[0].bytes, first[0].bytes);
  EXPECT_NE(Files(&files, &notice, ReceiverKind::kEmail, kReportFilesKeptMs + 1)[0].bytes, first[0].bytes);
}

TEST_F(ReportFilesTest, WhatIsWrittenBeforeTheMailIsSentIsInIt) {
  ReportFiles files(parts_, Log());
  const Notice notice = DayNotice();
  files.Keep(MakeReportNow(parts_, ParseReportPeriod(kDay, kChina).value()).value(), 0);
  const auto before = Files(&files, &notice, ReceiverKind::kEmail, 1);
  ReportText text;
  text.summary = "写在后面的话";
  ASSERT_TRUE(texts_.Write(kDay, 0, text, "李敏", 1).ok());
  const auto after = Files(&files, &notice, ReceiverKind::kEmail, 1);
  EXPECT_NE(*after[0].bytes, *before[0].bytes);
  EXPECT_EQ(Files(&files, &notice, ReceiverKind::kEmail, 1)[0].bytes, after[0].bytes) << "kept from then on";
}

TEST_F(ReportFilesTest, APeriodThatIsNoneGoesWithoutAndIsLogged) {
  ReportFiles files(parts_, Log());
  Notice notice = DayNotice();
  notice.page = "/#/reports/yesterday";
  EXPECT_TRUE(Files(&files, &notice, ReceiverKind::kEmail, 0).empty());
  EXPECT_NE(log_.find("goes to boss without its file"), std::string::npos) << log_;
}

// What Python's mail parser makes of it: a line each for the parts, and the sizes of what they hold.
std::string ReadByPython(const std::string& mail) {
  TempFolder folder;
  const std::string path = folder.path() + "/mail";
  std::ofstream(path, std::ios::binary) << mail;
  const std::string program =
      "import email, sys\n"
      "from email import policy\n"
      "mail = email.message_from_bytes(open(sys.argv[1], 'rb').read(), policy=policy.default)\n"
      "print(mail.defects, [part.defects for part in mail.walk() if part.defects])\n"
      "for part in mail.walk(): print(part.get_content_type(), part.get_filename(), part.get_content_disposition())\n"
      "file = next(mail.iter_attachments())\n"
      "open(sys.argv[1] + '.docx', 'wb').write(file.get_payload(decode=True))\n"
      "import zipfile\n"
      "print('word/document.xml' in zipfile.ZipFile(sys.argv[1] + '.docx').namelist())\n";
  const std::string script = folder.path() + "/read.py";
  std::ofstream(script) << program;
  std::string said;
  FILE* python = popen(("PYTHONIOENCODING=utf-8 python3 " + script + " " + path + " 2>&1").c_str(), "r");
  char bytes[4096];
  while (const size_t got = fread(bytes, 1, sizeof(bytes), python)) said.append(bytes, got);
  EXPECT_EQ(pclose(python), 0) << said;
  return said;
}

TEST_F(ReportFilesTest, AMailServerGetsItAsAnAttachmentThatOtherProgramsRead) {
  ScriptedMailServer server(ScriptedMailServer::Takes());
  ReceiverSettings boss = Receiver(ReceiverKind::kEmail);
  boss.url = "smtp://127.0.0.1:" + std::to_string(server.port());
  boss.language = MessageLanguage::kChinese;
  auto made = Notices::Make(filler_.store(), {.receivers = {boss}});
  ASSERT_TRUE(made.ok());
  const std::unique_ptr<Notices> notices = std::move(*made);
  ReportFiles files(parts_, Log());
  NotifierOptions options;
  options.receivers = {boss};
  options.notices = notices.get();
  options.wall_ms = [] { return kNextMorningMs; };
  options.complete = [&files](const ReceiverSettings& receiver, const MessageSubject& subject, AlertMessage* message) {
    files.Complete(receiver, subject, message);
  };
  auto notifier = Notifier::Make(filler_.store(), options, [](std::string_view) {});
  ASSERT_TRUE(notifier.ok());
  ReportSender sender(parts_, notices.get(), &files,
                      {.times = {.daily_ms = 9 * kHourMs, .weekly_ms = {}, .monthly_ms = {}}, .receivers = {"boss"}},
                      [](std::string_view) {});
  ASSERT_TRUE(sender.Look(kNextMorningMs).ok());
  (*notifier)->Start();
  for (int i = 0; i < 20'000 && server.mails().empty(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  (*notifier)->Stop();
  ASSERT_EQ(server.mails().size(), 1u);
  const std::string mail = server.mails()[0].substr(0, server.mails()[0].size() - 3);  // without the dot of the end
  const Notice notice = DayNotice();
  const auto sent = Files(&files, &notice, ReceiverKind::kEmail, kNextMorningMs);
  EXPECT_NE(mail.find(Base64Lines(*sent[0].bytes)), std::string::npos);
  EXPECT_EQ(
      ReadByPython(mail),
      "[] []\n"
      "multipart/mixed None None\n"
      "multipart/alternative None None\n"
      "text/plain None None\n"
      "text/html None None\n"
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document 舆情日报 2026-03-01.docx attachment\n"
      "True\n");
}

}  // namespace
}  // namespace groundswell
