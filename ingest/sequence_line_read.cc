// Lines of a sequence as they are read. How they are written is sequence_line_write.cc.
#include <algorithm>
#include <charconv>
#include <utility>

#include "ingest/json_walker.h"
#include "ingest/limits.h"
#include "ingest/sequence_fields.h"

namespace groundswell {
namespace {

namespace ondemand = simdjson::ondemand;

// What a sequence's lines begin with, white space apart.
constexpr std::string_view kHeadStart = R"({"record":"sequence")", kMissingStart = R"({"record":"missing")";
constexpr std::string_view kRecordStart = R"({"seq":)", kRecordMark = R"(,"record":")";
constexpr size_t kStartBytes = 64;

// The front of a line without its spaces.
std::string StartOf(std::string_view line) {
  std::string start;
  for (const char c : line.substr(0, kStartBytes))
    if (c != ' ' && c != '\t') start.push_back(c);
  return start;
}

template <typename Names>
std::optional<size_t> PlaceOf(std::string_view name, const Names& names) {
  const auto found = std::find(std::begin(names), std::end(names), name);
  if (found == std::end(names)) return std::nullopt;
  return static_cast<size_t>(found - std::begin(names));
}

// The object that sound JSON begins with.
std::string_view FirstObject(std::string_view json) {
  int depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\') ++i;
    if (in_string) continue;
    depth += c == '{';
    depth -= c == '}';
    if (depth == 0) return json.substr(0, i + 1);
  }
  return {};
}

bool IsKey(std::string_view text) {
  return !text.empty() && text.size() <= kNameBytesMax && text.find('\0') == std::string_view::npos;
}

std::optional<uint64_t> ReadHash(std::string_view text) {
  uint64_t hash = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), hash, 16);
  if (text.size() != 16 || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return hash;
}

// The value that has the name; false for none.
template <typename Value>
bool NameOf(std::string_view name, Value last, std::string_view (*name_of)(Value), Value* value) {
  for (int i = 0; i <= static_cast<int>(last); ++i)
    if (name_of(static_cast<Value>(i)) == name) return *value = static_cast<Value>(i), true;
  return false;
}

}  // namespace

bool LooksLikeSequenceHead(std::string_view line) { return StartOf(line).starts_with(kHeadStart); }

bool LooksLikeSequenceLine(std::string_view line) {
  const std::string start = StartOf(line);
  if (start.starts_with(kHeadStart) || start.starts_with(kMissingStart)) return true;
  if (!start.starts_with(kRecordStart)) return false;
  const size_t mark = start.find_first_not_of("0123456789", kRecordStart.size());
  return mark != std::string::npos && std::string_view(start).substr(mark).starts_with(kRecordMark);
}

class SequenceLineReader::Impl {
 public:
  Result<SequenceLine> Read(std::string_view line, size_t readable_bytes) {
    line_ = SequenceLine();
    bytes_ = line;
    which_.reset();
    version_ = seen_ = 0;
    fault_ = {};
    if (const RejectReason broken = ReadFields(line, readable_bytes); broken != RejectReason::kNone)
      return Corrupt(walker_.Describe(broken).text);
    // What another version has that this one has not is no fault of the line.
    if (which_ && Bit() == kHeadLine && version_ != 0 && version_ != kSequenceVersion)
      return Corrupt("a sequence of version " + std::to_string(version_) + ", and this program reads version " +
                     std::to_string(kSequenceVersion));
    CheckLine();
    if (!fault_.ok()) return fault_;
    return std::move(line_);
  }

