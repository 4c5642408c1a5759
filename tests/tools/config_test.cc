#include "tools/config.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "tools/config_keys.h"
#include "tools/config_names.h"

namespace groundswell {
namespace {

// A file that is removed at the end of the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view text) {
    static int number = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("groundswell_config_test_" + std::to_string(getpid()) + "_" + std::to_string(number++) + ".toml");
    std::ofstream(path_) << text;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

Config LoadOrDie(const ConfigInputs& inputs) {
  Result<Config> config = Config::Load(inputs);
  EXPECT_TRUE(config.ok()) << config.status().message();
  return config.ok() ? *config : *Config::Load({});
}

std::string ErrorOf(const ConfigInputs& inputs) {
  const Result<Config> config = Config::Load(inputs);
  return config.ok() ? "" : config.status().message();
}

std::string FileError(std::string_view text) { return ErrorOf({.file = TemporaryFile(text).path()}); }

#define EXPECT_HAS(text, part) EXPECT_NE(std::string(text).find(part), std::string::npos) << (text)

TEST(Config, DefaultsHoldWithoutAnything) {
  const Config config = LoadOrDie({});
  EXPECT_EQ(config.Integer("engine.retention_days"), 180);
  EXPECT_EQ(config.Integer("engine.group_idle_days"), 90);
  EXPECT_EQ(config.Channels(), (std::vector<std::string>{"cfpb", "heimao", "tieba", "wechat-pay"}))
      << "what the built-in mappings know of their channels";
}

TEST(Config, EveryKeyHasAnAllowedDefaultAHelpAndAVariableOfItsOwn) {
  std::set<std::string> variables;
  for (const ConfigKey& key : ConfigKeys()) {
    EXPECT_TRUE(CheckConfigValue(key, key.standard).ok()) << key.name;
    EXPECT_FALSE(key.help.empty()) << key.name;
    EXPECT_TRUE(variables.insert(VariableSuffix(key.name)).second) << key.name;
    const std::string shown = FormatToml(key.standard);
    const bool plain =
        key.type == ConfigType::kInteger || key.type == ConfigType::kNumber || key.type == ConfigType::kBool;
    // A text may be what it is anyway, a list empty.
    const auto* words = std::get_if<std::string>(&key.standard);
    const std::string text = plain ? shown : words != nullptr && !key.secret ? *words : "";
    const Config config = LoadOrDie({.environment = {{"GROUNDSWELL_" + VariableSuffix(key.name), text}}});
    EXPECT_EQ(config.entries().at(SplitName(key.name)).source, ConfigSource::kEnvironment) << key.name;
  }
}

TEST(Config, FlagsWinOverEnvironmentAndEnvironmentOverFile) {
  const TemporaryFile file("[engine]\nbatch_posts = 10\nretention_days = 100\ngroup_idle_days = 30\n");
  const Config config = LoadOrDie(
      {.file = file.path(),
       .environment = {{"GROUNDSWELL_ENGINE_BATCH_POSTS", "20"}, {"GROUNDSWELL_ENGINE_RETENTION_DAYS", "200"}},
       .sets = {"engine.batch_posts=25", "engine.batch_posts=30"}});
  EXPECT_EQ(config.Integer("engine.batch_posts"), 30);
  EXPECT_EQ(config.Integer("engine.retention_days"), 200);
  EXPECT_EQ(config.Integer("engine.group_idle_days"), 30);
}

TEST(Config, UnknownKeysAreErrorsThatNameTheNearest) {
  EXPECT_HAS(ErrorOf({.sets = {"engine.batch_post=3"}}), "did you mean engine.batch_posts?");
  EXPECT_HAS(ErrorOf({.sets = {"batch_posts=3"}}), "did you mean engine.batch_posts?");
  EXPECT_HAS(ErrorOf({.environment = {{"GROUNDSWELL_ENGINE_BATCH_POST", "3"}}}), "did you mean engine.batch_posts?");
  EXPECT_HAS(ErrorOf({.sets = {"channel.weibo.complaint=true"}}), "did you mean channel.weibo.complaints?");
  EXPECT_HAS(ErrorOf({.sets = {"zzzzzzzzzzzz=3"}}), "check-config");
  EXPECT_HAS(FileError("[engine]\n\nretention_day = 3\n"), "line 3: unknown key engine.retention_day");
}

TEST(Config, WrongValuesAreErrorsThatSayWhatIsAllowed) {
  EXPECT_HAS(ErrorOf({.sets = {"engine.batch_posts=many"}}), "a whole number");
  EXPECT_HAS(ErrorOf({.sets = {"engine.batch_posts=0"}}), "1 to 65536 posts");
  EXPECT_HAS(ErrorOf({.sets = {"engine.batch_posts"}}), "--set key=value");
  EXPECT_HAS(ErrorOf({.sets = {"channel.x.complaints=yes"}}), "true or false");
  EXPECT_HAS(ErrorOf({.sets = {"channel.x.time_zone=Shanghai"}}), "+08:00");
  EXPECT_HAS(FileError("[engine]\nbatch_posts = \"7\"\n"), "line 2: engine.batch_posts is a whole number");
  EXPECT_HAS(FileError("[engine]\nbatch_posts = 2020-06-05\n"), "line 2");
  EXPECT_HAS(FileError("[channel.x]\nplaceholder_authors = [1]\n"), "line 2");
  EXPECT_HAS(FileError("[engine\n"), "line 1");
  EXPECT_HAS(ErrorOf({.file = "/nonexistent/groundswell.toml"}), "no such configuration file");
}

TEST(Config, RetentionIsNeverShorterThanTheLifeOfAGroup) {
  EXPECT_HAS(ErrorOf({.sets = {"engine.retention_days=30"}}), "engine.group_idle_days");
}

TEST(Config, LevelsRise) { EXPECT_HAS(ErrorOf({.sets = {"profile.emerging=30"}}), "profile.major = 20"); }

TEST(Config, AProfileIsAFileThatASingleKeyOverrides) {
  const TemporaryFile profile("name = \"council\"\nemerging = 4\nmajor = 10\n");
  const Config config = LoadOrDie({.sets = {"engine.profile=" + profile.path(), "profile.major=12"}});
  EXPECT_EQ(EngineSettingsOf(config).profile.name, "council");
  EXPECT_EQ(config.Integer("profile.emerging"), 4);
  EXPECT_EQ(config.Integer("profile.major"), 12);
  EXPECT_HAS(ErrorOf({.sets = {"engine.profile=" + TemporaryFile("emergin = 4\n").path()}}), "profile.emerging?");
}

TEST(Config, TheEngineGetsItsOwnDefaultsAndTheBuiltInProfile) {
  const EngineSettings settings = EngineSettingsOf(LoadOrDie({})), own;
  EXPECT_EQ(settings.cluster.threshold, own.cluster.threshold);
  EXPECT_EQ(settings.cluster.length_exponent, own.cluster.length_exponent);
  EXPECT_EQ(settings.burst.told_hours, own.burst.told_hours);
  EXPECT_EQ(settings.profile.watch, 2u);
  EXPECT_EQ(settings.profile.emerging, 5u);
  EXPECT_EQ(settings.profile.major, 20u);
}

TEST(Config, TheEngineGetsWhatIsSet) {
  const EngineSettings settings = EngineSettingsOf(
      LoadOrDie({.sets = {"engine.cluster.threshold=0.25", "engine.pane_secs=60", "channel.desk.complaints=true"}}));
  EXPECT_EQ(settings.cluster.threshold, 0.25f);
  EXPECT_EQ(settings.burst.pane_secs, 60u);
  EXPECT_EQ(settings.burst.zone_minutes, 480);
  EXPECT_EQ(EngineSettingsOf(LoadOrDie({.sets = {"engine.zone=-03:30"}})).burst.zone_minutes, -210);
  EXPECT_EQ(EngineSettingsOf(LoadOrDie({.sets = {"engine.zone="}})).burst.zone_minutes, 0);
  EXPECT_TRUE(settings.channels.at("desk").complaints);
}

TEST(Config, TheAuthorKeyIsReadAsBytes) {
  EXPECT_FALSE(AuthorKeyOf(LoadOrDie({})).has_value());
  const auto key = AuthorKeyOf(LoadOrDie({.sets = {"people.author_key=00112233445566778899aabbccddeeff"}}));
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->bytes()[1], 0x11);
  EXPECT_EQ(key->bytes()[15], 0xff);
  const std::string error = ErrorOf({.sets = {"people.author_key=secret"}});
  EXPECT_HAS(error, "32 hexadecimal digits");
  EXPECT_EQ(error.find("secret\""), std::string::npos);
}

TEST(Config, ChannelsGiveTheirZones) {
  const ChannelZones zones =
      ChannelZonesOf(LoadOrDie({.sets = {"channel.x.time_zone=-05:00", "channel.y.complaints=true"}}));
  ASSERT_EQ(zones.size(), 1u);
  EXPECT_EQ(zones.at("x").minutes, -300);
}

TEST(Config, ChannelsHaveSettingsOfTheirOwn) {
  const TemporaryFile file("[channel.weibo]\ncomplaints = true\n[channel.\"车质网\"]\ntime_zone = \"+08:00\"\n");
  const Config config = LoadOrDie({.file = file.path(),
                                   .environment = {{"GROUNDSWELL_CHANNEL_DESK_EACH_POST_IS_A_PERSON", "true"}},
                                   .sets = {"channel.weibo.placeholder_authors=匿名, 用户"}});
  EXPECT_EQ(config.Channels(),
            (std::vector<std::string>{"cfpb", "desk", "heimao", "tieba", "wechat-pay", "weibo", "车质网"}));
  EXPECT_TRUE(config.Bool("channel.weibo.complaints"));
  EXPECT_EQ(config.List("channel.weibo.placeholder_authors"), (std::vector<std::string>{"匿名", "用户"}));
  EXPECT_EQ(config.Text("channel.车质网.time_zone"), "+08:00");
  EXPECT_TRUE(config.Bool("channel.desk.each_post_is_a_person"));
}

TEST(Config, ChannelsOfBuiltInMappingsAreKnownWithoutAnySource) {
  const Config config = LoadOrDie({});
  const auto source = [&](const char* channel, const char* key) {
    return config.entries().at({std::string("channel.") + channel, key}).source;
  };
  for (const char* desk : {"cfpb", "heimao", "wechat-pay"})
    EXPECT_TRUE(config.Bool("channel." + std::string(desk) + ".complaints")) << desk;
  EXPECT_TRUE(config.Bool("channel.cfpb.formal"));
  EXPECT_EQ(config.Integer("channel.cfpb.expected_lag_secs"), 15 * 86400);
  EXPECT_TRUE(config.Bool("channel.heimao.date_only"));
  EXPECT_FALSE(config.Bool("channel.heimao.formal"));
  EXPECT_EQ(source("heimao", "complaints"), ConfigSource::kMapping);
  EXPECT_EQ(source("heimao", "formal"), ConfigSource::kDefault);
  // How records are read is their mapping's business: a time without a zone of a post of our own stays refused.
  EXPECT_EQ(config.Text("channel.heimao.time_zone"), "");
  EXPECT_TRUE(ChannelZonesOf(config).empty());
  EXPECT_TRUE(config.List("channel.heimao.placeholder_authors").empty());
  const Config other = LoadOrDie({.sets = {"channel.heimao.complaints=false", "channel.heimao.formal=true"}});
  EXPECT_FALSE(other.Bool("channel.heimao.complaints"));
  EXPECT_TRUE(other.Bool("channel.heimao.formal"));
  EXPECT_TRUE(other.Bool("channel.heimao.each_post_is_a_person"));
  EXPECT_NE(other.Hash({}), config.Hash({}));
}

TEST(Config, WhatMappingsOfOneChannelDoNotAgreeOnHoldsForNoPostOfIt) {
  // Weibo's own records have times, tables of it may have dates alone.
  const EngineSettings settings = EngineSettingsOf(LoadOrDie({}));
  EXPECT_FALSE(settings.channels.contains("weibo"));
  const EngineSettings tables = EngineSettingsOf(LoadOrDie({.mapped = {{"channel.weibo.date_only", true}}}));
  EXPECT_TRUE(tables.channels.at("weibo").date_only);
}

TEST(Config, TheEngineGetsTheTraitsOfChannels) {
  const EngineSettings settings = EngineSettingsOf(
      LoadOrDie({.sets = {"channel.a.formal=true", "channel.b.date_only=true", "channel.c.expected_lag_secs=90000"}}));
  EXPECT_TRUE(settings.channels.at("a").formal);
  EXPECT_FALSE(settings.channels.at("a").date_only);
  EXPECT_TRUE(settings.channels.at("b").date_only);
  EXPECT_EQ(settings.channels.at("c").expected_lag_secs, 90000);
  EXPECT_HAS(ErrorOf({.sets = {"channel.c.expected_lag_secs=-1"}}), "expected_lag_secs");
}

TEST(Config, TheHashCoversWhatChangesAResultAndNothingElse) {
  const std::string plain = LoadOrDie({}).Hash({});
  EXPECT_EQ(plain.size(), 16u);
  EXPECT_EQ(plain, LoadOrDie({.sets = {"engine.batch_posts=1", "engine.threads=7",
                                       "people.author_key=00112233445566778899aabbccddeeff"}})
                       .Hash({}));
  EXPECT_NE(plain, LoadOrDie({.sets = {"engine.group_idle_days=91"}}).Hash({}));
  EXPECT_NE(plain, LoadOrDie({.sets = {"channel.weibo.complaints=true"}}).Hash({}));
  EXPECT_NE(plain, LoadOrDie({}).Hash({{"sentiment", 1}}));
  EXPECT_EQ(LoadOrDie({}).Hash({{"a", 1}, {"b", 2}}), LoadOrDie({}).Hash({{"b", 2}, {"a", 1}}));
}

TEST(Config, TheShownFormReadsBackTheSame) {
  const ConfigInputs inputs{.sets = {"engine.group_idle_days=33", "channel.a b.complaints=true",
                                     "channel.x.placeholder_authors=say \"hi\",back\\slash"}};
  const Config config = LoadOrDie(inputs);
  const TemporaryFile shown(config.ToToml());
  EXPECT_EQ(LoadOrDie({.file = shown.path()}).Hash({}), config.Hash({}));
}

TEST(Config, SecretsAreMaskedWhereverShown) {
  const std::string shown = LoadOrDie({.sets = {"people.author_key=00112233445566778899aabbccddeeff"}}).ToToml();
  EXPECT_EQ(shown.find("8899aabb"), std::string::npos);
  EXPECT_HAS(shown, kMaskedSecret);
}

TEST(Config, OnlyItsOwnVariablesAreSettings) {
  std::string own = "GROUNDSWELL_ENGINE_THREADS=3", other = "PATH=/bin", data = "GROUNDSWELL_DATA=/d";
  char* environment[] = {own.data(), other.data(), data.data(), nullptr};
  const auto settings = SettingsOfEnvironment(environment);
  ASSERT_EQ(settings.size(), 1u);
  EXPECT_EQ(settings[0], (std::pair<std::string, std::string>("GROUNDSWELL_ENGINE_THREADS", "3")));
}

struct ZoneCase {
  const char* text;
  bool ok;
  int minutes;
};
TEST(Config, ZonesAreOffsets) {
  for (const ZoneCase& c : {ZoneCase{"+08:00", true, 480},
                            {"-05:30", true, -330},
                            {"Z", true, 0},
                            {"+8:00", false, 0},
                            {"+08:60", false, 0},
                            {"08:00", false, 0},
                            {"+19:00", false, 0},
                            {"", false, 0}}) {
    const Result<ZoneOffset> zone = ParseZone(c.text);
    EXPECT_EQ(zone.ok(), c.ok) << c.text;
    EXPECT_EQ(zone.ok() ? zone->minutes : 0, c.minutes) << c.text;
  }
}

}  // namespace
}  // namespace groundswell
