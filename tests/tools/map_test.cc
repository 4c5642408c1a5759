// `groundswell map` and `replay --mapping` as a user meets them: the built binary, files in, posts and words out.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "tests/storage/temp_folder.h"
#include "tests/tools/process.h"
#include "tests/tools/replay_testing.h"

namespace groundswell {
namespace {

bool Has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

size_t CountLines(const std::string& text) { return static_cast<size_t>(std::count(text.begin(), text.end(), '\n')); }

// Three people complain of one thing at a complaints desk that gives no names.
constexpr std::string_view kHeimao =
    R"([{"title":"2026-01-05 于黑猫投诉平台发起\n\n[投诉对象]青禾贷App\n[投诉要求]退费","content":"青禾贷借款一万二,合同里没写担保费,每月却多扣86元担保费,要求退还。","time":"","href":"https://tousu.sina.com.cn/complaint/view/17400000001/"},
{"title":"2026-01-06 于黑猫投诉平台发起\n\n[投诉对象]青禾贷App\n[投诉要求]退费","content":"在青禾贷借了8000,还款时才发现每期有担保费,客服不肯退担保费。","time":"","href":"https://tousu.sina.com.cn/complaint/view/17400000002/"},
{"title":"2026-01-07 于黑猫投诉平台发起\n\n[投诉对象]青禾贷App\n[投诉要求]退费","content":"青禾贷乱收担保费,要求退还担保费并道歉。","time":"","href":"https://tousu.sina.com.cn/complaint/view/17400000003/"}]
)";

TEST(Map, PostsGoToStdoutAndRefusalsWithLinePointerAndReasonToStderr) {
  const ProcessResult result =
      RunProcess({"map", "--mapping", "weibo"},
                 "{\"idstr\":\"1\",\"created_at\":\"Sun Mar 01 17:00:56 +0800 2026\",\"text\":\"a\"}\n"
                 "{\"idstr\":\"2\",\"created_at\":\"3分钟前\",\"text\":\"b\"}\n{\"idstr\":\"3\",\"created_at\":\n");
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_EQ(result.out,
            "{\"id\":\"1\",\"channel\":\"weibo\",\"time\":\"2026-03-01T09:00:56.000Z\",\"text\":\"a\","
            "\"url\":\"https://m.weibo.cn/detail/1\"}\n");
  EXPECT_TRUE(Has(result.err, "line 2: /created_at: field time: a time told from where")) << result.err;
  EXPECT_TRUE(Has(result.err, "line 3: ")) << result.err;
  EXPECT_TRUE(Has(result.err, "1 posts, 0 deletions, 0 passed over, 2 refused")) << result.err;
}

TEST(Map, AFieldOfAnOwnMappingThatIsInNoPostIsNamed) {
  TempFolder folder;
  const std::string mapping = folder.path() + "/own.toml";
  WriteFile(mapping,
            "[channel]\nname = \"c\"\n[post]\nid = \"/id\"\ntime = \"/t\"\ntext = \"/x\"\nauthor = \"/autor\"\nlikes = "
            "\"/n\"\n");
  const ProcessResult result =
      RunProcess({"map", "--mapping", mapping}, "{\"id\":1,\"t\":0,\"x\":\"a\",\"author\":\"ann\",\"n\":0}\n");
  EXPECT_TRUE(Has(result.err, "in no post: author; are their pointers right?")) << result.err;
}

TEST(Map, JsonIsOneObjectWithCountsAndRefusals) {
  const ProcessResult result =
      RunProcess({"map", "--mapping", "bluesky", "--json"}, "{\"kind\":\"identity\"}\n{\"kind\":\n");
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_EQ(CountLines(result.out), 1u);
  EXPECT_TRUE(
      result.out.starts_with("{\"mapping\":\"bluesky\",\"items\":[],\"records\":2,\"posts\":0,\"deletions\":0,"
                             "\"passed_over\":1,\"refused_total\":1,\"refused\":[{\"line\":2,\"pointer\":\"\","
                             "\"code\":\"invalid_json\",\"reason\":"))
      << result.out;
}

