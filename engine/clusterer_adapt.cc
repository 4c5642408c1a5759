// What the Clusterer learns about the ways of its scope, so that one setting serves every stream: how soon matters
// fade, how alike a post must be to what it joins, and how far a cluster is to be believed.
#include <algorithm>
#include <cmath>

#include "engine/clusterer.h"

namespace groundswell {
namespace {

// A cluster faded below this share of its score can no longer win against any threshold in use.
constexpr float kFadeMin = 0.06f;
// The pause that is followed is the one that this share of returns exceeds; it moves by so much of itself for each.
constexpr float kLongPauseShare = 0.1f;
constexpr float kPauseRate = 0.03f;
// However soon posts return, a group keeps this share of fade_posts: in a scope with one matter every pause is short.
constexpr float kHalfLifeLeast = 0.1f;
// Pauses of a cluster say something from this many posts on.
constexpr uint32_t kPausePosts = 3;
// Chance may ask for much more of a post than the threshold, but for hardly less: rare words that agree once are chance
// too, and in talk about everything they brought strangers together.
constexpr float kNoiseLeast = 0.9f, kNoiseMost = 2.14f;
// In however small a crowd, this share of it stays.
constexpr float kCrowdLeast = 0.7f;
// With so many groups half of what their posts tell is believed.
constexpr float kMattersKnown = 20;
constexpr float kThresholdFactorRate = 0.003f;
// What posts score with clusters of others before any is known, and how fast that and each cluster's are learned.
constexpr float kPullStart = 0.08f;
constexpr float kPullMeanRate = 0.002f, kPullRate = 0.05f;

}  // namespace

Clusterer::Clusterer(const ClusterSettings& settings)
    : settings_(settings), vocabulary_(settings.terms_max), pull_mean_(kPullStart) {
  pause_log_ = std::log(settings.fade_posts);  // as long as nothing is known, fade_posts holds
  ChangeSettings(settings);
}

void Clusterer::ChangeSettings(const ClusterSettings& settings) {
  const bool pauses_change =
      settings.fade_per_pause != settings_.fade_per_pause || settings.fade_posts != settings_.fade_posts;
  const bool newness_changes = settings.newness != settings_.newness;
  settings_ = settings;
  for (const uint32_t slot : active_) {
    if (pauses_change) SetSlowHalfLife(slot);
    if (newness_changes) SetPromise(slot);
  }
  longest_pause_log_ = 0;
  if (settings.fade_per_return > 0)
    longest_pause_log_ = std::max(0.f, std::log(settings.fade_posts / settings.fade_per_return));
  SetHalfLife();
}

void Clusterer::SetPromise(uint32_t slot) {
  const Cluster& cluster = clusters_[slot];
  promise_scale_[slot] = Newness(cluster.posts) / static_cast<float>(std::sqrt(std::max(cluster.square, kTiny)));
}

// Half of the score is left after the half-life that the scope's returns ask for, or the cluster's own pauses.
float Clusterer::Fade(uint32_t slot) const {
  const float age = static_cast<float>(posts_ - last_post_[slot]);
  const float fade = std::exp2(-age / std::max(half_life_, slow_half_life_[slot]));
  return fade >= kFadeMin ? fade : 0;
}

void Clusterer::SetHalfLife() {
  half_life_ = settings_.fade_posts;
  if (!(longest_pause_log_ > 0)) return;
  pause_log_ = std::clamp(pause_log_, 0.f, longest_pause_log_);
  half_life_ = std::max(settings_.fade_per_return * std::exp(pause_log_), kHalfLifeLeast * settings_.fade_posts);
}

void Clusterer::SetSlowHalfLife(uint32_t slot) {
  const Cluster& cluster = clusters_[slot];
  if (cluster.posts < kPausePosts || rules_.IsRuled(slot)) return;
  const float span = static_cast<float>(last_post_[slot] - cluster.first_post);
  slow_half_life_[slot] =
      std::min(settings_.fade_posts, settings_.fade_per_pause * span / static_cast<float>(cluster.posts - 1));
}

// A quantile followed by steps: down a little with each shorter pause, up much with each longer one. The pause is that
// of the cluster which would have won without fading, so that fading teaches itself as
// little as may be: who competes at all is still picked by faded promise.
void Clusterer::LearnPause(float pause) {
  pause_log_ += kPauseRate * ((pause > std::exp(pause_log_) ? 1 : 0) - kLongPauseShare);
  SetHalfLife();
}

// A post's likeness to a post on another matter has, word by word, the mean square weight of the post's words in posts
// elsewhere. Words that keep to one matter are left out of it: they do not make it alike to others.
void Clusterer::SetThresholdFactor(double noise_square) {
  float factor = Crowd();
  if (settings_.noise_exponent > 0) {
    const float noise = static_cast<float>(std::sqrt(noise_square)) / settings_.noise_reference;
    factor *= std::clamp(std::pow(noise, settings_.noise_exponent), kNoiseLeast, kNoiseMost);
  }
  // What chance does is learned from posts on different matters: where there is hardly more than one, its words are
  // everybody's.
  const float matters = static_cast<float>(active_.size()) / kMattersKnown;
  threshold_factor_ = 1 + (factor - 1) * matters * matters / (1 + matters * matters);
}

// The best of n chance scores grows as the root of log n. How many clusters compete is told by how long a cluster waits
// for its next post.
float Clusterer::Crowd() const {
  const float longest = longest_pause_log_;
  if (!(settings_.crowd_exponent > 0) || !(longest > 0)) return 1;
  return std::max(kCrowdLeast, std::pow(std::max(pause_log_, 0.f) / longest, settings_.crowd_exponent));
}

// The score a post must reach.
float Clusterer::RequiredScore() const {
  const float required = settings_.threshold * threshold_factor_ *
                         std::pow(effective_terms_ / settings_.length_reference, settings_.length_exponent);
  return required + meaning_weight_ * (settings_.meaning_threshold - required);
}

void Clusterer::LearnThresholdFactor() {
  mean_threshold_factor_ += kThresholdFactorRate * (threshold_factor_ - mean_threshold_factor_);
}

double Clusterer::MergeThreshold() const {
  return settings_.merge_threshold * std::pow(double{mean_threshold_factor_}, settings_.merge_noise_exponent);
}

void Clusterer::LearnPulls(const Placement& placement) {
  if (!(settings_.pull_weight > 0)) return;
  for (const Candidate& candidate : candidates_) {
    if (!placement.is_new && rules_.Head(candidate.slot) == rules_.Head(placement.slot)) continue;
    const float difference = candidate.unfaded - pull_mean_;
    pull_[candidate.slot] += kPullRate * (difference - pull_[candidate.slot]);
    pull_mean_ += kPullMeanRate * difference;
  }
}

}  // namespace groundswell
