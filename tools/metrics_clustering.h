// Scores of a found clustering against the true labels of the same posts.
//
// Contract: labels[i] and clusters[i] are the true and the found group of post i; any numbers, equal means same group.
// Every score is 1 for the true clustering. Two trivial clusterings (one group, or no post at all) score 1.
// Sources: NMI and AMI after Vinh, Epps and Bailey, "Information theoretic measures for clusterings comparison", JMLR
// 11 (2010), natural logarithms, with their exact expected mutual information; AMI is normalised by the arithmetic mean
// of the entropies. ARI after Hubert and Arabie (1985). B-cubed after Bagga and Baldwin (1998), its F1 being the
// harmonic mean of the averaged precision and recall. Cost: O(n log n) for n posts, and for AMI one step for each pair
// of distinct group sizes and each overlap they allow. Threads: a free function without state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace groundswell {

struct ClusteringScores {
  double nmi = 0;             // mutual information / geometric mean of the entropies
  double nmi_arithmetic = 0;  // mutual information / arithmetic mean of the entropies
  double ari = 0;
  double b3_precision = 0, b3_recall = 0, b3_f1 = 0;
  double ami = 0;
  size_t clusters = 0, labels = 0;  // distinct groups found, and true
};

// Both spans have one entry a post.
ClusteringScores ScoreClustering(std::span<const uint64_t> labels, std::span<const uint64_t> clusters);

}  // namespace groundswell
