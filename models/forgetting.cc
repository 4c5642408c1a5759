#include "models/forgetting.h"

namespace groundswell {

void WriteForgetting(const Forgetting& forgetting, ByteWriter* writer) {
  writer->Number(forgetting.person.value);
  for (const std::string* text : {&forgetting.post.channel, &forgetting.post.id, &forgetting.by, &forgetting.reason})
    writer->Text(*text);
  writer->Number(static_cast<uint32_t>(forgetting.posts.size()));
  for (const GroupRule::Post& post : forgetting.posts) {
    writer->Text(post.channel);
    writer->Text(post.id);
  }
  writer->Array(forgetting.entries);
  writer->Number(forgetting.group.value);
  writer->Number(forgetting.other.value);
  writer->Number(forgetting.at_ms);
  writer->Number(forgetting.salt.high);
  writer->Number(forgetting.salt.low);
}

bool ReadForgetting(ByteReader* reader, Forgetting* forgetting) {
  forgetting->person.value = reader->Number<uint64_t>();
  for (std::string* text : {&forgetting->post.channel, &forgetting->post.id, &forgetting->by, &forgetting->reason})
    *text = reader->Text();
  const uint32_t posts = reader->Number<uint32_t>();
  for (uint32_t i = 0; i < posts && reader->ok(); ++i) {
    const std::string_view channel = reader->Text(), id = reader->Text();
    forgetting->posts.push_back({std::string(channel), std::string(id)});
  }
  if (!reader->Array(&forgetting->entries)) return false;
  forgetting->group.value = reader->Number<uint64_t>();
  forgetting->other.value = reader->Number<uint64_t>();
  forgetting->at_ms = reader->Number<int64_t>();
  forgetting->salt.high = reader->Number<uint64_t>();
  forgetting->salt.low = reader->Number<uint64_t>();
  return reader->ok();
}

}  // namespace groundswell
