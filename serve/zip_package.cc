#include "serve/zip_package.h"

#include <zip.h>

#include <memory>

namespace groundswell {
namespace {

// The first day that a ZIP archive can name: 1980-01-01.
constexpr zip_uint16_t kNoDate = (1 << 5) | 1;

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};

Status Failed(zip_error_t* error) {
  return Exhausted(std::string("cannot write the file: ") + zip_error_strerror(error));
}

Status AddPart(zip_t* archive, const std::string& name, const std::string& content) {
  zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
  if (source == nullptr) return Failed(zip_get_error(archive));
  const zip_int64_t index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(source);
    return Failed(zip_get_error(archive));
  }
  const auto part = static_cast<zip_uint64_t>(index);
  if (zip_file_set_dostime(archive, part, 0, kNoDate, 0) != 0 ||
      zip_set_file_compression(archive, part, ZIP_CM_DEFLATE, 6) != 0)
    return Failed(zip_get_error(archive));
  return {};
}

Result<std::string> ReadAll(zip_source_t* source) {
  zip_stat_t stat;
  if (zip_source_stat(source, &stat) != 0 || zip_source_open(source) != 0) return Failed(zip_source_error(source));
  std::string bytes(static_cast<size_t>(stat.size), '\0');
  const zip_int64_t read = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  if (read != static_cast<zip_int64_t>(bytes.size())) return Failed(zip_source_error(source));
  return bytes;
}

}  // namespace

Result<std::string> ZipPackage(const std::vector<std::pair<std::string, std::string>>& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* made = zip_source_buffer_create(nullptr, 0, 0, &error);
  if (made == nullptr) return Failed(&error);
  const std::unique_ptr<zip_source_t, decltype(&zip_source_free)> source(made, zip_source_free);
  std::unique_ptr<zip_t, Discard> archive(zip_open_from_source(made, ZIP_TRUNCATE, &error));
  if (!archive) return Failed(&error);
  zip_source_keep(made);  // the archive gives its own back when it is closed
  for (const auto& [name, content] : parts) GROUNDSWELL_TRY(AddPart(archive.get(), name, content));
  if (zip_close(archive.get()) != 0) return Failed(zip_get_error(archive.get()));
  (void)archive.release();  // closed
  return ReadAll(made);
}

}  // namespace groundswell
