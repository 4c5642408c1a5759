#include "tools/generate_people.h"

namespace groundswell {

FeedPerson People::Meet(Language language) {
  const bool is_chinese = language == Language::kChinese;
  FeedPerson person;
  person.language = language;
  std::string name = writer_.Write(is_chinese ? "nick.zh" : "nick.en", &random_);
  person.name = name;
  while (!taken_.insert(person.name).second) person.name = name + std::to_string(random_.Between(2, 9999));
  if (random_.Percent(45)) person.region = writer_.Write(is_chinese ? "city" : "le.town", &random_);
  person.style = DrawStyle(&random_);
  person.followers = 3 + LongTail(200000, &random_);
  return person;
}

int64_t LongTail(int64_t most, Random* random) {
  // Each step shrinks the range to a quarter with three chances in four.
  int64_t bound = most;
  while (bound > 3 && random->Percent(75)) bound /= 4;
  return random->Between(0, bound);
}

}  // namespace groundswell
