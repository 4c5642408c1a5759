// Grammar: phrase material as rules of alternatives with slots, from which the texts of the synthetic feed are written.
//
// The format, a line at a time:
//   == name          begins a rule; a rule may be continued under the same name elsewhere
//   // words         a comment
//   anything else    one alternative of the rule; empty lines count for nothing
// Inside an alternative:
//   {name}           the rule `name`, expanded anew
//   {!name}          the rule `name`, the same words wherever the post says {!name}
//   {a|b|c}          one of the three; each may hold slots of its own, and may be empty
//   {?30:words}      the words in 30 of 100 cases; the words may hold bars: {?30:a|b}
//   {~a|b|c}         all of them, in any order
//   {#1-9}           a whole number; {#100-900/50} in steps of 50
// Errors: Parse and Check return Invalid with the name of the rule. An expansion of a checked grammar cannot fail.
// Words of {!name} may also be given by the caller (Bindings), for one text; the rule of that name must be there all
// the same.
// Threads: immutable once checked; a Writer (below) belongs to one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "tools/generate_random.h"

namespace groundswell {

class Grammar {
 public:
  // Adds the rules of `source`. The text must outlive the grammar.
  Status Parse(std::string_view source);
  // Every slot names a rule that is there, every brace is closed, every number is well formed.
  Status Check() const;

  // The alternatives of a rule; CHECKs that the rule is there.
  const std::vector<std::string_view>& Alternatives(std::string_view rule) const;
  bool Has(std::string_view rule) const { return rules_.find(rule) != rules_.end(); }

 private:
  Status CheckTemplate(std::string_view text, int depth) const;

  std::map<std::string, std::vector<std::string_view>, std::less<>> rules_;
};

// Words for slots {!name} of one text, by "!name".
using Bindings = std::map<std::string, std::string, std::less<>>;

// Writes texts from a grammar. Of a rule named in Write it uses every alternative once before any comes again, so that
// many authors on one subject do not begin to sound alike sooner than the material forces them to.
class Writer {
 public:
  explicit Writer(const Grammar* grammar) : grammar_(grammar) {}

  std::string Write(std::string_view rule, Random* random);
  std::string Write(std::string_view rule, const Bindings& bindings, Random* random);
  // Expands one alternative as it is given, which must be of a checked grammar.
  std::string Fill(std::string_view text, const Bindings& bindings, Random* random);

 private:
  void Expand(std::string_view text, Random* random, std::string* out);
  void ExpandSlot(std::string_view slot, Random* random, std::string* out);
  void ExpandRule(std::string_view rule, Random* random, std::string* out);
  std::string_view Deal(std::string_view rule, Random* random);

  const Grammar* grammar_;
  std::map<std::string, std::vector<std::string_view>, std::less<>> decks_;  // what is left of each rule's round
  Bindings remembered_;                                                      // the {!name} of the post being written
};

}  // namespace groundswell
