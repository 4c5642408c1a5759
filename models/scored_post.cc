#include "models/scored_post.h"

namespace groundswell {

std::string_view SentimentName(Sentiment sentiment) {
  switch (sentiment) {
    case Sentiment::kNegative:
      return "negative";
    case Sentiment::kNeutral:
      return "neutral";
    case Sentiment::kPositive:
      return "positive";
  }
  return "neutral";
}

std::string_view LangName(Lang lang) {
  switch (lang) {
    case Lang::kChinese:
      return "zh";
    case Lang::kEnglish:
      return "en";
    case Lang::kOther:
      return "und";
  }
  return "und";
}

}  // namespace groundswell
