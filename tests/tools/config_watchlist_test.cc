// The watchlist as settings: sections of the configuration, a file of their own, what goes into hash and sequence.
#include "tools/config_watchlist.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/storage/temp_folder.h"
#include "tools/model_set.h"
#include "tools/settings_text.h"

namespace groundswell {
namespace {

class ConfigWatchlist : public ::testing::Test {
 protected:
  std::string Write(std::string_view name, std::string_view text) {
    const std::string path = folder_.path() + "/" + std::string(name);
    std::ofstream(path) << text;
    return path;
  }
  std::string ErrorOf(std::string_view list) {
    const auto config = Config::Load({.sets = {"watchlist.file=" + Write("list.toml", list)}});
    return config.ok() ? "" : config.status().message();
  }
  static Config LoadOrDie(const ConfigInputs& inputs) {
    auto config = Config::Load(inputs);
    EXPECT_TRUE(config.ok()) << config.status().message();
    return config.ok() ? std::move(*config) : std::move(*Config::Load({}));
  }

  TempFolder folder_;
};

#define EXPECT_HAS(text, part) EXPECT_NE(std::string(text).find(part), std::string::npos) << (text)

TEST_F(ConfigWatchlist, EveryKeyOfASectionReachesTheEntry) {
  const std::string file =
      Write("main.toml",
            "[organisation.\"海桥银行\"]\n"
            "[organisation.speaker]\nkind = \"product\"\nrole = \"competitor\"\n"
            "parent = \"海桥银行\"\naliases = [\"音箱\"]\nrequires = [\"收款\"]\n"
            "excludes = [\"音箱展\"]\naccounts = [\"weibo:a\"]\nmasked = true\nhomophones = true\n");
  const auto entries = WatchlistEntriesOf(LoadOrDie({.file = file}));
  ASSERT_TRUE(entries.ok());
  ASSERT_EQ(entries->size(), 2u);
  const WatchlistEntry& speaker = (*entries)[0];
  EXPECT_EQ(speaker.name, "speaker");
  EXPECT_EQ(speaker.kind, EntryKind::kProduct);
  EXPECT_EQ(speaker.role, EntryRole::kCompetitor);
  EXPECT_EQ(speaker.parent, "海桥银行");
  EXPECT_EQ(speaker.aliases, std::vector<std::string>{"音箱"});
  EXPECT_EQ(speaker.required, std::vector<std::string>{"收款"});
  EXPECT_EQ(speaker.excluded, std::vector<std::string>{"音箱展"});
  EXPECT_EQ(speaker.accounts, std::vector<std::string>{"weibo:a"});
  EXPECT_TRUE(speaker.masked && speaker.homophones);
  EXPECT_EQ((*entries)[1].kind, EntryKind::kCompany);
  EXPECT_FALSE((*entries)[1].role.has_value());
}

TEST_F(ConfigWatchlist, AFileOfItsOwnStandsBelowAllElse) {
  const std::string list = Write("list.toml",
                                 "[organisation.a1]\naliases = [\"b1\"]\nmasked = true\n"
                                 "[organisation.empty]\n");
  const std::string file =
      Write("main.toml", "[watchlist]\nfile = \"" + list + "\"\n[organisation.a1]\naliases = [\"c1\"]\n");
  const Config config = LoadOrDie({.file = file});
  EXPECT_EQ(config.Organisations(), (std::vector<std::string>{"a1", "empty"}));
  EXPECT_EQ(config.List("organisation.a1.aliases"), std::vector<std::string>{"c1"});
  EXPECT_TRUE(config.Bool("organisation.a1.masked"));
  const Watchlist watchlist = WatchlistOf(config);
  EXPECT_EQ(watchlist.NameOf("C1"), "a1");
  EXPECT_EQ(watchlist.NameOf("EMPTY"), "empty");
}

TEST_F(ConfigWatchlist, ItsContentCountsAndNotItsName) {
  const std::string text = "[organisation.a1]\naliases = [\"b1\"]\n";
  const std::string one = "watchlist.file=" + Write("one.toml", text),
                    same = "watchlist.file=" + Write("two.toml", text),
                    other = "watchlist.file=" + Write("other.toml", "[organisation.a1]\naliases = [\"b2\"]\n");
  const auto hash = [](const std::string& set) { return LoadOrDie({.sets = {set}}).Hash({}); };
  EXPECT_EQ(hash(one), hash(same));
  EXPECT_EQ(hash(one), hash("organisation.a1.aliases=b1"));
  EXPECT_NE(hash(one), hash(other));
  EXPECT_NE(hash(one), LoadOrDie({}).Hash({}));
  // A replay that names another file was given other settings.
  EXPECT_NE(LoadOrDie({.sets = {one}}).FlagsHash(), "");
}

TEST_F(ConfigWatchlist, ASequenceCarriesIt) {
  const std::string list =
      Write("list.toml",
            "[organisation.\"海桥银行\"]\nkind = \"group\"\nrole = \"own\"\nrequires = [\"收款\"]\n"
            "[organisation.plain]\n[organisation.brand]\nkind = \"brand\"\nparent = \"plain\"\n");
  const Config config = LoadOrDie({.sets = {"watchlist.file=" + list}});
  const auto models = LoadModels(config);
  ASSERT_TRUE(models.ok()) << models.status().message();
  const std::string text = SettingsText(config, *models);
  EXPECT_HAS(text, "\"organisation.plain.kind\":\"company\"");
  EXPECT_EQ(text.find("organisation.plain.aliases"), std::string::npos) << "what has its default is left out";
  EXPECT_EQ(text.find("list.toml"), std::string::npos);
  const auto read = ReadSettingsText(text);
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(read->config_hash, ConfigHash(config, *models));
  // The hash that a flag leads to is that of the whole watchlist with the flag.
  const auto flagged = ReadSettingsText(text, {"profile.watch=3"});
  ASSERT_TRUE(flagged.ok()) << flagged.status().message();
  EXPECT_EQ(flagged->config_hash,
            ConfigHash(LoadOrDie({.sets = {"watchlist.file=" + list, "profile.watch=3"}}), *models));
}

TEST_F(ConfigWatchlist, ErrorsNameFileSectionKeyAndRemedy) {
  EXPECT_HAS(ErrorOf("[organisation.a1]\nalias = [\"x\"]\n"), "list.toml: line 2: unknown key organisation.a1.alias");
  EXPECT_HAS(ErrorOf("[organisation.a1]\nalias = [\"x\"]\n"), "did you mean organisation.a1.aliases?");
  EXPECT_HAS(ErrorOf("[organisation.a1]\naliases = \"x\"\n"), "line 2: aliases is a list of texts");
  EXPECT_HAS(ErrorOf("[engine]\npane_secs = 60\n"), "line 2: engine.pane_secs has no place in a watchlist");
  EXPECT_HAS(ErrorOf("[organisation.a1\n"), "list.toml: line 1");
  EXPECT_HAS(ErrorOf("[organisation.a1]\nkind = \"shop\"\n"), "organisation.a1.kind = \"shop\" is none");
  EXPECT_HAS(ErrorOf("[organisation.a1]\nrole = \"enemy\"\n"), "write own, competitor, industry or voice");
  EXPECT_HAS(ErrorOf("[organisation.a1]\nparent = \"b1\"\n"), "organisation.a1.parent: there is no");
  EXPECT_HAS(ErrorOf("[organisation.a1]\naliases = [\"c1\"]\n[organisation.b1]\naliases = [\"c1\"]\n"), "`requires`");
  EXPECT_HAS(ErrorOf("organisation = 3\n"), "organisation has no place");
  EXPECT_HAS(ErrorOf("\xff\xfe"), "list.toml");
  EXPECT_HAS(ErrorOf("[organisation.a1]\naliases = [\"\\u0000\"]\n"), "control character");
  const auto missing = Config::Load({.sets = {"watchlist.file=" + folder_.path() + "/none.toml"}});
  EXPECT_HAS(missing.status().message(), "none.toml: there is no such configuration file");
}

TEST_F(ConfigWatchlist, OneThatNoSequenceCouldCarryIsRefused) {
  std::string list;
  for (int i = 0; i < 20000; ++i)
    list += "[organisation.\"organisation number " + std::to_string(i) + "\"]\naliases = [\"another name of number " +
            std::to_string(i) + "\"]\n";
  EXPECT_HAS(ErrorOf(list), "bytes, 786432 at most are allowed");
}

TEST_F(ConfigWatchlist, WhatCheckConfigPrintsReadsBackTheSame) {
  const std::string list = Write("list.toml", "[organisation.\"a b\"]\nkind = \"brand\"\naliases = [\"c\\\"d\"]\n");
  const Config config = LoadOrDie({.sets = {"watchlist.file=" + list}});
  const std::string printed = Write("printed.toml", config.ToToml());
  EXPECT_EQ(LoadOrDie({.file = printed}).Hash({}), config.Hash({}));
}

}  // namespace
}  // namespace groundswell
