// Sections [source.NAME]: what each kind needs, what is refused and in which words, what stays secret.
#include "tools/config_sources.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/storage/temp_folder.h"
#include "tools/settings_text.h"

namespace groundswell {
namespace {

class ConfigSources : public ::testing::Test {
 protected:
  std::string Write(std::string_view name, std::string_view text) {
    const std::string path = folder_.path() + "/" + std::string(name);
    std::ofstream(path) << text;
    return path;
  }
  std::string ErrorOf(std::string_view toml) {
    const auto config = Config::Load({.file = Write("main.toml", toml)});
    return config.ok() ? "" : config.status().message();
  }

  TempFolder folder_;
};

#define EXPECT_HAS(text, part) EXPECT_NE(std::string(text).find(part), std::string::npos) << (text)

TEST_F(ConfigSources, EveryKindIsRead) {
  const std::string secret = Write("secret", "  long enough a secret\n");
  const auto config = Config::Load({.file = Write("main.toml",
                                                  "[source.app]\nkind = \"file\"\npath = \"/var/log/app.log\"\n"
                                                  "[source.desk]\nkind = \"webhook\"\nmapping = \"zendesk\"\n"
                                                  "signature = \"zendesk\"\nsecret_file = \"" +
                                                      secret +
                                                      "\"\n"
                                                      "[source.lines]\nkind = \"tcp\"\naddress = \"[::1]:9000\"\n"
                                                      "mapping = \"weibo\"\nacknowledge = true\nconnections_max = 3\n"
                                                      "[source.old]\nkind = \"archive\"\npath = \"old.csv.gz\"\n"
                                                      "mapping = \"heimao\"\n")});
  ASSERT_TRUE(config.ok()) << config.status().message();
  const auto sources = SourcesOf(*config);
  ASSERT_TRUE(sources.ok()) << sources.status().message();
  ASSERT_EQ(sources->size(), 4u);
  EXPECT_EQ((*sources)[0].name, "app");
  EXPECT_EQ((*sources)[0].path, "/var/log/app.log");
  EXPECT_EQ((*sources)[0].mapping, nullptr);
  EXPECT_EQ((*sources)[1].signature, "zendesk");
  EXPECT_EQ(*SecretOf(*config, "desk"), "long enough a secret");
  EXPECT_EQ((*sources)[2].connections_max, 3u);
  EXPECT_TRUE((*sources)[2].acknowledges);
  EXPECT_EQ((*sources)[3].mapping->name(), "heimao");
}

TEST_F(ConfigSources, AMappingSetsTheTraitsOfItsChannelWhereNothingElseDoes) {
  const std::string source = "[source.old]\nkind = \"archive\"\npath = \"x\"\nmapping = \"heimao\"\n";
  const auto config = Config::Load({.file = Write("main.toml", source)});
  ASSERT_TRUE(config.ok()) << config.status().message();
  EXPECT_TRUE(config->Bool("channel.heimao.complaints"));
  EXPECT_TRUE(config->Bool("channel.heimao.each_post_is_a_person"));
  const auto other = Config::Load({.file = Write("main.toml", source + "[channel.heimao]\ncomplaints = false\n")});
  ASSERT_TRUE(other.ok());
  EXPECT_FALSE(other->Bool("channel.heimao.complaints"));
}

TEST_F(ConfigSources, WhatIsWrongIsSaidWithItsKey) {
  EXPECT_HAS(ErrorOf("[source.a]\n"),
             "source.a.kind = \"\" is none; write webhook, file, archive, tcp, sse, websocket, poll or imap");
  EXPECT_HAS(ErrorOf("[source.a]\nkind = \"files\"\n"), "\"files\" is none");
  EXPECT_HAS(ErrorOf("[source.a]\nkind = \"file\"\n"), "source.a.path is missing");
  EXPECT_HAS(ErrorOf("[source.a]\nkind = \"webhook\"\n"), "source.a.mapping is missing");
  EXPECT_HAS(ErrorOf("[source.a]\nkind = \"file\"\npath = \"x\"\naddress = \"y\"\n"), "source.a.address has no use");
  EXPECT_HAS(ErrorOf("[source.a]\nkind = \"file\"\npath = \"x.gz\"\n"), "kind = \"archive\"");
  EXPECT_HAS(ErrorOf("[source.a]\nkind = \"file\"\npath = \"x\"\nmapping = \"email\"\n"), "/api/v1/feeds/email");
  EXPECT_HAS(ErrorOf("[source.a]\nkind = \"file\"\npath = \"x\"\nmapping = \"nothing\"\n"), "source.a.mapping");
  EXPECT_HAS(ErrorOf("[source.A]\nkind = \"file\"\npath = \"x\"\n"), "source's name");
  EXPECT_HAS(ErrorOf("[source.http]\nkind = \"file\"\npath = \"x\"\n"), "source's name");
  EXPECT_HAS(ErrorOf("[source.a]\nkind = \"file\"\npth = \"x\"\n"), "did you mean source.a.path");
}

TEST_F(ConfigSources, AddressesAreCheckedAndOpenOnesAreMeant) {
  const auto error = [&](const std::string& address, std::string_view more = "") {
    return ErrorOf("[source.a]\nkind = \"tcp\"\naddress = \"" + address + "\"\n" + std::string(more));
  };
  EXPECT_EQ(error("127.0.0.1:9000"), "");
  for (const char* wrong : {"9000", ":9000", "localhost", "localhost:", "localhost:x", "localhost:70000"})
    EXPECT_HAS(error(wrong), "HOST:PORT");
  EXPECT_HAS(error("posts.example.org:9000"), "numeric address");
  EXPECT_HAS(error("0.0.0.0:9000"), "source.a.open = true");
  EXPECT_EQ(error("0.0.0.0:9000", "open = true\n"), "");
}

TEST_F(ConfigSources, ASignatureNeedsOneSecret) {
  const std::string desk = "[source.desk]\nkind = \"webhook\"\nmapping = \"zendesk\"\n";
  EXPECT_EQ(ErrorOf(desk), "");
  EXPECT_HAS(ErrorOf(desk + "signature = \"zendesk\"\n"), "GROUNDSWELL_SOURCE_DESK_SECRET");
  EXPECT_HAS(ErrorOf(desk + "secret = \"12345678\"\n"), "source.desk.signature is missing");
  EXPECT_HAS(ErrorOf(desk + "signature = \"gitlab\"\nsecret = \"12345678\"\n"),
             "zendesk, chatwoot, standard or github");
  EXPECT_HAS(ErrorOf(desk + "signature = \"github\"\nsecret_file = \"/nowhere\"\n"), "/nowhere");
  EXPECT_HAS(ErrorOf(desk + "signature = \"github\"\nsecret = \"1234567\"\n"), "fewer than 8 bytes");
  const auto config = Config::Load({.file = Write("main.toml", desk + "signature = \"github\"\n"),
                                    .environment = {{"GROUNDSWELL_SOURCE_DESK_SECRET", "from the environment"}}});
  ASSERT_TRUE(config.ok()) << config.status().message();
  EXPECT_EQ(*SecretOf(*config, "desk"), "from the environment");
  EXPECT_EQ(config->ToToml().find("from the environment"), std::string::npos);
  EXPECT_HAS(config->ToToml(), "[source.desk]");
}

TEST_F(ConfigSources, StreamsHaveAddressesOfTheirKindAndTokensGoNowhereInTheClear) {
  const auto error = [&](const std::string& kind, const std::string& url, std::string_view more = "") {
    return ErrorOf("[source.a]\nkind = \"" + kind + "\"\nurl = \"" + url + "\"\n" + std::string(more));
  };
  EXPECT_EQ(error("sse", "https://example.org/events", "secret = \"x\"\n"), "");
  EXPECT_EQ(error("sse", "http://127.0.0.1:80/", "secret = \"x\"\n"), "");
  EXPECT_EQ(error("sse", "https://example.org/events", "mapping = \"mastodon\"\n"), "");
  EXPECT_EQ(error("websocket", "wss://example.org/", "cursor_key = \"a\"\ncursor_parameter = \"b\"\n"), "");
  EXPECT_EQ(error("poll", "https://example.org/", "mapping = \"reddit\"\ninterval_secs = 5\n"), "");
  EXPECT_HAS(error("poll", "https://example.org/"), "source.a.mapping is missing");
  EXPECT_HAS(error("sse", "wss://example.org/"), "begins with https:// or http://");
  EXPECT_HAS(error("websocket", "https://example.org/"), "begins with wss:// or ws://");
  EXPECT_HAS(error("sse", "https://user@example.org/"), "secret_file");
  EXPECT_HAS(error("sse", "http://example.org/", "secret = \"x\"\n"), "use https://");
  EXPECT_HAS(error("websocket", "wss://example.org/", "cursor_key = \"a\"\n"), "go together");
  EXPECT_HAS(error("sse", "https://example.org/", "cursor_key = \"a\"\n"), "source.a.cursor_key has no use");
}

TEST_F(ConfigSources, AMappingIsTakenWhereverItsRecordsCanComeAsTheyDoThere) {
  const auto error = [&](const std::string& kind, const std::string& mapping) {
    const std::string where = kind == "file"        ? "path = \"x\""
                              : kind == "tcp"       ? "address = \"127.0.0.1:0\""
                              : kind == "websocket" ? "url = \"wss://example.org/\""
                                                    : "url = \"https://example.org/\"";
    return ErrorOf("[source.a]\nkind = \"" + kind + "\"\n" + where + "\nmapping = \"" + mapping + "\"\n");
  };
  for (const std::string kind : {"file", "tcp", "poll", "sse", "websocket"}) {
    // Lines of JSON, whatever else their mapping reads.
    for (const std::string mapping : {"cfpb", "heimao", "bilibili", "weibo-tables", "mastodon", "reddit"})
      EXPECT_EQ(error(kind, mapping), "") << kind << " " << mapping;
    EXPECT_HAS(error(kind, "elasticsearch-bulk"), "reads actions and documents, two lines each");
    EXPECT_HAS(error(kind, "email"), "kind = \"archive\"");
    EXPECT_EQ(error(kind, "columns:id=a,time=b,text=c") == "", kind == "poll") << kind;
    EXPECT_EQ(error(kind, "feed") == "", kind == "poll") << kind;
  }
  EXPECT_HAS(error("tcp", "columns:id=a,time=b,text=c"), "reads tables, whole and with their header");
  EXPECT_HAS(error("tcp", "feed"), "a source of kind tcp gives lines of JSON");
  EXPECT_HAS(error("poll", "email"), "a source of kind poll gives one document");
}

TEST_F(ConfigSources, AMailboxNeedsWhoLogsInAndIsReadAsMail) {
  const std::string box = "[source.a]\nkind = \"imap\"\nurl = \"imaps://mail.example\"\n";
  const std::string whole = box + "user = \"ann\"\nsecret = \"x\"\n";
  const auto config = Config::Load({.file = Write("main.toml", whole + "folder = \"投诉\"\ninterval_secs = 5\n")});
  ASSERT_TRUE(config.ok()) << config.status().message();
  const SourceSettings source = SourcesOf(*config)->at(0);
  EXPECT_EQ(source.mapping->name(), "email");
  EXPECT_EQ(source.stream.port, "993");
  EXPECT_EQ(source.folder, "投诉");
  EXPECT_EQ(source.token, "x");
  EXPECT_EQ(source.interval, std::chrono::seconds(5));
  EXPECT_HAS(ErrorOf(box), "source.a.user is missing");
  EXPECT_HAS(ErrorOf(box + "user = \"ann\"\n"), "GROUNDSWELL_SOURCE_A_SECRET");
  EXPECT_HAS(ErrorOf(whole + "folder = \"a\\nb\"\n"), "control character");
  EXPECT_HAS(ErrorOf(whole + "mapping = \"reddit\"\n"), "reads no e-mail");
  EXPECT_HAS(ErrorOf("[source.a]\nkind = \"imap\"\nurl = \"https://mail.example\"\n"),
             "begins with imaps:// or imap://");
  EXPECT_HAS(ErrorOf("[source.a]\nkind = \"sse\"\nurl = \"imaps://mail.example\"\n"), "begins with https://");
  EXPECT_HAS(
      ErrorOf("[source.a]\nkind = \"imap\"\nurl = \"imaps://mail.example/INBOX\"\nuser = \"a\"\nsecret = \"x\"\n"),
      "`folder`");
}

TEST_F(ConfigSources, ATableIsMappedByItsColumns) {
  const auto config = Config::Load({.file = Write("main.toml",
                                                  "[source.a]\nkind = \"archive\"\npath = \"x.xlsx\"\nmapping = "
                                                  "\"columns:id=编号,time=时间,text=内容,zone=+08:00,name=shops\"\n")});
  ASSERT_TRUE(config.ok()) << config.status().message();
  EXPECT_EQ(config->Text("channel.shops.time_zone"), "+08:00");
  EXPECT_EQ(SourcesOf(*config)->at(0).mapping->input(), MappingInput::kCsv);
  EXPECT_HAS(ErrorOf("[source.a]\nkind = \"archive\"\npath = \"x\"\nmapping = \"columns:id=a\"\n"),
             "needs `id` and `time`");
  EXPECT_EQ(ErrorOf("[source.a]\nkind = \"poll\"\nurl = \"https://example.org/\"\nmapping = \"feed\"\n"), "");
}

TEST_F(ConfigSources, SourcesChangeNoResult) {
  const auto plain = Config::Load({});
  const auto config = Config::Load({.file = Write("main.toml", "[source.a]\nkind = \"file\"\npath = \"x\"\n")});
  ASSERT_TRUE(config.ok());
  EXPECT_EQ(config->Hash({}), plain->Hash({}));
}

}  // namespace
}  // namespace groundswell
