#include "tools/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace groundswell {
namespace {

constexpr auto kRedraw = std::chrono::milliseconds(100);
constexpr size_t kBarCells = 24;

std::string WithCommas(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t place = text.size(); place > 3;) text.insert(place -= 3, ",");
  return text;
}

std::string Clock(double seconds) {
  const auto whole = static_cast<uint64_t>(seconds + 0.5);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

}  // namespace

std::string RenderProgress(const ProgressState& state) {
  const double rate = state.seconds > 0 ? static_cast<double>(state.posts) / state.seconds : 0;
  const std::string rate_text = WithCommas(static_cast<uint64_t>(rate + 0.5)) + " posts/s";
  if (state.total == 0) return fmt::format("{} posts  {}", WithCommas(state.posts), rate_text);
  const double share = std::min(1.0, static_cast<double>(state.done) / static_cast<double>(state.total));
  const auto filled = static_cast<size_t>(share * kBarCells);
  std::string left;
  if (share > 0 && state.seconds > 0) left = "  " + Clock(state.seconds * (1 - share) / share) + " left";
  return fmt::format("{:3.0f} % [{}{}]  {}{}", share * 100, std::string(filled, '#'),
                     std::string(kBarCells - filled, '-'), rate_text, left);
}

void ProgressLine::Update(uint64_t done, uint64_t posts, MonotonicTime now) {
  if (out_ == nullptr || (drawn_ && now - last_drawn_ < kRedraw)) return;
  last_drawn_ = now;
  drawn_ = true;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  *out_ << "\r\x1b[K" << RenderProgress({.done = done, .total = total_, .posts = posts, .seconds = seconds})
        << std::flush;
}

void ProgressLine::Done() {
  if (out_ != nullptr && drawn_) *out_ << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

}  // namespace groundswell
