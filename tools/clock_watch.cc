#include "tools/clock_watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace groundswell {
namespace {

constexpr int64_t kMinuteMs = 60 * kSecondMs;
// Fewer say nothing.
constexpr size_t kPostsMin = 30;
// Clocks that are kept by the network differ by seconds.
constexpr int64_t kAheadMs = 2 * kMinuteMs;
// Zones reach from twelve hours behind UTC to fourteen ahead of it; who takes one for another errs by no more, but for
// places that nobody writes from.
constexpr int64_t kZoneMs = 14 * kHourMs;
constexpr int64_t kHalfHourMs = 30 * kMinuteMs;
// What must lie between a late channel and a wrong clock.
constexpr int64_t kBeyondLagMs = 10 * kMinuteMs;
// Posts that came within less are one batch: how evenly late they are tells of the batch, not of the clock.
constexpr int64_t kSpanMs = 10 * kMinuteMs, kLongSpanMs = 30 * kMinuteMs;
// From the tenth to the ninetieth percent.
constexpr int64_t kSpreadMs = 5 * kMinuteMs, kLongSpreadMs = 15 * kMinuteMs;
// A change by less is no news.
constexpr int64_t kSameErrorSecs = 10 * 60;

int64_t Quantile(std::vector<int64_t>* values, double share) {
  const auto place = values->begin() + static_cast<ptrdiff_t>(share * static_cast<double>(values->size() - 1));
  std::nth_element(values->begin(), place, values->end());
  return *place;
}

// The whole or half hours that `offset_ms` is, or a little more: posts take a while to come. 0 where it is none.
int64_t ZoneErrorMs(int64_t offset_ms, int64_t delay_max_ms) {
  const int64_t steps = (offset_ms + kMinuteMs) / kHalfHourMs;
  const int64_t beyond_ms = offset_ms - steps * kHalfHourMs;
  return steps >= 1 && beyond_ms <= delay_max_ms && offset_ms <= kZoneMs + delay_max_ms ? steps * kHalfHourMs : 0;
}

// "8 h", "5 h 30 min", "47 min", "365 days"
std::string Words(int64_t secs) {
  const int64_t minutes = (std::abs(secs) + 30) / 60, hours = minutes / 60;
  if (hours >= 48) return fmt::format("{} days", (hours + 12) / 24);
  if (hours == 0) return fmt::format("{} min", minutes);
  return minutes % 60 == 0 ? fmt::format("{} h", hours) : fmt::format("{} h {} min", hours, minutes % 60);
}

std::string Sentence(const std::string& channel, int64_t error_secs) {
  const bool is_ahead = error_secs > 0;
  const bool is_zone = error_secs % (kHalfHourMs / kSecondMs) == 0 && std::abs(error_secs) <= kZoneMs / kSecondMs;
  const std::string fact =
      fmt::format("its times are {} {} their arrival", Words(error_secs), is_ahead ? "ahead of" : "behind");
  if (is_zone) return fmt::format("{}: is the time zone of channel {} right?", fact, channel);
  if (is_ahead) return fmt::format("{}: is the clock of channel {} right?", fact, channel);
  return fmt::format("{}: is the clock of channel {} right, or is its expected_lag_secs to be set?", fact, channel);
}

}  // namespace

int64_t ClockErrorSecs(std::vector<int64_t>* ahead_ms, int64_t span_ms, const ChannelClock& channel) {
  if (ahead_ms->size() < kPostsMin) return 0;
  // What comes at once tells the clock by its freshest posts.
  const int64_t oldest_ms = Quantile(ahead_ms, 0.1), freshest_ms = Quantile(ahead_ms, 0.9);
  const bool is_batch = span_ms < kSpanMs;
  const int64_t delay_max_ms = is_batch ? kMinuteMs : 5 * kMinuteMs;
  if (oldest_ms > kAheadMs) {
    // Behind its own error the freshest post lies by its delay.
    const int64_t steps = (freshest_ms + delay_max_ms) / kHalfHourMs;
    const bool is_zone = steps >= 1 && freshest_ms <= kZoneMs && freshest_ms - steps * kHalfHourMs <= kMinuteMs;
    return (is_zone ? steps * kHalfHourMs : freshest_ms) / kSecondMs;
  }
  const int64_t late_ms = -freshest_ms;
  if (channel.date_only || late_ms < channel.expected_lag_secs * kSecondMs + kBeyondLagMs) return 0;
  if (freshest_ms - oldest_ms > (is_batch ? kSpreadMs : kLongSpreadMs)) return 0;
  if (const int64_t zone_ms = ZoneErrorMs(late_ms, delay_max_ms); zone_ms > 0) return -zone_ms / kSecondMs;
  const bool is_even = span_ms >= kLongSpanMs && freshest_ms - oldest_ms <= kSpreadMs && late_ms <= kZoneMs;
  return is_even ? -late_ms / kSecondMs : 0;
}

