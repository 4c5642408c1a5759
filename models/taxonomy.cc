#include "models/taxonomy.h"

#include <optional>
#include <unordered_map>
#include <utility>

#include "base/hash.h"
#include "models/taxonomy_index.h"
#include "models/taxonomy_reader.h"
#include "models/taxonomy_spec.h"

namespace groundswell {

struct Taxonomy::Parts {
  std::vector<CauseTag> tags;
  std::unordered_map<std::string_view, size_t> places;  // of tags, by name
  TaxonomyIndex index;
  std::optional<ComplaintWeights> complaint;
};

Taxonomy::Taxonomy(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Taxonomy::Taxonomy(Taxonomy&&) noexcept = default;
Taxonomy& Taxonomy::operator=(Taxonomy&&) noexcept = default;
Taxonomy::~Taxonomy() = default;

Result<Taxonomy> Taxonomy::Parse(std::string_view toml, std::string_view name) {
  Result<TaxonomySpec> spec = ParseTaxonomySpec(toml, name);
  if (!spec.ok()) return spec.status();
  Result<TaxonomyIndex> index = BuildTaxonomyIndex(*spec);
  if (!index.ok()) return index.status().Annotate(name);
  auto parts = std::make_unique<Parts>();
  parts->tags = std::move(spec->tags);
  parts->complaint = spec->complaint;
  parts->index = std::move(*index);
  parts->index.checksum = Hash64(toml);
  for (size_t i = 0; i < parts->tags.size(); ++i) parts->places.emplace(parts->tags[i].name, i);
  return Taxonomy(std::move(parts));
}

Reading Taxonomy::Read(std::string_view folded, TaxonomyScratch* scratch) const {
  return TaxonomyReader(parts_->index, parts_->tags, folded, scratch).Read();
}

const CauseTag* Taxonomy::FindTag(std::string_view name) const {
  const auto place = parts_->places.find(name);
  return place == parts_->places.end() ? nullptr : &parts_->tags[place->second];
}

const std::vector<CauseTag>& Taxonomy::tags() const { return parts_->tags; }

std::span<const float> Taxonomy::complaint_weights() const {
  return parts_->complaint ? std::span<const float>(*parts_->complaint) : std::span<const float>();
}

uint64_t Taxonomy::checksum() const { return parts_->index.checksum; }

}  // namespace groundswell
