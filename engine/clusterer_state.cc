// What a Clusterer keeps over a restart: its checkpoint, and what it forgets with another embedding.
#include <algorithm>

#include "engine/clusterer.h"

namespace groundswell {

void Clusterer::ForgetMeanings() {
  std::fill(meanings_.begin(), meanings_.end(), 0.f);
  for (Cluster& cluster : clusters_) cluster.meaning_square = 0;
  meaning_mean_.fill(0);
  meaning_posts_ = 0;
}

void Clusterer::Save(ByteWriter* writer) const {
  vocabulary_.Save(writer);
  writer->Number(static_cast<uint64_t>(clusters_.size()));
  for (const Cluster& cluster : clusters_) {
    cluster.sum.Save(writer);
    writer->Number(cluster.square);
    writer->Number(cluster.mean_dot);
    writer->Number(cluster.first_post);
    writer->Number(cluster.posts);
    writer->Number(cluster.product_posts);
    writer->Array(cluster.products);
    writer->Number(cluster.dense_square);
    writer->Number(cluster.meaning_square);
    writer->Number(cluster.compared_posts);
  }
  writer->Array(promise_scale_);
  writer->Array(slow_half_life_);
  writer->Array(pull_);
  writer->Array(last_post_);
  writer->Array(live_);
  writer->Array(rounds_alone_);
  writer->Array(grown_);
  writer->Array(dense_);
  writer->Array(meanings_);
  rules_.Save(writer);
  writer->Array(active_);
  writer->Array(free_);
  writer->Number(posts_);
  writer->Number(learned_);
  writer->Number(mean_square_);
  writer->Array(std::span<const float>(dense_mean_));
  writer->Number(dense_posts_);
  writer->Array(std::span<const float>(meaning_mean_));
  writer->Number(meaning_posts_);
  writer->Number(pause_log_);
  writer->Number(mean_threshold_factor_);
  writer->Number(pull_mean_);
}

bool Clusterer::Load(ByteReader* reader) {
  if (!vocabulary_.Load(reader)) return false;
  const uint64_t slots = reader->Number<uint64_t>();
  if (!reader->ok() || slots > reader->rest().size()) return false;
  clusters_.resize(slots);
  for (Cluster& cluster : clusters_) {
    if (!cluster.sum.Load(reader)) return false;
    cluster.square = reader->Number<double>();
    cluster.mean_dot = reader->Number<double>();
    cluster.first_post = reader->Number<uint64_t>();
    cluster.posts = reader->Number<uint32_t>();
    cluster.product_posts = reader->Number<uint32_t>();
    if (!reader->Array(&cluster.products)) return false;
    cluster.dense_square = reader->Number<float>();
    cluster.meaning_square = reader->Number<float>();
    cluster.compared_posts = reader->Number<uint32_t>();
  }
  std::vector<float> mean;
  if (!reader->Array(&promise_scale_) || !reader->Array(&slow_half_life_) || !reader->Array(&pull_) ||
      !reader->Array(&last_post_) || !reader->Array(&live_) || !reader->Array(&rounds_alone_) ||
      !reader->Array(&grown_))
    return false;
  if (promise_scale_.size() != slots || slow_half_life_.size() != slots || pull_.size() != slots ||
      last_post_.size() != slots || live_.size() != slots || rounds_alone_.size() != slots)
    return false;
  if (!reader->Array(&dense_) || !reader->Array(&meanings_) || !rules_.Load(reader, slots) ||
      !reader->Array(&active_) || !reader->Array(&free_))
    return false;
  posts_ = reader->Number<uint64_t>();
  learned_ = reader->Number<uint64_t>();
  mean_square_ = reader->Number<double>();
  if (!reader->Array(&mean) || mean.size() != kDense || dense_.size() != slots * kDense) return false;
  if (meanings_.size() != slots * kDense) return false;
  std::copy(mean.begin(), mean.end(), dense_mean_.begin());
  dense_posts_ = reader->Number<uint64_t>();
  if (!reader->Array(&mean) || mean.size() != kDense) return false;
  std::copy(mean.begin(), mean.end(), meaning_mean_.begin());
  meaning_posts_ = reader->Number<uint64_t>();
  pause_log_ = reader->Number<float>();
  mean_threshold_factor_ = reader->Number<float>();
  pull_mean_ = reader->Number<float>();
  SetHalfLife();
  partial_.assign(slots, 0);
  return reader->ok();
}

}  // namespace groundswell