ClockWatch::ClockWatch(std::string who, ChannelClocks channels, Say say, size_t channels_max)
    : who_(std::move(who)), say_(std::move(say)), channels_max_(channels_max), channels_(std::move(channels)) {
  scratch_.reserve(kWindowPosts);
}

void ClockWatch::SetChannels(ChannelClocks channels) {
  std::lock_guard lock(mutex_);
  channels_ = std::move(channels);
}

ClockWatch::Window* ClockWatch::Find(std::string_view channel) {
  if (const auto found = windows_.find(channel); found != windows_.end()) return &found->second;
  if (windows_.size() >= channels_max_) return nullptr;
  return &windows_[std::string(channel)];
}

void ClockWatch::Note(const InputBlock& block, int64_t arrived_ms) {
  const auto& posts = block.posts.posts;
  if (block.ahead_ms.size() != posts.size() || block.outcomes.size() != posts.size()) return;
  std::vector<std::string> messages;
  {
    std::lock_guard lock(mutex_);
    Window* window = nullptr;
    std::string_view channel;
    for (size_t i = 0; i < posts.size(); ++i) {
      if (block.outcomes[i] != Outcome::kAccepted || !posts[i].edited_at.is_none()) continue;
      if (window == nullptr || posts[i].channel != channel) window = Find(channel = posts[i].channel);
      if (window == nullptr) continue;
      const size_t place = window->noted++ % kWindowPosts;
      window->ahead_ms[place] = block.ahead_ms[i];
      window->arrived_ms[place] = arrived_ms;
      window->is_touched = true;
    }
    for (auto& [name, touched] : windows_)
      if (touched.is_touched) Judge(name, &touched, &messages);
  }
  if (!say_) return;
  for (const std::string& message : messages) say_(message);
}

void ClockWatch::Judge(const std::string& channel, Window* window, std::vector<std::string>* messages) {
  window->is_touched = false;
  const size_t size = std::min(window->noted, kWindowPosts);
  const size_t newest = (window->noted - 1) % kWindowPosts, oldest = window->noted <= size ? 0 : window->noted % size;
  scratch_.assign(window->ahead_ms.begin(), window->ahead_ms.begin() + static_cast<ptrdiff_t>(size));
  const auto known = channels_.find(channel);
  const int64_t error_secs = ClockErrorSecs(&scratch_, window->arrived_ms[newest] - window->arrived_ms[oldest],
                                            known == channels_.end() ? ChannelClock() : known->second);
  const int64_t before_secs = std::exchange(window->error_secs, error_secs);
  if ((error_secs == 0) == (before_secs == 0) && std::abs(error_secs - before_secs) < kSameErrorSecs) return;
  messages->push_back(who_ + ": " +
                      (error_secs != 0 ? Sentence(channel, error_secs)
                                       : "the times of channel " + channel + " agree with their arrival again"));
}

std::vector<ClockError> ClockWatch::Errors() const {
  std::vector<ClockError> errors;
  std::lock_guard lock(mutex_);
  for (const auto& [channel, window] : windows_)
    if (window.error_secs != 0) errors.push_back({channel, window.error_secs, Sentence(channel, window.error_secs)});
  return errors;
}

int64_t WorstErrorSecs(const std::vector<ClockError>& errors) {
  int64_t worst_secs = 0;
  for (const ClockError& error : errors)
    if (std::abs(error.error_secs) > std::abs(worst_secs)) worst_secs = error.error_secs;
  return worst_secs;
}

}  // namespace groundswell
