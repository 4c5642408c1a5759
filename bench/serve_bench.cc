// What readers cost beside a running engine with 100,000 groups: telling the read model of a commit, publishing a
// snapshot, a page of a list, a search that finds nothing.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/json_writer.h"
#include "serve/api_groups.h"
#include "serve/read_model.h"
#include "storage/memory_store.h"

namespace groundswell {
namespace {

constexpr uint64_t kGroups = 100'000;

// A row as long as a real one: some 1.5 KB.
std::string Row(uint64_t id, uint64_t round) {
  constexpr std::string_view kLevels[] = {"none", "watch", "watch", "watch", "emerging", "major", "crisis"};
  std::string row;
  JsonWriter json(&row);
  json.BeginObject().Key("id").Text(FormatGroupId({id})).Key("org").Text("海桥银行" + std::to_string(id % 200));
  json.Key("title")
      .Text("收款音箱今天一直不播报,客服打不通,耽误生意 " + std::to_string(id))
      .Key("keywords")
      .BeginArray();
  for (const auto* word : {"音箱", "播报", "客服", "生意", "打不通"}) json.Text(word);
  json.EndArray().Key("level").Text(kLevels[(id * 7 + round) % 7]).Key("posts").Integer(static_cast<int64_t>(round));
  json.Key("first_at")
      .Time({1'772'366'400'000})
      .Key("last_at")
      .Time({1'772'366'400'000 + static_cast<int64_t>((id * 7919 + round * 104'729) % kDayMs)});
  json.Key("channels").BeginObject().Key("weibo").Integer(2).Key("forum").Integer(1).EndObject();
  json.Key("representatives").BeginArray();
  for (int i = 0; i < 3; ++i) json.Text(std::string(280, 'x'));
  json.EndArray().EndObject();
  return row;
}

class Fixture {
 public:
  Fixture() : model_(&store_, {std::chrono::hours(1), std::chrono::hours(1)}) {
    Write(kGroups, 0);
    CHECK(store_.Commit(batch_).ok());
    CHECK(model_.Load().ok());
    CHECK(model_.snapshot()->groups.size() == kGroups);
    context_.store = &store_;
    context_.model = &model_;
  }

  // The next commit: `count` groups, spread over all of them, change.
  void Write(uint64_t count, uint64_t round) {
    rows_.clear();
    batch_.groups.clear();
    for (uint64_t i = 0; i < count; ++i) rows_.push_back(Row((i * (kGroups / count) + round) % kGroups, round));
    for (uint64_t i = 0; i < count; ++i)
      batch_.groups.push_back({{(i * (kGroups / count) + round) % kGroups}, rows_[i]});
    batch_.position.next_seq = round;
  }

  MemoryStore store_;
  ReadModel model_;
  ApiContext context_;
  std::vector<std::string> rows_;
  CommitBatch batch_;
};

Fixture& Shared() {
  static Fixture fixture;
  return fixture;
}

void OnCommit(benchmark::State& state) {
  Fixture& fixture = Shared();
  uint64_t round = 0;
  for (auto _ : state) {
    state.PauseTiming();
    fixture.Write(static_cast<uint64_t>(state.range(0)), ++round);
    state.ResumeTiming();
    fixture.model_.OnCommit(fixture.batch_);
    state.PauseTiming();
    fixture.model_.PublishNow();
    state.ResumeTiming();
  }
}
BENCHMARK(OnCommit)->Arg(0)->Arg(10)->Arg(100)->Arg(1'000)->Iterations(200);

// The time a snapshot takes, rows read included.
void Publish(benchmark::State& state) {
  Fixture& fixture = Shared();
  uint64_t round = 0;
  for (auto _ : state) {
    fixture.Write(static_cast<uint64_t>(state.range(0)), ++round);
    fixture.model_.OnCommit(fixture.batch_);
    const uint64_t before = fixture.model_.counts().publish_nanos;
    fixture.model_.PublishNow();
    state.SetIterationTime(static_cast<double>(fixture.model_.counts().publish_nanos - before) / 1e9);
  }
  CHECK(fixture.model_.snapshot()->groups.size() == kGroups);
}
BENCHMARK(Publish)->Arg(1)->Arg(10)->Arg(100)->Arg(1'000)->Arg(10'000)->UseManualTime()->Iterations(50);

HttpRequest Query(std::vector<std::pair<std::string, std::string>> query) {
  HttpRequest request;
  request.query = std::move(query);
  return request;
}

void List(benchmark::State& state, const HttpRequest& request, bool finds) {
  Fixture& fixture = Shared();
  for (auto _ : state) {
    const HttpResponse answer = ListGroups(fixture.context_, request);
    CHECK(answer.status == 200 && (answer.body.size() > 1'000) == finds);
  }
}
BENCHMARK_CAPTURE(List, first_page_of_50, Query({}), true)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(List, page_of_500, Query({{"limit", "500"}}), true)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(List, search_that_finds_nothing, Query({{"q", "退款 不到账"}}), false)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(List, organisation_without_groups, Query({{"org", "Nobody"}}), false)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace groundswell

BENCHMARK_MAIN();
