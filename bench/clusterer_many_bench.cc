// What a post costs the clusterer when very many groups live: in many scopes of a thousand each, in one scope, and with
// thousands of them bound by rules of an analyst. Posts are of one kind throughout: five of the twelve words of their
// group, drawn from twenty words a group, and three that everybody uses.
//
// Counters: groups that live at the end, the share of posts that found one, and the longest post, which is a round of
// maintenance.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <random>
#include <vector>

#include "base/hash.h"
#include "engine/clusterer.h"

namespace groundswell {
namespace {

constexpr uint32_t kGroupWords = 12, kOwnWords = 5, kCommonWords = 3;
constexpr uint32_t kWordsPerGroup = 20;
constexpr size_t kPosts = 200000;
constexpr uint32_t kFirstPosts = 3;  // of each group, before the clock runs

struct Post {
  uint32_t scope = 0;
  std::vector<Term> terms;
};

class PostMaker {
 public:
  explicit PostMaker(uint32_t groups) : words_(groups * kWordsPerGroup) {}

  Post Make(uint32_t scope, uint32_t group) {
    Post post{scope, {}};
    for (uint32_t i = 0; i < kOwnWords; ++i) {
      const uint64_t word = Mix64(uint64_t{scope} << 40 | uint64_t{group} << 8 | random_() % kGroupWords);
      AddWord(1 + word % words_, &post);
    }
    for (uint32_t i = 0; i < kCommonWords; ++i) AddWord(1 + words_ + common_(random_), &post);
    return post;
  }
  Post MakeAny(uint32_t scopes, uint32_t groups) {
    const uint32_t scope = static_cast<uint32_t>(random_() % scopes);
    return Make(scope, static_cast<uint32_t>(random_() % groups));
  }

 private:
  static void AddWord(uint64_t word, Post* post) {
    const uint32_t hash = static_cast<uint32_t>(Mix64(word));
    for (Term& term : post->terms)
      if (term.hash == hash) return void(++term.count);
    post->terms.push_back({.hash = hash, .count = 1});
  }

  uint64_t words_;
  std::mt19937_64 random_{20260105};
  std::geometric_distribution<uint64_t> common_{0.004};
};

ClusterSettings Settings(uint32_t groups) {
  ClusterSettings settings;
  settings.fade_posts = 1e9f;  // every group lives, however rarely it is spoken of
  settings.fade_per_return = 0;
  settings.clusters_max = std::max(settings.clusters_max, groups * 5 / 4);
  settings.terms_max = std::max(settings.terms_max, groups * kWordsPerGroup * 5 / 4);
  settings.rules_max = settings.clusters_max;
  return settings;
}

// Where each group is after its first posts.
using Slots = std::vector<uint32_t>;

Slots Fill(uint32_t scope, uint32_t groups, PostMaker* maker, Clusterer* clusterer) {
  Slots slots(groups);
  Clusterer::Changes changes;
  for (uint32_t i = 0; i < kFirstPosts * groups; ++i) {
    slots[i % groups] = clusterer->Assign(maker->Make(scope, i % groups).terms, 0).slot;
    clusterer->Maintain(&changes);
    for (const auto& merge : changes.merges) std::replace(slots.begin(), slots.end(), merge.from, merge.into);
  }
  return slots;
}

// Takes the posts one by one, the next one's words asked for ahead as the engine does.
void TakePosts(const std::vector<Post>& posts, std::span<const std::unique_ptr<Clusterer>> clusterers,
               benchmark::State& state) {
  Clusterer::Changes changes;
  uint64_t taken = 0, joined = 0;
  std::chrono::nanoseconds longest{0};
  for (auto _ : state) {
    const auto begin = std::chrono::steady_clock::now();
    const Post &post = posts[taken % kPosts], &next = posts[(taken + 1) % kPosts];
    clusterers[next.scope]->Prefetch(next.terms);
    joined += !clusterers[post.scope]->Assign(post.terms, 0).is_new;
    clusterers[post.scope]->Maintain(&changes);
    ++taken;
    longest = std::max<std::chrono::nanoseconds>(longest, std::chrono::steady_clock::now() - begin);
  }
  if (joined * 10 < taken * 9) return state.SkipWithError("posts do not find their groups");
  state.counters["found"] = static_cast<double>(joined) / static_cast<double>(taken);
  state.counters["longest_us"] = static_cast<double>(longest.count()) / 1000;
}

void AmongManyGroups(benchmark::State& state) {
  const uint32_t scopes = static_cast<uint32_t>(state.range(0)), groups = static_cast<uint32_t>(state.range(1));
  const uint32_t rules = static_cast<uint32_t>(state.range(2));
  PostMaker maker(groups);
  std::vector<std::unique_ptr<Clusterer>> clusterers;
  for (uint32_t scope = 0; scope < scopes; ++scope) {
    clusterers.push_back(std::make_unique<Clusterer>(Settings(groups)));
    const Slots slots = Fill(scope, groups, &maker, clusterers.back().get());
    // Every other rule joins, every other parts.
    for (uint32_t i = 0; i < rules; ++i) {
      const uint32_t a = slots[2 * i % groups], b = slots[(2 * i + 1) % groups];
      if (i % 2 == 0)
        clusterers.back()->Link(a, b);
      else
        clusterers.back()->Forbid(a, b);
    }
  }
  std::vector<Post> posts;
  for (size_t i = 0; i < kPosts; ++i) posts.push_back(maker.MakeAny(scopes, groups));
  TakePosts(posts, clusterers, state);
  double live = 0;
  for (const auto& clusterer : clusterers) live += static_cast<double>(clusterer->live_clusters());
  state.counters["live"] = live;
}

BENCHMARK(AmongManyGroups)
    ->ArgNames({"scopes", "groups", "rules"})
    ->Args({1, 1000, 0})
    ->Args({10, 1000, 0})
    ->Args({100, 1000, 0})
    ->Args({1, 1000, 250})
    ->Args({1, 10000, 0})
    ->Args({1, 10000, 2500})
    ->Args({1, 16000, 0})
    ->Args({1, 100000, 0})
    ->Iterations(kPosts)
    ->Unit(benchmark::kNanosecond);

}  // namespace
}  // namespace groundswell
BENCHMARK_MAIN();
