// Settings that can change what the engine decides, and nothing else. Threads, batches, paths and addresses are not
// here: config_hash covers every field of these structs, each of which has its key in tools/config_keys.cc.
//
// Where the clustering defaults come from is docs/measurements.md: found on tweets, news and the car complaints, then
// left alone for every other stream.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/burst_settings.h"
#include "engine/calendar.h"
#include "models/clock_rule.h"

namespace groundswell {

struct ClusterSettings {
  // A candidate group must score at least this, for a post of `length_reference` effective terms; longer posts need
  // less.
  float threshold = 0.14f;
  float length_reference = 8;
  float length_exponent = -0.1f;
  // A group of n posts scores x (1 - newness / (n + 1)): one post is weak evidence of what a group is about.
  float newness = 0.7f;
  // A group that was not touched for this many posts of its scope scores half. Where matters come and go it is fewer:
  // `fade_per_return` times the pause that one in ten returns to a group exceeds (0: always fade_posts). A group whose
  // own posts come more slowly keeps `fade_per_pause` times its mean pause, up to fade_posts.
  float fade_posts = 2000;
  float fade_per_return = 6;
  float fade_per_pause = 3;
  // Posts of words that are found everywhere are alike by chance. What a post must reach moves with the likeness that
  // chance gives it, against `noise_reference`, to the power of `noise_exponent` (0: it does not move); what two groups
  // must reach to become one moves with the mean of that, to the power of `merge_noise_exponent`.
  float noise_exponent = 0.7f;
  float noise_reference = 0.0165f;
  float merge_noise_exponent = 0.4f;
  // The threshold moves with how many groups compete for a post too: with the log of the pause above, to this power (0,
  // or fade_per_return = 0: it does not).
  float crowd_exponent = 0.6f;
  // A group that is more alike than others to posts that are not its own scores less by this share of the difference.
  float pull_weight = 0.2f;
  // Weight of function words, and of the dense part in assigning and in merging.
  float stop_weight = 0.5f;
  float dense_weight = 0.2f;
  float merge_dense_weight = 0.25f;
  // Weight of what the shipped word vectors say, in assigning and in merging; 0 leaves them out. The thresholds below
  // are what a likeness of meaning must reach to be as good as the thresholds are for the rest, and are mixed with them
  // by the same weight.
  float meaning_weight = 0.15f;
  float meaning_threshold = 0.22f;
  float merge_meaning_weight = 0.2f;
  float merge_meaning_threshold = 0.55f;
  // Two groups whose centroids are at least this alike become one.
  float merge_threshold = 0.4f;
  // A post that stayed alone is compared again after 1, 2, 4 … merge rounds and joins what it is this alike to (0:
  // never).
  float lone_threshold = 0.27f;
  // Posts between two merge passes of a scope; small scopes also merge after 8, 16, 32 … posts.
  uint32_t merge_every_posts = 500;
  // The mean post is trusted as if this many posts of no content had come before.
  float mean_prior_posts = 50;
  // A group on one product scores x (1 - this) for a post on another product.
  float other_product_penalty = 0.8f;
  // Postings walked to find candidates, and candidates scored in full, for one post.
  uint32_t postings_max = 2048;
  uint32_t candidates_max = 16;
  // Terms a scope remembers; beyond, the rarest that no group uses are forgotten.
  uint32_t terms_max = 1u << 18;
  // Terms a micro-cluster keeps in its sum; when it has half as many again, its lightest go.
  uint32_t cluster_terms_max = 512;
  // Micro-clusters a scope holds at once; beyond, those untouched for longest go.
  uint32_t clusters_max = 16384;
  // Micro-clusters a scope holds that an analyst or gathering has joined or parted; beyond, and beyond half of
  // clusters_max, those untouched for longest go, and their rules with them. They do not fade.
  uint32_t rules_max = 4096;
};

// A profile says from how many distinct complainants on a group has a level. Files under engine/profiles.
struct Profile {
  std::string name = "default";
  uint32_t watch = 0, emerging = 0, major = 0;
  // An author with so many followers is a voice: one complaint of theirs is a critical post.
  uint32_t voice_followers = 0;
  // Deletions of the posts of so many people, and of this share of all who were in the group, are told.
  uint32_t withdrawn_people = 0;
  double withdrawn_share = 0;
  // `crisis`: major, and this many new complainants within the window; over when fewer than `crisis_calm` are.
  uint32_t crisis_complainants = 0, crisis_calm = 0;
  uint32_t crisis_window_hours = 0;
  // Complainants are those of the last so many days; 0: of the life of the group.
  uint32_t window_days = 0;
  // `emerging`, `major` and `crisis` hold for an organisation of up to so many complainants a day and grow with the
  // root of more (ScaledTo in engine/profile_file.h); 0: they never grow.
  uint32_t usual_daily = 0;
  uint32_t evidence_years = 3;           // for which cases keep what they were decided on
  uint32_t representatives_max = 0;      // people who may speak for a group in person; 0: the rules name no number
  std::vector<std::string> clocks = {};  // "decide = 15 days after received" (models/clock_rule.h)
  // Within how many hours a major complaint is reported, where no clock says so; 0: the rules name none.
  uint32_t report_major_hours = 0;
  std::string zone = "+08:00";     // whose days are counted (models/local_zone.h)
  std::string first_day = "next";  // the day of receipt is day one: "same", or the day after: "next"
};

// What a channel declares of itself.
struct ChannelTraits {
  bool complaints = false;  // a complaints desk: every post is a complaint unless it is praise
  bool each_post_is_a_person = false;
  bool formal = false;            // its complaints are formal ones, for which clocks run
  bool date_only = false;         // its times are true to the day alone (docs/decisions/0022)
  int64_t expected_lag_secs = 0;  // a post that comes no later than this is not late
};

struct EngineSettings {
  ClusterSettings cluster;
  Profile profile;
  std::map<std::string, ChannelTraits, std::less<>> channels;
  // Checksum of the embedding that gives posts their meaning, 0 where none is known. Meanings of two embeddings cannot
  // be compared: with a change the state forgets those it has.
  uint64_t meaning = 0;
  // Organisations whose groups are followed and raise no alert: competitors, the industry.
  std::set<std::string, std::less<>> silent_orgs;
  // A post at or above this probability is a complaint.
  float complaint_min = 0.5f;
  // Of a group's posts that are no copies at least this share must be complaints, or it is a topic and no complaint.
  double complaint_share_min = 0.3;
  // What its people wrote must be complaints with this probability in the mean, or a group rises above `watch` only
  // when it is `major`.
  double certainty_min = 0.75;
  // Complaints about an organisation that found no group of their own are gathered into one when at least so many times
  // as many came as were expected (0: never), and that is at least so surprising.
  double gather_ratio_min = 3;
  double gather_surprise = 2.3;
  // A cause that a complaint was read to have counts in grouping as a word the post has so many times (0: not at all).
  uint32_t cause_terms = 12;
  BurstSettings burst;  // its panes are those of all windows
  Calendar calendar;    // what is planned
  ClockBook clocks;     // the deadlines of the profile, by the holiday file
  uint32_t group_idle_days = 90;
  uint32_t retention_days = 180;
  // Limits, each a bound on memory. Texts a scope remembers to know copies by.
  uint32_t copy_texts_max = 1u << 18;
  // Groups at `watch` or above whose micro-cluster has faded, in all scopes; beyond, the one that time would end first
  // ends early. Groups with a live micro-cluster are bounded by clusters_max and scopes_max.
  uint32_t groups_max = 100000;
  // Organisations with a scope of their own; posts about further ones share the scope of unknown organisations.
  uint32_t scopes_max = 20000;
  uint32_t evidence_max = 20;
  // Complaints that an agreeing reply finds the group of.
  uint32_t answers_max = 1u << 17;
};

}  // namespace groundswell
