#include "tools/metrics_clustering.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "base/check.h"

namespace groundswell {
namespace {

// The table of how many posts each (label, cluster) pair shares, without its zeros.
struct Contingency {
  struct Cell {
    uint32_t label, cluster;
    uint64_t posts;
  };
  std::vector<Cell> cells;
  std::vector<uint64_t> label_sizes, cluster_sizes;
  uint64_t posts = 0;
};

// Renumbers `ids` from 0 in ascending order and counts each.
std::vector<uint32_t> Densify(std::span<const uint64_t> ids, std::vector<uint64_t>* sizes) {
  std::vector<uint64_t> distinct(ids.begin(), ids.end());
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  sizes->assign(distinct.size(), 0);
  std::vector<uint32_t> dense(ids.size());
  for (size_t i = 0; i < ids.size(); ++i) {
    const auto place = std::lower_bound(distinct.begin(), distinct.end(), ids[i]) - distinct.begin();
    dense[i] = static_cast<uint32_t>(place);
    ++(*sizes)[dense[i]];
  }
  return dense;
}

Contingency CountOverlaps(std::span<const uint64_t> labels, std::span<const uint64_t> clusters) {
  Contingency table;
  table.posts = labels.size();
  const std::vector<uint32_t> dense_labels = Densify(labels, &table.label_sizes);
  const std::vector<uint32_t> dense_clusters = Densify(clusters, &table.cluster_sizes);
  std::vector<uint64_t> pairs(labels.size());
  for (size_t i = 0; i < pairs.size(); ++i) pairs[i] = uint64_t{dense_labels[i]} << 32 | dense_clusters[i];
  std::sort(pairs.begin(), pairs.end());
  for (size_t i = 0; i < pairs.size();) {
    size_t end = i;
    while (end < pairs.size() && pairs[end] == pairs[i]) ++end;
    table.cells.push_back({static_cast<uint32_t>(pairs[i] >> 32), static_cast<uint32_t>(pairs[i]), end - i});
    i = end;
  }
  return table;
}

double Entropy(const std::vector<uint64_t>& sizes, double posts) {
  double sum = 0;
  for (const uint64_t size : sizes)
    sum -= static_cast<double>(size) / posts * std::log(static_cast<double>(size) / posts);
  return sum;
}

double MutualInformation(const Contingency& table) {
  const double posts = static_cast<double>(table.posts);
  double sum = 0;
  for (const Contingency::Cell& cell : table.cells) {
    const double shared = static_cast<double>(cell.posts);
    const double a = static_cast<double>(table.label_sizes[cell.label]);
    const double b = static_cast<double>(table.cluster_sizes[cell.cluster]);
    sum += shared / posts * (std::log(shared) + std::log(posts) - std::log(a) - std::log(b));
  }
  return std::max(sum, 0.0);
}

// Each distinct size with the number of groups that have it.
std::vector<std::pair<uint64_t, double>> SizeCounts(std::vector<uint64_t> sizes) {
  std::sort(sizes.begin(), sizes.end());
  std::vector<std::pair<uint64_t, double>> counts;
  for (const uint64_t size : sizes) {
    if (counts.empty() || counts.back().first != size) counts.emplace_back(size, 0);
    ++counts.back().second;
  }
  return counts;
}

// The mutual information two clusterings with these group sizes have by chance (Vinh et al., equation 24a). Groups of
// one size are alike, so the sum runs over pairs of distinct sizes.
double ExpectedMutualInformation(const Contingency& table) {
  const uint64_t n = table.posts;
  std::vector<double> log_factorial(n + 1, 0), log_number(n + 1, 0);
  for (uint64_t i = 1; i <= n; ++i) {
    log_number[i] = std::log(static_cast<double>(i));
    log_factorial[i] = std::lgamma(static_cast<double>(i) + 1);
  }
  const auto label_counts = SizeCounts(table.label_sizes);
  const auto cluster_counts = SizeCounts(table.cluster_sizes);
  double sum = 0;
  for (const auto& [a, a_count] : label_counts) {
    for (const auto& [b, b_count] : cluster_counts) {
      const double fixed =
          log_factorial[a] + log_factorial[b] + log_factorial[n - a] + log_factorial[n - b] - log_factorial[n];
      const uint64_t first = a + b > n ? a + b - n : 1;
      double pair_sum = 0;
      for (uint64_t shared = std::max<uint64_t>(first, 1); shared <= std::min(a, b); ++shared) {
        const double log_chance = fixed - log_factorial[shared] - log_factorial[a - shared] -
                                  log_factorial[b - shared] - log_factorial[n + shared - a - b];
        const double gain = log_number[n] + log_number[shared] - log_number[a] - log_number[b];
        pair_sum += static_cast<double>(shared) / static_cast<double>(n) * gain * std::exp(log_chance);
      }
      sum += a_count * b_count * pair_sum;
    }
  }
  return sum;
}

double PairsOf(uint64_t size) { return static_cast<double>(size) * (static_cast<double>(size) - 1) / 2; }

double AdjustedRand(const Contingency& table) {
  double together = 0, label_pairs = 0, cluster_pairs = 0;
  for (const Contingency::Cell& cell : table.cells) together += PairsOf(cell.posts);
  for (const uint64_t size : table.label_sizes) label_pairs += PairsOf(size);
  for (const uint64_t size : table.cluster_sizes) cluster_pairs += PairsOf(size);
  if (together == label_pairs && together == cluster_pairs) return 1;
  const double expected = label_pairs * cluster_pairs / PairsOf(table.posts);
  return (together - expected) / ((label_pairs + cluster_pairs) / 2 - expected);
}

void ScoreBCubed(const Contingency& table, ClusteringScores* scores) {
  double precision = 0, recall = 0;
  for (const Contingency::Cell& cell : table.cells) {
    const double squared = static_cast<double>(cell.posts) * static_cast<double>(cell.posts);
    precision += squared / static_cast<double>(table.cluster_sizes[cell.cluster]);
    recall += squared / static_cast<double>(table.label_sizes[cell.label]);
  }
  scores->b3_precision = precision / static_cast<double>(table.posts);
  scores->b3_recall = recall / static_cast<double>(table.posts);
  scores->b3_f1 = 2 * scores->b3_precision * scores->b3_recall / (scores->b3_precision + scores->b3_recall);
}

}  // namespace

ClusteringScores ScoreClustering(std::span<const uint64_t> labels, std::span<const uint64_t> clusters) {
  CHECK(labels.size() == clusters.size());
  const Contingency table = CountOverlaps(labels, clusters);
  ClusteringScores scores;
  scores.clusters = table.cluster_sizes.size();
  scores.labels = table.label_sizes.size();
  if (scores.clusters <= 1 && scores.labels <= 1) {
    scores.nmi = scores.nmi_arithmetic = scores.ari = scores.ami = 1;
    scores.b3_precision = scores.b3_recall = scores.b3_f1 = 1;
    return scores;
  }
  const double posts = static_cast<double>(table.posts);
  const double label_entropy = Entropy(table.label_sizes, posts);
  const double cluster_entropy = Entropy(table.cluster_sizes, posts);
  const double shared = MutualInformation(table);
  const double mean_entropy = (label_entropy + cluster_entropy) / 2;
  // With one group on one side its entropy is 0, and nothing is shared.
  scores.nmi = label_entropy * cluster_entropy > 0 ? shared / std::sqrt(label_entropy * cluster_entropy) : 0;
  scores.nmi_arithmetic = shared / mean_entropy;
  // The difference below is 0 only when chance alone gives the truth (every post a group of its own, on both sides).
  const double expected = ExpectedMutualInformation(table);
  const double room = mean_entropy - expected;
  scores.ami = std::abs(room) < 1e-12 ? 1 : (shared - expected) / room;
  scores.ari = AdjustedRand(table);
  ScoreBCubed(table, &scores);
  return scores;
}

}  // namespace groundswell
