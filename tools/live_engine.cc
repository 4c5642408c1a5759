#include "tools/live_engine.h"

#include <algorithm>
#include <future>

namespace groundswell {
namespace {

uint64_t PostsSequenced(const Totals& totals) {
  return totals.accepted + totals.updated + totals.refreshed + totals.deletions;
}

// Blocks that wait for the engine: a second's work at 100 posts a block.
constexpr size_t kBlocksWaitingMax = 512;
// Group rows for readers: so many at once, which holds posts up for a few milliseconds, and so often while posts wait
// and while none do. Some 600 and 1,600 a second.
constexpr size_t kRowsAtOnce = 16;
constexpr std::chrono::milliseconds kRowsEvery(25), kRowsEveryIdle(10);
// Between two attempts to write to a store that failed.
constexpr std::chrono::milliseconds kRebuildPause(2000);

int64_t WallMs() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

// Waits for a change of settings.
class SettingsSender final : public BlockSender {
 public:
  explicit SettingsSender(std::function<void()> on_durable) : on_durable_(std::move(on_durable)) {}
  // Before the change is told: should the store fail right behind it, the engine is rebuilt with it.
  void TellWritten(const Status& status, const InputBlock&) override {
    if (status.ok()) on_durable_();
    told_.set_value(status);
  }
  Status Wait() { return told_.get_future().get(); }