TEST(Map, StrictMakesARefusalAFailureAndAWrongMappingIsBadUsage) {
  EXPECT_EQ(RunProcess({"map", "--mapping", "bluesky", "--strict"}, "{\"kind\":\n").exit_status, 1);
  EXPECT_EQ(RunProcess({"map", "--mapping", "bluesky", "/no/such/file"}).exit_status, 1);
  const ProcessResult unknown = RunProcess({"map", "--mapping", "blueski"}, "");
  EXPECT_EQ(unknown.exit_status, 2);
  EXPECT_TRUE(Has(unknown.err, "bluesky")) << unknown.err;
  EXPECT_EQ(RunProcess({"map"}, "").exit_status, 2);
  TempFolder folder;
  WriteFile(folder.path() + "/bad.toml", "[channel]\nname = \"c\"\n[post]\nidd = \"/id\"\n");
  const ProcessResult bad = RunProcess({"map", "--mapping", folder.path() + "/bad.toml"}, "");
  EXPECT_EQ(bad.exit_status, 2);
  EXPECT_TRUE(Has(bad.err, "bad.toml: line 4: a post has no field `idd`")) << bad.err;
  EXPECT_EQ(RunProcess({"replay", "--mapping", "nope", "-"}, "").exit_status, 2);
}

TEST(Map, TheListTellsEveryBuiltInMappingAndItsTraits) {
  const ProcessResult list = RunProcess({"map", "--list"});
  EXPECT_TRUE(Has(list.out, "heimao")) << list.out;
  EXPECT_TRUE(Has(list.out, "channel heimao: +08:00, dates, complaints desk, each post a person")) << list.out;
  const ProcessResult json = RunProcess({"map", "--list", "--json"});
  EXPECT_EQ(CountLines(json.out), 1u);
  EXPECT_TRUE(Has(json.out, "\"name\":\"cfpb\"")) << json.out;
  const ProcessResult show = RunProcess({"map", "--show", "--mapping", "heimao"});
  EXPECT_TRUE(Has(show.out, "[channel]\nname = \"heimao\"")) << show.out;
}

// A table, by one line that says which column is what: looked at, and taken in with the time zone that the line gives.
TEST(Map, ATableIsReadByItsColumns) {
  TempFolder folder;
  const std::string table = folder.path() + "/table.csv", groups = folder.path() + "/groups.jsonl";
  const std::string columns = "id=编号,time=时间,text=内容,org=商家,author=客户,zone=+08:00";
  WriteFile(table,
            "编号,时间,内容,商家,客户\n1,2026-03-01 09:00,收款音箱不播报 客服打不通,海桥银行,王\n"
            "2,2026/3/1 9:07,收款音箱今天不播报 客服打不通,海桥银行,李\n3,today,x,y,z\n");
  const ProcessResult mapped = RunProcess({"map", "--columns", columns, table});
  EXPECT_EQ(mapped.exit_status, 0);
  EXPECT_EQ(CountLines(mapped.out), 2u) << mapped.out;
  EXPECT_TRUE(Has(mapped.out, "\"time\":\"2026-03-01T01:07:00.000Z\"")) << mapped.out;
  EXPECT_TRUE(Has(mapped.err, "line 4: /时间: field time: ")) << mapped.err;
  const ProcessResult replayed = RunProcess({"replay", "--columns", columns, table, "--groups", groups});
  EXPECT_EQ(replayed.exit_status, 0) << replayed.err;
  EXPECT_EQ(CountLines(ReadFile(groups)), 1u) << "two people, one cause";
  const ProcessResult both = RunProcess({"map", "--columns", columns, "--mapping", "cfpb", table});
  EXPECT_EQ(both.exit_status, 2);
  const ProcessResult wrong = RunProcess({"replay", "--columns", "id=a", table});
  EXPECT_EQ(wrong.exit_status, 2);
  EXPECT_TRUE(Has(wrong.err, "needs `id` and `time`")) << wrong.err;
}