 private:
  RejectReason ReadFields(std::string_view line, size_t readable_bytes);
  RejectReason ReadField(const SequenceField& field, ondemand::value& value);
  RejectReason ReadString(const SequenceField& field, ondemand::value& value);
  RejectReason ReadScalar(const SequenceField& field, ondemand::value& value);
  RejectReason ReadSettings(ondemand::value& value);
  RejectReason ReadPosts(const SequenceField& field, ondemand::value& value);
  bool TakeText(const SequenceField& field, std::string_view text);
  bool TakeName(const SequenceField& field, std::string_view name);
  bool TakeScalar(const SequenceField& field, std::string_view token, TokenForm form);
  void CheckLine();
  void SettleKind();
  void SettleAct();
  void SettleForgetting();
  uint32_t Bit() const { return 1u << *which_; }
  bool Has(std::string_view name) const {
    for (size_t i = 0; i < std::size(kSequenceFields); ++i)
      if (kSequenceFields[i].name == name) return (seen_ >> i & 1) != 0;
    return false;
  }
  // The first fault is told, broken JSON before all others.
  void Fault(std::string_view field, std::string_view what) {
    if (fault_.ok()) fault_ = Corrupt(std::string("field ").append(field).append(": ").append(what));
  }

  JsonWalker walker_;
  SequenceLine line_;
  std::string_view bytes_;       // of the line
  std::optional<size_t> which_;  // the line's place in kLineNames
  int64_t version_ = 0;
  uint64_t seen_ = 0;  // a bit a field
  Status fault_;
};

RejectReason SequenceLineReader::Impl::ReadFields(std::string_view line, size_t readable_bytes) {
  ondemand::object object;
  const RejectReason started = walker_.Start(line, readable_bytes, &object);
  if (started != RejectReason::kNone) return started;
  for (auto item : object) {
    ondemand::field field;
    if (auto error = std::move(item).get(field)) return walker_.Broken(error);
    std::string_view name;
    if (auto error = field.unescaped_key().get(name)) return walker_.Broken(error);
    const auto* known = std::find_if(std::begin(kSequenceFields), std::end(kSequenceFields),
                                     [name](const SequenceField& candidate) { return candidate.name == name; });
    RejectReason reason;
    if (known == std::end(kSequenceFields)) {
      Fault(name.size() <= kNameBytesMax ? name : "with a long name",
            "unknown; the sequence was written by another version");
      reason = walker_.Value(field.value(), 2);
    } else {
      reason = ReadField(*known, field.value());
    }
    if (reason != RejectReason::kNone) return reason;
  }
  return walker_.Finish();
}

RejectReason SequenceLineReader::Impl::ReadField(const SequenceField& field, ondemand::value& value) {
  const uint64_t bit = uint64_t{1} << (&field - kSequenceFields);
  if ((seen_ & bit) != 0) Fault(field.name, "given twice");
  seen_ |= bit;
  ondemand::json_type type;
  if (auto error = value.type().get(type)) return walker_.Broken(error);
  if (type == ondemand::json_type::string) return ReadString(field, value);
  if (type == ondemand::json_type::object && field.form == SequenceForm::kSettings) return ReadSettings(value);
  if (type == ondemand::json_type::array && field.form == SequenceForm::kPosts) return ReadPosts(field, value);
  if (type != ondemand::json_type::object && type != ondemand::json_type::array) return ReadScalar(field, value);
  Fault(field.name, "of another type than it is written with");
  return walker_.Value(value, 2);
}

RejectReason SequenceLineReader::Impl::ReadString(const SequenceField& field, ondemand::value& value) {
  std::string_view text;
  if (const RejectReason reason = walker_.String(value, &text); reason != RejectReason::kNone) return reason;
  if (!TakeText(field, text)) Fault(field.name, "not a value that it is written with");
  return RejectReason::kNone;
}

