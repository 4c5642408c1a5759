#include "ingest/csv.h"

#include <algorithm>

#include "ingest/limits.h"

namespace groundswell {

Status CsvReader::Fill() {
  if (at_ > 0) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
  const Result<bool> more = AppendRead(source_, &buffer_);
  at_end_ = more.ok() && !*more;
  return more.status();
}

void CsvReader::ChooseSeparator() {
  const std::string_view line = std::string_view(buffer_).substr(at_, buffer_.find('\n', at_) - at_);
  separator_ = ',';
  for (const char candidate : {';', '\t'})
    if (std::count(line.begin(), line.end(), candidate) > std::count(line.begin(), line.end(), separator_))
      separator_ = candidate;
}

Result<bool> CsvReader::Next(CsvRecord* record) {
  while (true) {
    // Blank lines.
    while (at_ < buffer_.size() && (buffer_[at_] == '\n' || buffer_[at_] == '\r')) next_line_ += buffer_[at_++] == '\n';
    const bool has_line = buffer_.find('\n', at_) != std::string::npos || buffer_.size() - at_ > kLineBytesMax;
    if (!at_end_ && !has_line) {
      GROUNDSWELL_TRY(Fill());
      continue;
    }
    if (at_ == buffer_.size()) return false;
    if (separator_ == 0) ChooseSeparator();
    const Scan scan = ScanRecord(record);
    if (scan == Scan::kNeedsMore) {
      GROUNDSWELL_TRY(Fill());
      continue;
    }
    if (scan == Scan::kFault) TakeFirstLine(record);
    next_line_ += record->lines;
    return true;
  }
}

// The record at at_. What has not come yet is asked for only while the record may still become one.
CsvReader::Scan CsvReader::ScanRecord(CsvRecord* record) {
  text_.clear();
  ends_.clear();
  uint64_t lines = 1;
  size_t at = at_;
  while (true) {
    if (at < buffer_.size() && buffer_[at] == '"') {
      if (const Scan scan = ScanQuoted(&at, &lines); scan != Scan::kRecord) return scan;
    } else {
      while (at < buffer_.size() && buffer_[at] != separator_ && buffer_[at] != '\n' && buffer_[at] != '\r')
        text_ += buffer_[at++];
    }
    ends_.push_back(text_.size());
    if (at - at_ > kLineBytesMax) return fault_ = "longer than a record may be", Scan::kFault;
    if (ends_.size() > kCsvFieldsMax) return fault_ = "more fields than a record may have", Scan::kFault;
    if (at + 1 >= buffer_.size() && !at_end_) return Scan::kNeedsMore;
    if (at == buffer_.size()) break;
    if (buffer_[at] == separator_) {
      ++at;
      continue;
    }
    if (buffer_[at] == '\r' && at + 1 < buffer_.size() && buffer_[at + 1] == '\n') ++at;
    ++at;
    break;
  }
  at_ = at;
  record->fields.clear();
  size_t begin = 0;
  for (const size_t end : ends_) {
    record->fields.push_back(std::string_view(text_).substr(begin, end - begin));
    begin = end;
  }
  record->line = next_line_;
  record->lines = lines;
  record->fault = {};
  return Scan::kRecord;
}

// From the opening quote to behind the closing one.
CsvReader::Scan CsvReader::ScanQuoted(size_t* at, uint64_t* lines) {
  size_t place = *at + 1;
  while (true) {
    const size_t quote = buffer_.find('"', place);
    const size_t end = std::min(quote, buffer_.size());
    if (end - at_ > kLineBytesMax) return fault_ = "a quote is opened and not closed", Scan::kFault;
    if (quote == std::string::npos || quote + 1 == buffer_.size()) {
      if (!at_end_) return Scan::kNeedsMore;
      if (quote == std::string::npos) return fault_ = "a quote is opened and not closed", Scan::kFault;
    }
    text_.append(buffer_, place, quote - place);
    *lines += static_cast<uint64_t>(std::count(buffer_.begin() + static_cast<ptrdiff_t>(place),
                                               buffer_.begin() + static_cast<ptrdiff_t>(quote), '\n'));
    place = quote + 1;
    if (place < buffer_.size() && buffer_[place] == '"') {
      text_ += '"';
      ++place;
      continue;
    }
    break;
  }
  *at = place;
  if (place == buffer_.size() || buffer_[place] == separator_ || buffer_[place] == '\n' || buffer_[place] == '\r')
    return Scan::kRecord;
  return fault_ = "a quote stands inside of a field, or something follows the closing one", Scan::kFault;
}

// A faulty record covers one line.
void CsvReader::TakeFirstLine(CsvRecord* record) {
  const size_t end = buffer_.find('\n', at_);
  record->fields.clear();
  record->line = next_line_;
  record->lines = 1;
  record->fault = fault_;
  at_ = end == std::string::npos ? buffer_.size() : end + 1;
}

}  // namespace groundswell