 private:
  const std::function<void()> on_durable_;
  std::promise<Status> told_;
};

}  // namespace

LiveEngine::LiveEngine(Store* store, PostScorer* restorer, LiveEngineOptions options)
    : store_(store),
      restorer_(restorer),
      options_(std::move(options)),
      queue_(kBlocksWaitingMax),
      settings_text_(options_.settings_text) {}

std::string LiveEngine::WantedSettings() const {
  std::lock_guard lock(mutex_);
  return settings_text_;
}

Status LiveEngine::ChangeSettings(const std::string& settings_text) {
  GROUNDSWELL_TRY(options_.pipeline.read_settings(settings_text).status());
  const auto sender = std::make_shared<SettingsSender>([this, settings_text] {
    std::lock_guard lock(mutex_);
    settings_text_ = settings_text;
  });
  auto change = std::make_unique<InputBlock>();
  change->settings = settings_text;
  Submit({std::move(change), sender, settings_text.size()});
  return sender->Wait();
}

LiveEngine::~LiveEngine() {
  queue_.Close();
  if (thread_.joinable()) thread_.join();
}

Status LiveEngine::Recover() {
  parts_ = {};
  const std::string settings_text = WantedSettings();
  auto wanted = options_.pipeline.read_settings(settings_text);
  if (!wanted.ok()) return wanted.status();
  Parts parts;
  parts.engine = std::make_unique<Engine>(std::move(wanted->settings), std::move(wanted->config_hash));
  parts.pipeline = std::make_unique<Pipeline>(parts.engine.get(), store_, restorer_, options_.pipeline);
  GROUNDSWELL_TRY(parts.pipeline->Recover());
  if (parts.pipeline->settings_text() != settings_text) {
    auto change = std::make_unique<InputBlock>();
    change->settings = settings_text;
    GROUNDSWELL_TRY(parts.pipeline->Take(std::move(change)));
  }
  parts_ = std::move(parts);
  last_sequenced_ = std::chrono::steady_clock::now();
  next_erase_ = last_sequenced_;  // it may have been stopped too soon again and again
  return {};
}

Status LiveEngine::Import(std::unique_ptr<InputBlock> block) { return parts_.pipeline->Take(std::move(block)); }

Status LiveEngine::DrainImport() { return parts_.pipeline->Drain(); }

void LiveEngine::Run() {
  last_sequenced_ = std::chrono::steady_clock::now();
  thread_ = std::thread([this] { Loop(); });
}

bool LiveEngine::Submit(LiveBlock block) {
  const auto request = block.request;
  ++counts_.blocks_waiting;
  if (queue_.Push(std::move(block))) return true;
  --counts_.blocks_waiting;
  request->TellWritten(Exhausted("the engine is stopping"), InputBlock());
  return false;
}

bool LiveEngine::TrySubmit(LiveBlock* block) {
  ++counts_.blocks_waiting;
  if (queue_.TryPush(block)) return true;
  --counts_.blocks_waiting;
  return false;
}

Status LiveEngine::Stop() {
  queue_.Close();
  if (thread_.joinable()) thread_.join();
  if (!parts_.pipeline) return {};
  if (has_rows_to_write()) GROUNDSWELL_TRY(parts_.pipeline->WriteChangedGroups(SIZE_MAX));
  return parts_.pipeline->Close();
}

void LiveEngine::Loop() {
  while (true) {
    const MonotonicTime tick = last_sequenced_ + options_.tick_idle;
    auto block = queue_.PopUntil(has_rows_to_write() ? std::min(tick, next_rows_) : tick);
    if (block)
      TakeBatch(std::move(*block));
    else if (queue_.closed() && queue_.size() == 0)
      return;
    // Duplicates without end keep no tick away. A rebuild may have ended without a pipeline, when it was stopped.
    if (parts_.pipeline && std::chrono::steady_clock::now() >= last_sequenced_ + options_.tick_idle) TakeTick();
    EraseIfDue();
    if (has_rows_to_write() && std::chrono::steady_clock::now() >= next_rows_) WriteGroups();
  }
}

// The posts and ticks that come give it its steps.
void LiveEngine::EraseIfDue() {
  const MonotonicTime now = std::chrono::steady_clock::now();
  if (!parts_.pipeline || !parts_.pipeline->has_words_to_erase() || now < next_erase_) return;
  parts_.pipeline->AskForCheckpoint();
  next_erase_ = now + options_.erase_every;
}

void LiveEngine::WriteGroups() {
  const Status status = parts_.pipeline->WriteChangedGroups(kRowsAtOnce);
  next_rows_ = std::chrono::steady_clock::now() + (queue_.size() > 0 ? kRowsEvery : kRowsEveryIdle);
  if (!status.ok()) RebuildUntilHealthy(status);
}

void LiveEngine::TakeBatch(LiveBlock first) {
  InputBlocks blocks;
  std::vector<std::shared_ptr<BlockSender>> requests;
  size_t posts = 0, bytes = 0;
  const auto add = [&](LiveBlock block) {
    --counts_.blocks_waiting;
    posts += block.input->posts.posts.size();
    bytes += block.bytes;
    blocks.push_back(std::move(block.input));
    requests.push_back(std::move(block.request));
  };
  const MonotonicTime until = std::chrono::steady_clock::now() + options_.batch_wait;
  add(std::move(first));
  while (posts < options_.batch_posts && bytes < options_.batch_bytes) {
    auto next = queue_.PopUntil(until);
    if (!next) break;
    add(std::move(*next));
  }
  counts_.posts += posts;
  const uint64_t before = PostsSequenced(parts_.pipeline->position().totals);
  Take(std::move(blocks), std::move(requests));
  // Duplicates are no sign of time passing, nor is what people do: neither moves the watermark.
  if (parts_.pipeline && PostsSequenced(parts_.pipeline->position().totals) != before)
    last_sequenced_ = std::chrono::steady_clock::now();
}

void LiveEngine::TakeTick() {
  const MonotonicTime now = std::chrono::steady_clock::now();
  const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(now - last_sequenced_);
  last_sequenced_ = now;
  const EventTime watermark = parts_.pipeline->position().watermark;
  if (watermark.is_none()) return void(++counts_.ticks_idle);
  auto block = std::make_unique<InputBlock>();
  block->tick = {std::min(watermark.ms + passed.count(), kEventTimeMax.ms)};
  ++counts_.ticks;
  InputBlocks blocks;
  blocks.push_back(std::move(block));
  Take(std::move(blocks), {nullptr});
}

void LiveEngine::Take(InputBlocks blocks, std::vector<std::shared_ptr<BlockSender>> requests) {
  TakeOptions take;
  if (options_.delivers) take.deliver_at_ms = WallMs();
  take.written = [requests = std::move(requests)](const Status& status, const InputBlocks& written) {
    for (size_t i = 0; i < written.size(); ++i)
      if (requests[i]) requests[i]->TellWritten(status, *written[i]);
  };
  const MonotonicTime start = std::chrono::steady_clock::now();
  const Status status = parts_.pipeline->Take(std::move(blocks), std::move(take));
  ++counts_.steps;
  counts_.step_micros += static_cast<uint64_t>(SecondsSince(start) * 1e6);
  if (!status.ok()) RebuildUntilHealthy(status);
}

// What the engine has decided beyond the store is worth nothing: it is built again from what is stored.
void LiveEngine::RebuildUntilHealthy(const Status& failure) {
  ++counts_.store_failures;
  options_.on_health(failure);
  while (true) {
    // Requests that wait are told now: their senders can try again, or elsewhere. Not those that come meanwhile, for
    // senders that try again at once would keep this up for ever.
    for (size_t waiting = queue_.size(); waiting > 0; --waiting)
      if (auto block = queue_.Pop()) Refuse(std::move(*block), failure);
    if (queue_.closed()) {
      while (auto block = queue_.Pop()) Refuse(std::move(*block), failure);
      return;
    }
    Status status = store_->PutMark("write_probe", "");
    if (status.ok()) status = Recover();
    if (status.ok()) break;
    const MonotonicTime next = std::chrono::steady_clock::now() + kRebuildPause;
    while (auto block = queue_.PopUntil(next)) Refuse(std::move(*block), failure);
  }
  options_.on_health({});
}

void LiveEngine::Refuse(LiveBlock block, const Status& why) {
  --counts_.blocks_waiting;
  block.request->TellWritten(why, *block.input);
}

}  // namespace groundswell
