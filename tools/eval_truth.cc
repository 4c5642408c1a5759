#include "tools/eval_truth.h"

#include "base/hash.h"

namespace groundswell {
namespace {

std::string KeyOf(std::string_view channel, std::string_view id) {
  return std::string(channel).append("\n").append(id);
}

}  // namespace

void EvalTruth::Add(const FeedBlock& block) {
  const auto& posts = block.input->posts.posts;
  for (size_t i = 0; i < posts.size(); ++i) {
    const Truth& truth = block.truths[i];
    if (posts[i].deleted || truth.labels.empty()) continue;
    LabelledPost labelled;
    for (const std::string& label : truth.labels) labelled.labels.push_back(NumberOf(label));
    labelled.person = block.people[i].empty() ? 0 : Hash64(block.people[i]) | 1;
    labelled.time = posts[i].time;
    posts_.emplace(KeyOf(posts[i].channel, posts[i].id), std::move(labelled));
  }
}

const LabelledPost* EvalTruth::Find(std::string_view channel, std::string_view id) const {
  const auto found = posts_.find(KeyOf(channel, id));
  return found == posts_.end() ? nullptr : &found->second;
}

uint32_t EvalTruth::NumberOf(const std::string& label) {
  const auto [known, is_new] = numbers_.emplace(label, static_cast<uint32_t>(names_.size()));
  if (is_new) names_.push_back(label);
  return known->second;
}

}  // namespace groundswell
