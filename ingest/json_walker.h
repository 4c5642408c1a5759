// JsonWalker: simdjson's On-Demand parser, made to visit and check every value of one line.
//
// Where On-Demand bites: it validates only what is visited; an iterator must not be touched after its first error, so
// every step returns at once; and a scalar's first byte must be known before it is passed over, which asking for its
// type sees to. Numbers are checked against RFC 8259's grammar here, whatever their size.
// Contract: Start, then every field of the object is visited, then Finish. kNone goes on; any other reason ends the
// walk and Describe puts it into words. Ownership: strings given view the walker's buffer until the next Start, tokens
// the line. Threads: one.
#pragma once

#include <simdjson.h>

#include <string_view>

#include "ingest/json_token.h"
#include "ingest/refusal.h"

namespace groundswell {

class JsonWalker {
 public:
  JsonWalker();

  // Indexes `line` (at most kLineBytesMax; `readable_bytes` as in Decoder::Decode) and opens the object that it is.
  RejectReason Start(std::string_view line, size_t readable_bytes, simdjson::ondemand::object* object);
  // After the object's last field: nothing may follow it.
  RejectReason Finish();

  // Visits all of a value that lies `depth` containers deep, itself included if it is one.
  RejectReason Value(simdjson::ondemand::value& value, int depth);
  RejectReason String(simdjson::ondemand::value& value, std::string_view* text);
  // A scalar that is no string. It is not consumed: the iteration it is part of passes over it.
  RejectReason Token(simdjson::ondemand::value& value, std::string_view* token, TokenForm* form);

  // The reason that an error of simdjson's stands for.
  RejectReason Broken(simdjson::error_code error);
  Refusal Describe(RejectReason reason) const;

 private:
  RejectReason Array(simdjson::ondemand::value& value, int depth);
  RejectReason Object(simdjson::ondemand::value& value, int depth);

  simdjson::ondemand::parser parser_;
  simdjson::ondemand::document document_;
  std::string_view line_;
  bool started_ = false;  // document_ is this line's
  simdjson::error_code error_ = simdjson::SUCCESS;
  const char* place_ = nullptr;  // of the error, where it is known
};

}  // namespace groundswell