bool SequenceLineReader::Impl::TakeText(const SequenceField& field, std::string_view text) {
  ScoredPost& post = line_.post;
  switch (field.form) {
    case SequenceForm::kKey:
      post.*field.text = text;
      return IsKey(text);
    case SequenceForm::kText:
      (field.text == nullptr ? post.reading.*field.words : post.*field.text) = text;
      return true;
    case SequenceForm::kTime: {
      const auto time = ParseEventTime(text, nullptr);
      if (time.ok()) post.*field.time = *time;
      return time.ok();
    }
    case SequenceForm::kHash: {
      const auto hash = ReadHash(text);
      (field.hash == nullptr ? post.person.value : post.*field.hash) = hash.value_or(0);
      return hash && (field.hash != nullptr || *hash != 0);
    }
    case SequenceForm::kGroup: {
      const auto id = ReadHash(text);
      field.number(line_) = id.value_or(0);
      return id && *id != 0;
    }
    case SequenceForm::kWords:
      (field.said == nullptr ? line_.action.*field.done : line_.rule.*field.said) = text;
      return !text.empty() && text.size() <= kCaseTextBytesMax;
    case SequenceForm::kWall: {
      const auto time = ParseEventTime(text, nullptr);
      if (time.ok()) field.wall_ms(line_) = time->ms;
      return time.ok();
    }
    case SequenceForm::kSalt: {
      const auto high = ReadHash(text.substr(0, 16));
      const auto low = text.size() == 32 ? ReadHash(text.substr(16)) : std::nullopt;
      line_.action.salt = {high.value_or(0), low.value_or(0)};
      return high && low && !line_.action.salt.is_none();
    }
    default:
      return TakeName(field, text);
  }
}

bool SequenceLineReader::Impl::TakeName(const SequenceField& field, std::string_view name) {
  ScoredPost& post = line_.post;
  std::optional<size_t> place;
  switch (field.form) {
    case SequenceForm::kWhich:
      return (which_ = PlaceOf(name, kLineNames)).has_value();
    case SequenceForm::kReason:
      if ((place = PlaceOf(name, kMissingReasonNames))) line_.missing.reason = static_cast<MissingReason>(*place);
      return place.has_value();
    case SequenceForm::kKind:
      if ((place = PlaceOf(name, kPostKindNames))) post.kind = static_cast<PostKind>(*place);
      return place.has_value();
    case SequenceForm::kLang:
      for (const Lang lang : {Lang::kOther, Lang::kChinese, Lang::kEnglish})
        if (LangName(lang) == name) return post.scores.lang = lang, true;
      return false;
    case SequenceForm::kSentiment:
      for (const Sentiment sentiment : {Sentiment::kNegative, Sentiment::kNeutral, Sentiment::kPositive})
        if (SentimentName(sentiment) == name) return post.scores.sentiment = sentiment, true;
      return false;
    case SequenceForm::kCause:
      if ((place = PlaceOf(name, kCauseClassNames))) post.reading.cause = static_cast<CauseClass>(*place);
      return place.value_or(0) != 0;  // none is not written
    case SequenceForm::kEmotion:
      if ((place = PlaceOf(name, kEmotionNames))) post.reading.emotion = static_cast<Emotion>(*place);
      return place.value_or(0) != 0;
    case SequenceForm::kAction:
      return NameOf(name, kLastCaseActionKind, CaseActionName, &line_.action.kind);
    case SequenceForm::kScope:
      return NameOf(name, kLastSilenceScope, SilenceScopeName, &line_.action.scope);
    case SequenceForm::kState:
      return NameOf(name, kLastPersonState, PersonStateName, &line_.action.state);
    default:
      return false;
  }
}

RejectReason SequenceLineReader::Impl::ReadScalar(const SequenceField& field, ondemand::value& value) {
  std::string_view token;
  TokenForm form;
  if (const RejectReason reason = walker_.Token(value, &token, &form); reason != RejectReason::kNone) return reason;
  if (!TakeScalar(field, token, form)) Fault(field.name, "not a value that it is written with");
  return RejectReason::kNone;
}

