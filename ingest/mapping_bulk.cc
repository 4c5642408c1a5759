// The framer of Elasticsearch's _bulk.
#include "ingest/json_token.h"
#include "ingest/limits.h"
#include "ingest/mapping_source.h"

namespace groundswell {
namespace {

// An action names an index, an id and a version or two.
constexpr size_t kActionBytesMax = 4096;

// The lines of Elasticsearch's _bulk: an action, and behind all but deletions its document.
class BulkFramer : public RecordFramer {
 public:
  explicit BulkFramer(ByteSource* source) : lines_(source) {}

  Result<bool> Next(std::string* out) override {
    std::string_view line;
    bool too_long = false;
    const auto more = lines_.Next(kLineBytesMax, &line, &too_long);
    if (!more.ok()) return more.status();
    if (!*more) {
      if (action_.empty()) return false;
      AppendRefusedLine("an action without the line of its document", out);
      action_.clear();
      return true;
    }
    if (line.empty()) {
      *out += '\n';
    } else if (action_.empty()) {
      TakeAction(line, out);
    } else if (IsAction(line)) {
      // The document is missing: the action is refused in this line's stead, and this line is the next action.
      AppendRefusedLine("the action before has no line of its document", out);
      action_.clear();
      if (!IsDeletion(line)) action_ = line;
    } else if (!IsOneValue(line)) {
      AppendRefusedLine("a document that is more than one JSON object", out);
      action_.clear();
    } else {
      // Put into the action, as the last of its fields.
      action_.erase(action_.find_last_of('}'));
      out->append(action_).append(R"(,"_source":)").append(line).append("}\n");
      action_.clear();
    }
    return true;
  }

 private:
  // Without the white space that some writers leave in it.
  static std::string Compact(std::string_view line) {
    std::string compact(line.substr(0, kActionBytesMax));
    std::erase_if(compact, [](char c) { return c == ' ' || c == '\t'; });
    return compact;
  }
  static bool IsAction(std::string_view line) {
    if (line.size() > kActionBytesMax || !IsOneValue(line)) return false;
    const std::string compact = Compact(line);
    if (compact == R"({"index":{}})" || compact == R"({"create":{}})") return true;
    for (const std::string_view name : {R"({"index":{)", R"({"create":{)", R"({"update":{)", R"({"delete":{)"})
      if (compact.starts_with(name) && compact.find("\"_i") != compact.npos && compact.ends_with("}}")) return true;
    return false;
  }
  static bool IsDeletion(std::string_view line) { return Compact(line).starts_with(R"({"delete")"); }

  void TakeAction(std::string_view line, std::string* out) {
    if (!IsAction(line)) return AppendRefusedLine("not an action such as {\"index\":{\"_id\":\"1\"}}", out);
    if (IsDeletion(line)) {
      out->append(line) += '\n';
    } else {
      action_ = line;
      *out += '\n';
    }
  }

  SourceLines lines_;
  std::string action_;
};

}  // namespace

std::unique_ptr<RecordFramer> MakeBulkFramer(ByteSource* source) { return std::make_unique<BulkFramer>(source); }

}  // namespace groundswell
