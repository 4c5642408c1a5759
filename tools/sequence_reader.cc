#include "tools/sequence_reader.h"

#include <fmt/format.h>

#include "tools/settings_text.h"

namespace groundswell {
namespace {

// A step may hold many small blocks: ticks of a quiet night. Their arenas begin small.
constexpr size_t kArenaBytes = 4096;

// The block that a tick, a change of settings or a rule may begin: one that has nothing yet that comes behind it.
InputBlock* BlockFor(RecordKind kind, FeedBlock* block) {
  InputBlock* last = block->more.empty() ? block->input.get() : block->more.back().get();
  bool is_free = last->posts.posts.empty() && !last->has_act();
  const bool is_act = HoldsAct(kind);
  if (!is_act) is_free = is_free && last->settings.empty();
  if (kind == RecordKind::kTick) is_free = is_free && last->tick.is_none();
  if (is_free) return last;
  block->more.push_back(std::make_unique<InputBlock>());
  block->more.back()->posts.arena = Arena(kArenaBytes);
  return block->more.back().get();
}

void KeepTexts(Arena* arena, ScoredPost* post) {
  for (std::string_view* text :
       {&post->id, &post->channel, &post->text, &post->title, &post->org, &post->product, &post->region, &post->url,
        &post->reply_to, &post->org_evidence, &post->reading.cause_tag, &post->reading.cause_evidence})
    *text = arena->Copy(*text);
}

Status AtLine(uint64_t number, const Status& status) { return status.Annotate(fmt::format("line {}", number)); }

}  // namespace

std::unique_ptr<FeedBlock> SequenceReader::Read(const LineBlock& lines) {
  auto block = std::make_unique<FeedBlock>();
  block->input = std::make_unique<InputBlock>();
  for (const Line& line : lines.lines) {
    block->damage = AtLine(line.number, TakeLine(lines, line, block.get()));
    if (!block->damage.ok()) return block;
  }
  block->damage = Restore(block->input.get());
  for (const auto& more : block->more)
    if (block->damage.ok()) block->damage = Restore(more.get());
  InputBlock* last = block->more.empty() ? block->input.get() : block->more.back().get();
  last->end_lines = lines.end.lines;
  last->end_bytes = lines.end.bytes;
  last->end_hash = lines.end.hash;
  return block;
}

Status SequenceReader::TakeLine(const LineBlock& lines, const Line& line, FeedBlock* block) {
  if (line.too_long) return Corrupt(fmt::format("longer than {} bytes", kLineBytesMax));
  auto read = reader_.Read(lines.text(line), lines.readable_bytes(line));
  if (!read.ok()) return read.status();
  const bool is_head = read->kind == SequenceLineKind::kHead;
  if (is_head != (line.number == 1))
    return Corrupt(is_head ? "another sequence begins; give one at a time" : "the head of the sequence is not there");
  if (is_head) return {};
  const bool is_missing = read->kind == SequenceLineKind::kMissing;
  const Seq first = is_missing ? read->missing.from : read->seq;
  SequenceSpan& span = block->span;
  if (span.is_empty()) span.first = span.next = first;
  if (first != span.next)
    return Corrupt(fmt::format("record {} follows where record {} is expected", first, span.next));
  span.next = (is_missing ? read->missing.to : first) + 1;
  if (is_missing) return span.missing += span.next - first, Status();
  return TakeRecord(*read, line.number, block);
}

Status SequenceReader::TakeRecord(const SequenceLine& line, uint64_t number, FeedBlock* block) {
  if (line.record == RecordKind::kTick) {
    BlockFor(line.record, block)->tick = line.post.time;
    return {};
  }
  if (line.record == RecordKind::kSettings) {
    // Read here for the line's number alone; flags come in where they take effect.
    if (const auto settings = ReadSettingsText(line.settings); !settings.ok()) return settings.status();
    BlockFor(line.record, block)->settings = line.settings;
    return {};
  }
  if (HoldsAct(line.record)) {
    InputBlock* input = BlockFor(line.record, block);
    if (HoldsRule(line.record)) input->rule = line.rule;
    if (line.record == RecordKind::kCaseAction) input->action = line.action;
    if (line.record == RecordKind::kCorrection) input->correction = line.correction;
    if (line.record == RecordKind::kForget) input->forgetting = line.forgetting;
    input->rule_line = number;
    return {};
  }
  // Its split or correction has said so, and reaches the posts again.
  if (line.record == RecordKind::kMove || line.record == RecordKind::kCorrected) return {};
  InputBlock* input = block->more.empty() ? block->input.get() : block->more.back().get();
  ScoredPost& post = input->posts.posts.emplace_back(line.post);
  KeepTexts(&input->posts.arena, &post);
  input->lines.push_back(number);
  input->recorded.push_back(line.record);
  return {};
}

Status SequenceReader::Restore(InputBlock* block) {
  std::vector<ScoredPost>& posts = block->posts.posts;
  text_hashes_.clear();
  for (const ScoredPost& post : posts) text_hashes_.push_back(post.text_hash);
  restorer_.Restore(&block->posts);
  for (size_t i = 0; i < posts.size(); ++i) {
    const bool has_text = block->recorded[i] == RecordKind::kPost || block->recorded[i] == RecordKind::kUpdate;
    if (has_text && posts[i].text_hash != text_hashes_[i])
      return AtLine(block->lines[i], Corrupt("the text is not the one that was sequenced, or was by another version"));
  }
  return {};
}

Status SequenceOrder::Check(const FeedBlock& block) {
  if (!block.damage.ok()) return block.damage;
  const SequenceSpan& span = block.span;
  if (span.is_empty()) return {};
  if (next_ && span.first != *next_)
    return Corrupt(fmt::format("record {} of the sequence follows where record {} is expected", span.first, *next_));
  next_ = span.next;
  missing_ += span.missing;
  if (span.next > head_.next_seq)
    return Corrupt(
        fmt::format("the sequence goes on behind record {}, where its head says that it ends", head_.next_seq));
  return {};
}

Status SequenceOrder::Finish() const {
  if (next_ && *next_ != head_.next_seq)
    return Corrupt(fmt::format("the sequence is cut short: it ends before record {} of {}", *next_, head_.next_seq));
  if (from_start_ && missing_ != head_.missing)
    return Corrupt(
        fmt::format("{} records of the sequence are missing, and its head says {}", missing_, head_.missing));
  return {};
}

}  // namespace groundswell
