// What reading one post costs, and each model's share of it: the same posts through the whole scorer and through each
// part alone. Reads the Weibo reposts of the data folder (GROUNDSWELL_DATA) where they are, else posts of its own.
//
//   scorer_bench --benchmark_min_time=2     one thread; `per_post` beside that of BM_Whole is the part's share
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "base/check.h"
#include "ingest/byte_source.h"
#include "ingest/framing.h"
#include "models/near_copy.h"
#include "models/own_words.h"
#include "models/scorer.h"
#include "models/stored_text.h"
#include "tools/block_scorer.h"
#include "tools/config.h"
#include "tools/model_set.h"

namespace groundswell {
namespace {

constexpr size_t kPosts = 50000, kBlockLines = 1024;

// Posts as they come in, and what each part is given of them.
struct Corpus {
  std::vector<PostBatch> batches;
  std::vector<std::string> raw, stored, folded;
};

void AddBatch(PostBatch batch, Corpus* corpus) {
  std::string stored, folded;
  for (const Post& post : batch.posts) {
    CleanAndRedact(post.text, &stored);
    const std::string_view own = OwnWords(stored);
    FoldText(own.empty() ? std::string_view(stored) : own, &folded);
    corpus->raw.emplace_back(post.text);
    corpus->stored.push_back(stored);
    corpus->folded.push_back(folded);
  }
  corpus->batches.push_back(std::move(batch));
}

void ReadReposts(const std::string& path, Corpus* corpus) {
  InputFiles files({path});
  LineReader lines(&files);
  LineBlock block;
  Decoder decoder(DecodeOptions{});
  std::vector<RefusedLine> refused;
  while (corpus->raw.size() < kPosts && *lines.Next(kBlockLines, &block)) {
    PostBatch batch;
    DecodeBlock(block, &decoder, &batch, &refused);
    AddBatch(std::move(batch), corpus);
  }
}

void MakePosts(Corpus* corpus) {
  const std::string_view kTexts[] = {"转发微博",
                                     "银行卡又被扣了五十块年费,客服不管",
                                     "今天天气不错出去走走[哈哈]",
                                     "//@小王:这个手机总是死机",
                                     "刹车抖动厂家不处理",
                                     "still no refund after two weeks"};
  PostBatch batch;
  for (size_t i = 0; i < kPosts; ++i) {
    Post& post = batch.posts.emplace_back();
    post.id = post.author = batch.arena.Copy(std::to_string(i));
    post.channel = "weibo";
    post.text = kTexts[i % std::size(kTexts)];
  }
  AddBatch(std::move(batch), corpus);
}

const Corpus& Posts() {
  static const Corpus corpus = [] {
    Corpus made;
    const char* data = std::getenv("GROUNDSWELL_DATA");
    if (data != nullptr) ReadReposts(std::string(data) + "/stream/weibo-reposts.jsonl.gz", &made);
    if (made.raw.empty()) MakePosts(&made);
    return made;
  }();
  return corpus;
}

const Models& TheModels() {
  static const Result<Models> models = LoadModels(*Config::Load({}));
  return *models;
}

// Calls part(i) for every post.
template <typename Part>
void RunPart(benchmark::State& state, Part part) {
  const size_t posts = Posts().raw.size();
  for (auto _ : state)
    for (size_t i = 0; i < posts; ++i) part(i);
  const auto all = static_cast<double>(state.iterations()) * static_cast<double>(posts);
  state.counters["posts_per_sec"] = benchmark::Counter(all, benchmark::Counter::kIsRate);
  state.counters["per_post"] = benchmark::Counter(all, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void BM_Whole(benchmark::State& state) {
  const AuthorKey key({7});
  PostScorer scorer(&TheModels(), &key);
  ScoredBatch scored;
  size_t posts = 0;
  for (auto _ : state) {
    posts = 0;
    for (const PostBatch& batch : Posts().batches) {
      scored.Clear();
      scorer.Score(batch, &scored);
      posts += scored.posts.size();
    }
  }
  CHECK(posts == Posts().raw.size());
  const auto all = static_cast<double>(state.iterations()) * static_cast<double>(posts);
  state.counters["posts_per_sec"] = benchmark::Counter(all, benchmark::Counter::kIsRate);
  state.counters["per_post"] = benchmark::Counter(all, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void BM_CleanAndRedact(benchmark::State& state) {
  std::string out;
  RunPart(state, [&](size_t i) { CleanAndRedact(Posts().raw[i], &out); });
}

void BM_Fold(benchmark::State& state) {
  std::string out;
  RunPart(state, [&](size_t i) { FoldText(Posts().stored[i], &out); });
}

void BM_Tokenize(benchmark::State& state) {
  Tokenizer tokenizer;
  std::vector<Term> terms;
  RunPart(state, [&](size_t i) {
    terms.clear();
    tokenizer.Tokenize(Posts().folded[i], &terms);
  });
}

void BM_SentimentAndComplaint(benchmark::State& state) {
  NgramScratch scratch;
  RunPart(state, [&](size_t i) { benchmark::DoNotOptimize(TheModels().text.Score(Posts().folded[i], &scratch)); });
}

void BM_Taxonomy(benchmark::State& state) {
  TaxonomyScratch scratch;
  RunPart(state, [&](size_t i) { benchmark::DoNotOptimize(TheModels().taxonomy.Read(Posts().folded[i], &scratch)); });
}

// Of 1,000 organisations.
void BM_Watchlist(benchmark::State& state) {
  std::vector<WatchlistEntry> entries;
  for (int i = 0; i < 1000; ++i) {
    WatchlistEntry& entry = entries.emplace_back();
    entry.name = "海桥" + std::to_string(i) + "银行";
    entry.aliases = {"seabridge" + std::to_string(i)};
  }
  const auto watchlist = Watchlist::Build(std::move(entries));
  CHECK(watchlist.ok());
  WatchlistScratch scratch;
  CHECK(watchlist->Find("海桥7银行 的卡", "", "", &scratch).org == "海桥7银行");
  RunPart(state, [&](size_t i) { benchmark::DoNotOptimize(watchlist->Find(Posts().folded[i], "", "", &scratch)); });
}

void BM_Embedding(benchmark::State& state) {
  const auto embedding = LoadEmbedding(*Config::Load({}));
  if (!embedding.ok()) return state.SkipWithError("no embedding is built in");
  EmbeddingScratch scratch;
  std::vector<float> vector(embedding->dims());
  RunPart(state, [&](size_t i) { benchmark::DoNotOptimize(embedding->Embed(Posts().folded[i], &scratch, vector)); });
}

void BM_SignNearCopy(benchmark::State& state) {
  RunPart(state, [&](size_t i) { benchmark::DoNotOptimize(SignNearCopy(Posts().folded[i])); });
}

BENCHMARK(BM_Whole)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_CleanAndRedact)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Fold)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Tokenize)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_SentimentAndComplaint)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Taxonomy)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Watchlist)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Embedding)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_SignNearCopy)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace groundswell

BENCHMARK_MAIN();