bool SequenceLineReader::Impl::TakeScalar(const SequenceField& field, std::string_view token, TokenForm form) {
  // No integer of a line is below 0.
  const int64_t integer = form == TokenForm::kInteger ? IntegerValue(token).value_or(-1) : -1;
  ScoredPost& post = line_.post;
  switch (field.form) {
    case SequenceForm::kTrue:
      if (field.name == "by_organisation") post.by_organisation = true;
      if (field.name == "by_voice") post.by_voice = true;
      if (field.name == "is_ahead") post.is_ahead = true;
      if (field.name == "lifts_split") line_.rule.lifts_split = true;
      if (field.name == "complaint_said") post.is_complaint_said = true;
      return form == TokenForm::kTrue;
    case SequenceForm::kSaid:
      line_.correction.reading.complaint = form == TokenForm::kTrue;
      return form == TokenForm::kTrue || form == TokenForm::kFalse;
    case SequenceForm::kVersion:
      version_ = std::max<int64_t>(integer, 0);
      return integer > 0;
    case SequenceForm::kNumber:
      field.number(line_) = static_cast<uint64_t>(std::max<int64_t>(integer, 0));
      return integer >= 0;
    case SequenceForm::kCount:
      post.*field.count = integer;
      return integer >= 0;
    case SequenceForm::kBits:
      post.reading.*field.bits = static_cast<uint8_t>(std::max<int64_t>(integer, 0));
      return integer > 0 && integer <= field.bits_max;
    case SequenceForm::kScore: {
      // Read as a float at once: by way of a double it could be rounded twice.
      float& score = post.scores.*field.score;
      const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), score);
      const bool is_number = form == TokenForm::kInteger || form == TokenForm::kFraction;
      return is_number && error == std::errc() && score >= field.score_min && score <= 1;
    }
    default:
      return false;
  }
}

RejectReason SequenceLineReader::Impl::ReadSettings(ondemand::value& value) {
  // What the settings say is checked when they are read; here they only must be JSON.
  const char* begin = std::string_view(value.raw_json_token()).data();
  if (const RejectReason reason = walker_.Value(value, 2); reason != RejectReason::kNone) return reason;
  line_.settings = FirstObject(bytes_.substr(begin - bytes_.data()));
  line_.head.settings = line_.settings;
  return RejectReason::kNone;
}

RejectReason SequenceLineReader::Impl::ReadPosts(const SequenceField& field, ondemand::value& value) {
  ondemand::array array;
  if (auto error = value.get_array().get(array)) return walker_.Broken(error);
  bool is_sound = true, is_channel = true;
  for (auto item : array) {
    ondemand::value key;
    if (auto error = std::move(item).get(key)) return walker_.Broken(error);
    ondemand::json_type type;
    if (auto error = key.type().get(type)) return walker_.Broken(error);
    if (type != ondemand::json_type::string) {
      is_sound = false;
      if (const RejectReason reason = walker_.Value(key, 3); reason != RejectReason::kNone) return reason;
      continue;
    }
    std::string_view text;
    if (const RejectReason reason = walker_.String(key, &text); reason != RejectReason::kNone) return reason;
    is_sound = is_sound && IsKey(text) && line_.rule.posts.size() <= kSplitPostsMax;
    if (!is_sound) continue;
    is_channel ? void(line_.rule.posts.emplace_back().channel = text) : void(line_.rule.posts.back().id = text);
    is_channel = !is_channel;
  }
  is_sound = is_sound && is_channel && !line_.rule.posts.empty() && line_.rule.posts.size() <= kSplitPostsMax;
  if (!is_sound) Fault(field.name, "not the channels and ids of posts, one after the other");
  return RejectReason::kNone;
}

