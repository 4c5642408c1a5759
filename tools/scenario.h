// Scenario: what a synthetic feed holds, as data: the made-up companies and the group complaints planted in it.
//
// The companies do not exist. Minutes count from the start of the feed, which is a local midnight.
// Threads: immutable.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace groundswell {

struct ScenarioCompany {
  std::string_view key;                   // the last part of the names of its rules in the phrases: ask.KEY.zh
  std::string_view name;                  // `org` of its posts
  std::string_view account;               // its own account, which is never a complainant
  std::vector<std::string_view> aliases;  // how texts call it, lower case
  std::string_view tag_zh, tag_en;        // what an author adds where the text does not name the company
  // Of the drills: how its customers write its name, the likelier ones more than once, and its models, if it makes any.
  std::vector<std::string_view> calls_zh = {}, calls_en = {}, models = {};
};

// How the posts of a group are spread over its minutes.
enum class Shape : uint8_t {
  kBurst,   // most at once, then a long tail
  kRamp,    // few at first, ever more
  kHump,    // grows and falls
  kSteady,  // the same all day
};

struct PlantedGroup {
  std::string_view label;    // truth, on every post of the group
  size_t company = 0;        // index into Scenario::companies
  std::string_view rule;     // the first part of the names of its rules: RULE.zh, RULE.en, RULE.zh.ticket
  std::string_view product;  // on its reviews and tickets; may be empty
  int32_t complainants = 0;  // distinct people with posts of their own, at the default number of posts
  int32_t joiners = 0;       // people who agree in a short reply
  uint32_t english_percent = 0, ticket_percent = 0, review_percent = 0, forum_percent = 0;
  int32_t start_minute = 0, end_minute = 0;
  Shape shape = Shape::kSteady;
};

// How many posts are touched after they were written: posts of groups, and others.
struct SecondThoughts {
  size_t late_planted = 6, late_other = 10;
  size_t eve = 3;  // written the evening before the feed begins
  size_t again_planted = 8, again_other = 24;
  size_t edited_planted = 6, edited_other = 8;
  size_t refreshed = 10, deleted = 9;
};

struct Scenario {
  std::string_view name;
  int64_t default_posts = 0;
  int32_t days = 1;                    // without any asked for
  int32_t days_min = 1, days_max = 1;  // what may be asked for
  SecondThoughts second = {};
  std::vector<ScenarioCompany> companies;
  std::vector<PlantedGroup> groups;
};

// The scenario of that name, or NotFound with the names there are.
Result<const Scenario*> FindScenario(std::string_view name);

}  // namespace groundswell
