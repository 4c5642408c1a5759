#include "storage/rocks_operators.h"

#include "storage/row_codec.h"

namespace groundswell {

bool PaneAdder::Merge(const rocksdb::Slice& /*key*/, const rocksdb::Slice* existing, const rocksdb::Slice& value,
                      std::string* sum, rocksdb::Logger* /*logger*/) const {
  PaneCounts total, add;
  if (!DecodePaneCounts({value.data(), value.size()}, &add)) return false;
  if (existing != nullptr && !DecodePaneCounts({existing->data(), existing->size()}, &total)) return false;
  total.posts += add.posts;
  total.complaints += add.complaints;
  total.negative += add.negative;
  total.positive += add.positive;
  EncodePaneCounts(total, sum);
  return true;
}

bool ExpiredIdFilter::Filter(int /*level*/, const rocksdb::Slice& /*key*/, const rocksdb::Slice& value,
                             std::string* /*new_value*/, bool* /*value_changed*/) const {
  const int64_t floor = floor_ms();
  if (floor == std::numeric_limits<int64_t>::min()) return false;
  IdRow row;
  return DecodeIdRow({value.data(), value.size()}, &row) && row.time.ms < floor;
}

bool ExpiredMemberFilter::Filter(int /*level*/, const rocksdb::Slice& key, const rocksdb::Slice& /*value*/,
                                 std::string* /*new_value*/, bool* /*value_changed*/) const {
  GroupId group;
  Seq seq = 0;
  return DecodeMemberKey({key.data(), key.size()}, &group, &seq) && seq < floor_seq();
}

}  // namespace groundswell