void SequenceLineReader::Impl::CheckLine() {
  if (!which_) return Fault("record", "required");
  for (size_t i = 0; i < std::size(kSequenceFields); ++i) {
    const SequenceField& field = kSequenceFields[i];
    const bool is_given = (seen_ >> i & 1) != 0;
    if (!is_given && (field.required_by & Bit()) != 0) Fault(field.name, "required");
    if (is_given && ((field.required_by | field.allowed_in) & Bit()) == 0)
      Fault(field.name, std::string("no field of a ").append(kLineNames[*which_]));
  }
  if (Has("person_hash") != Has("hashed")) Fault("hashed", "stands beside person_hash, and only there");
  if (Bit() == kMissingLine && line_.missing.from > line_.missing.to) Fault("to", "lies before from");
  const SequenceHead& head = line_.head;
  if (Bit() == kHeadLine && (head.from_seq > head.next_seq || head.missing > head.next_seq))
    Fault("next_seq", "lies before from_seq, or fewer records than are missing");
  SettleKind();
}

void SequenceLineReader::Impl::SettleKind() {
  line_.kind = SequenceLineKind::kRecord;
  if (Bit() == kHeadLine) line_.kind = SequenceLineKind::kHead;
  if (Bit() == kMissingLine) line_.kind = SequenceLineKind::kMissing;
  if (line_.kind != SequenceLineKind::kRecord) return;
  line_.record = static_cast<RecordKind>(*which_);
  line_.post.deleted = line_.record == RecordKind::kDeletion;
  if ((Bit() & kActLines) != 0) SettleAct();
}

// Who acted, why and when is read alike for all of them.
void SequenceLineReader::Impl::SettleAct() {
  GroupRule& rule = line_.rule;
  CaseAction& action = line_.action;
  rule.at_ms = action.at_ms;
  rule.salt = action.salt;
  if (line_.record == RecordKind::kCaseAction) {
    action.group = rule.group;
    action.by = std::move(rule.by);
    action.text = std::move(rule.reason);
    action.post = line_.post.id;
    action.channel = line_.post.channel;
    action.person = line_.post.person;
  }
  if (line_.record == RecordKind::kForget) SettleForgetting();
  if (line_.record != RecordKind::kCorrection) return;
  Correction& correction = line_.correction;
  correction.id = line_.post.id;
  correction.channel = line_.post.channel;
  correction.by = std::move(rule.by);
  correction.reason = std::move(rule.reason);
  correction.posts = std::move(rule.posts);
  correction.at_ms = action.at_ms;
  correction.salt = action.salt;
  CorrectedReading& reading = correction.reading;
  if (Has("sentiment")) reading.sentiment = line_.post.scores.sentiment;
  if (Has("org") || Has("no_org")) reading.org = line_.post.org;
  if (Has("cause") || Has("no_cause")) reading.cause = line_.post.reading.cause;
  reading.tag = line_.post.reading.cause_tag;
}

void SequenceLineReader::Impl::SettleForgetting() {
  GroupRule& rule = line_.rule;
  Forgetting& forgetting = line_.forgetting;
  forgetting.person = line_.post.person;
  forgetting.post = {std::string(line_.post.channel), std::string(line_.post.id)};
  forgetting.posts = std::move(rule.posts);
  forgetting.group = rule.group;
  forgetting.other = rule.other;
  forgetting.by = std::move(rule.by);
  forgetting.reason = std::move(rule.reason);
  forgetting.at_ms = rule.at_ms;
  forgetting.salt = rule.salt;
  for (std::string_view rest = line_.action.value; !rest.empty();) {
    uint64_t entry = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), entry);
    rest.remove_prefix(static_cast<size_t>(end - rest.data()));
    const bool goes_on = rest.size() > 1 && rest[0] == ',';
    if (error != std::errc() || (!rest.empty() && !goes_on)) return Fault("value", "not the numbers of entries");
    forgetting.entries.push_back(entry);
    if (goes_on) rest.remove_prefix(1);
  }
}

SequenceLineReader::SequenceLineReader() : impl_(std::make_unique<Impl>()) {}
SequenceLineReader::~SequenceLineReader() = default;

Result<SequenceLine> SequenceLineReader::Read(std::string_view line, size_t readable_bytes) {
  return impl_->Read(line, readable_bytes);
}

}  // namespace groundswell
