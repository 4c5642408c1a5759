// Settings as a sequence carries them: the same settings come back, flags win, and nothing foreign is taken.
#include "tools/settings_text.h"

#include <gtest/gtest.h>

#include "tests/storage/temp_folder.h"
#include "tests/tools/replay_testing.h"
#include "tools/config_keys.h"
#include "tools/model_set.h"

namespace groundswell {
namespace {

Config ConfigOf(const std::vector<std::string>& sets) {
  auto config = Config::Load({.sets = sets});
  EXPECT_TRUE(config.ok()) << config.status().message();
  return *config;
}

std::string TextOf(const std::vector<std::string>& sets) {
  const Config config = ConfigOf(sets);
  auto models = LoadModels(config);
  EXPECT_TRUE(models.ok());
  return SettingsText(config, *models);
}

SettingsInForce Read(std::string_view text, const std::vector<std::string>& flags = {}) {
  auto settings = ReadSettingsText(text, flags);
  EXPECT_TRUE(settings.ok()) << settings.status().message();
  return settings.ok() ? std::move(*settings) : SettingsInForce();
}

Status ErrorOf(std::string_view text, const std::vector<std::string>& flags = {}) {
  return ReadSettingsText(text, flags).status();
}

std::string Replaced(std::string text, std::string_view what, std::string_view by) {
  const size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

std::string HashOf(const std::vector<std::string>& sets) {
  const Config config = ConfigOf(sets);
  auto models = LoadModels(config);
  return ConfigHash(config, *models);
}

TEST(SettingsText, ComesBackWithItsValuesAndHash) {
  const SettingsInForce read = Read(TextOf({"profile.emerging=7", "engine.complaint_min=0.25"}));
  EXPECT_EQ(read.settings.profile.emerging, 7u);
  EXPECT_EQ(read.settings.complaint_min, 0.25f);
  EXPECT_EQ(read.settings.profile.major, 20u);
  EXPECT_EQ(read.config_hash, HashOf({"profile.emerging=7", "engine.complaint_min=0.25"}));
}

TEST(SettingsText, EveryNumberComesBackBitForBit) {
  const std::vector<std::string> sets = {"engine.cluster.threshold=0.1", "engine.cluster.fade_posts=1e9",
                                         "engine.burst.prior_people=0.3333333333333333"};
  const EngineSettings settings = Read(TextOf(sets)).settings;
  const EngineSettings expected = EngineSettingsOf(ConfigOf(sets));
  EXPECT_EQ(settings.cluster.threshold, expected.cluster.threshold);
  EXPECT_EQ(settings.cluster.fade_posts, expected.cluster.fade_posts);
  EXPECT_EQ(settings.burst.prior_people, expected.burst.prior_people);
}

TEST(SettingsText, EqualSettingsGiveEqualBytes) {
  EXPECT_EQ(TextOf({"profile.emerging=7", "channel.a.complaints=true"}),
            TextOf({"channel.a.complaints=true", "profile.emerging=7", "engine.threads=3"}));
  EXPECT_NE(TextOf({}), TextOf({"profile.emerging=7"}));
}

TEST(SettingsText, HoldsNothingThatChangesNoResult) {
  const std::string text = TextOf({"engine.threads=3", "people.author_key=00112233445566778899aabbccddeeff"});
  EXPECT_EQ(text, TextOf({}));
  EXPECT_EQ(text.find("author_key"), std::string::npos);
}

TEST(SettingsText, ChannelsOfAnyNameComeBack) {
  for (const std::string name : {"desk", "微博", "a.b.complaints", "a \"b\"\\c", "x=y", " ", ".", "\n\x01", "[]{},:"}) {
    // A name with an equals sign cannot be written after --set; a file can.
    if (name == "x=y") continue;
    const std::string key = "channel." + name;
    const std::string text = TextOf({key + ".complaints=true", key + ".placeholder_authors=无名,\"x\""});
    const EngineSettings settings = Read(text).settings;
    ASSERT_EQ(settings.channels.size(), 5u) << name << " and those that are built in";
    EXPECT_TRUE(settings.channels.at(name).complaints);
    EXPECT_EQ(Read(text, {"engine.threads=2"}).config_hash,
              HashOf({key + ".complaints=true", key + ".placeholder_authors=无名,\"x\""}));
  }
}

TEST(SettingsText, TraitsOfChannelsComeBackAndThoseOfBuiltInOnesAreNotAddedToOthers) {
  const std::string text = TextOf({"channel.a.formal=true", "channel.a.date_only=true",
                                   "channel.a.expected_lag_secs=86400", "channel.heimao.complaints=false"});
  const EngineSettings settings = Read(text).settings;
  EXPECT_TRUE(settings.channels.at("a").formal);
  EXPECT_TRUE(settings.channels.at("a").date_only);
  EXPECT_EQ(settings.channels.at("a").expected_lag_secs, 86400);
  EXPECT_FALSE(settings.channels.at("heimao").complaints);
  EXPECT_TRUE(settings.channels.at("heimao").each_post_is_a_person);
  // A sequence that knew nothing of a channel decides without.
  const std::string older = Replaced(text, "\"channel.cfpb.complaints\":true,", "");
  EXPECT_FALSE(Read(older).settings.channels.at("cfpb").complaints);
}

TEST(SettingsText, OrganisationsComeBackWithTheHash) {
  const std::vector<std::string> sets = {"organisation.海桥银行.aliases=海桥,Haiqiao Bank",
                                         "organisation.a.b \"c\".accounts=forum:x"};
  const std::string text = TextOf(sets);
  EXPECT_NE(text, TextOf({}));
  EXPECT_EQ(Read(text).config_hash, HashOf(sets));
  std::vector<std::string> more = sets;
  more.push_back("profile.watch=3");
  EXPECT_EQ(Read(text, {"profile.watch=3"}).config_hash, HashOf(more));
}

TEST(SettingsText, AFlagWinsAndMakesAHashOfItsOwn) {
  const std::string text = TextOf({"profile.emerging=7", "profile.major=30"});
  const SettingsInForce read = Read(text, {"profile.emerging=4"});
  EXPECT_EQ(read.settings.profile.emerging, 4u);
  EXPECT_EQ(read.settings.profile.major, 30u);
  EXPECT_EQ(read.config_hash, HashOf({"profile.emerging=4", "profile.major=30"}));
}

TEST(SettingsText, AFlagThatChangesNoResultLeavesTheHashAsItWas) {
  const std::string hash = "0123456789abcdef";  // of another version, which had fewer settings
  const std::string text = Replaced(TextOf({}), HashOf({}), hash);
  EXPECT_EQ(Read(text).config_hash, hash);
  EXPECT_EQ(Read(text, {"engine.threads=2"}).config_hash, hash);
  EXPECT_EQ(Read(text, {"profile.watch=2"}).config_hash, hash) << "what it is already";
  EXPECT_EQ(Read(text, {"profile.watch=3"}).config_hash, HashOf({"profile.watch=3"}));
}

TEST(SettingsText, TheModelsOfTheTextGoIntoTheHash) {
  const std::string text = TextOf({});
  const size_t at = text.find("\"models\":\"") + 10;
  std::string other = text;
  other[at] = other[at] == '0' ? '1' : '0';
  EXPECT_NE(Read(text, {"profile.watch=3"}).config_hash, Read(other, {"profile.watch=3"}).config_hash);
}

TEST(SettingsText, TheEmbeddingOfTheTextIsThatOfTheSettings) {
  EXPECT_EQ(Read(TextOf({})).settings.meaning, LoadModels(ConfigOf({}))->meaning_checksum());
}

TEST(SettingsText, AProfileNamedByAFlagStandsInPlaceOfTheRecordedOne) {
  TempFolder folder;
  const std::string path = folder.path() + "/strict.toml";
  WriteFile(path, "name = \"strict\"\nemerging = 3\n");
  const std::string text = TextOf({"profile.emerging=9", "profile.major=30"});
  const EngineSettings strict = Read(text, {"engine.profile=" + path}).settings;
  EXPECT_EQ(strict.profile.name, "strict");
  EXPECT_EQ(strict.profile.emerging, 3u);
  EXPECT_EQ(strict.profile.major, 20u);
  EXPECT_EQ(Read(text, {"engine.profile=default"}).settings.profile.emerging, 5u);
}

TEST(SettingsText, ASettingNewerThanTheTextHasItsDefault) {
  const std::string text = Replaced(TextOf({"engine.evidence_max=3"}), "\"engine.evidence_max\":3,", "");
  EXPECT_EQ(Read(text).settings.evidence_max, 20u);
}

TEST(SettingsText, WhatIsNoTextOfSettingsIsCorrupt) {
  const std::string text = TextOf({"channel.desk.complaints=true"});
  const std::string hash = HashOf({"channel.desk.complaints=true"});
  for (const std::string& damaged :
       {std::string(), std::string("{}"), std::string("null"), text.substr(0, text.size() / 2), text + "x",
        Replaced(text, hash, "no hash"), Replaced(text, "\"models\"", "\"model\""),
        Replaced(text, "\"meaning\"", "\"means\""), Replaced(text, "engine.complaint_min", "engine.complaint_mix"),
        Replaced(text, "engine.complaint_min", "engine.threads"),
        Replaced(text, "engine.complaint_min", "engine.group_idle_days"),
        Replaced(text, "\"engine.complaint_min\":0.5", "\"engine.complaint_min\":null"),
        Replaced(text, "\"engine.complaint_min\":0.5", "\"engine.complaint_min\":5"),
        Replaced(text, "\"engine.complaint_min\":0.5", "\"engine.complaint_min\":\"0.5\""),
        Replaced(text, "\"profile.emerging\":5", "\"profile.emerging\":1"),
        Replaced(text, "channel.desk.complaints", "channel..complaints"),
        Replaced(text, "channel.desk.complaints", "channel.desk.complaint")}) {
    EXPECT_EQ(ErrorOf(damaged).code(), Code::kCorrupt) << damaged;
  }
}

TEST(SettingsText, AWrongFlagIsTheUsersFault) {
  EXPECT_EQ(ErrorOf(TextOf({}), {"profile.emerging=1"}).code(), Code::kInvalid);
  EXPECT_EQ(ErrorOf(TextOf({}), {"profile.emergin=6"}).code(), Code::kInvalid);
}

TEST(SettingsText, SettingsThatAreNotUtf8AreRefusedWhereTheyAreGiven) {
  EXPECT_FALSE(Config::Load({.sets = {"channel.\xff.complaints=true"}}).ok());
  EXPECT_FALSE(Config::Load({.environment = {{"GROUNDSWELL_PROFILE_NAME", "\xff"}}}).ok());
}

}  // namespace
}  // namespace groundswell