TEST(Map, ThreePeopleAtADeskThatNamesNobodyAreWatchedWithoutConfiguration) {
  TempFolder folder;
  const std::string input = folder.path() + "/heimao.json", alerts = folder.path() + "/alerts.jsonl";
  WriteFile(input, kHeimao);
  const ProcessResult replay = RunProcess({"replay", "--mapping", "heimao", input, "--alerts", alerts});
  EXPECT_EQ(replay.exit_status, 0) << replay.err;
  EXPECT_TRUE(Has(ReadFile(alerts), "\"event\":\"opened\",\"level\":\"watch\"")) << ReadFile(alerts);
  EXPECT_TRUE(Has(ReadFile(alerts), "\"org\":\"青禾贷App\"")) << ReadFile(alerts);
  // Through a pipe the posts are the same, and each still counts as a person.
  const std::string piped = folder.path() + "/piped.jsonl", again = folder.path() + "/again.jsonl";
  EXPECT_EQ(RunProcess({"map", "--mapping", "heimao", input, "--out", piped}).exit_status, 0);
  EXPECT_EQ(CountLines(ReadFile(piped)), 3u);
  EXPECT_EQ(RunProcess({"replay", piped, "--alerts", again}).exit_status, 0);
  EXPECT_TRUE(Has(ReadFile(again), "\"level\":\"watch\"")) << ReadFile(again);
}

TEST(Map, WhatIsConfiguredWinsOverTheTraitsOfAMapping) {
  TempFolder folder;
  const std::string input = folder.path() + "/heimao.json", alerts = folder.path() + "/alerts.jsonl";
  WriteFile(input, kHeimao);
  const ProcessResult replay = RunProcess({"replay", "--mapping", "heimao", input, "--alerts", alerts, "--set",
                                           "channel.heimao.each_post_is_a_person=false"});
  EXPECT_EQ(replay.exit_status, 0) << replay.err;
  EXPECT_EQ(ReadFile(alerts), "");
}

TEST(Map, AReplayGoesOnOnlyWithTheMappingItWasBegunWith) {
  TempFolder folder;
  const std::string input = folder.path() + "/heimao.json", data = folder.path() + "/data";
  WriteFile(input, kHeimao);
  const std::string other = folder.path() + "/other.toml";
  WriteFile(other, RunProcess({"map", "--show", "--mapping", "heimao"}).out + "\n# another\n");
  EXPECT_EQ(RunProcess({"replay", "--mapping", "heimao", input, "--data-dir", data}).exit_status, 0);
  EXPECT_EQ(RunProcess({"replay", "--mapping", "heimao", input, "--data-dir", data}).exit_status, 0);
  EXPECT_EQ(RunProcess({"replay", "--mapping", other, input, "--data-dir", data}).exit_status, 2);
}

// Refused records are counted and logged like those of our own form, whatever the number of threads.
TEST(Map, RefusedRecordsOfAReplayAreInItsSummaryAndLog) {
  TempFolder folder;
  const std::string input = folder.path() + "/in.jsonl", rejects = folder.path() + "/rejects.jsonl";
  WriteFile(input,
            "{\"idstr\":\"1\",\"created_at\":\"2026-03-01 09:00\",\"text\":\"a\"}\n{\"idstr\":\"2\",\"text\":\"b\"}\n");
  for (const std::string threads : {"1", "3"}) {
    const ProcessResult replay =
        RunProcess({"replay", "--mapping", "weibo", input, "--rejects", rejects, "--json", "--threads", threads});
    EXPECT_EQ(replay.exit_status, 0) << replay.err;
    EXPECT_TRUE(Has(replay.out, "\"accepted\":1")) << replay.out;
    EXPECT_TRUE(Has(replay.out, "\"rejected\":1")) << replay.out;
    EXPECT_TRUE(Has(ReadFile(rejects), "{\"line\":2,\"code\":\"missing_field\",\"reason\":\"/created_at: field time: "))
        << ReadFile(rejects);
  }
}

}  // namespace
}  // namespace groundswell
