#include "models/embedding_start.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "base/hash.h"

namespace groundswell {
namespace {

constexpr uint32_t kNone = 0xffffffff;
// Longer texts are cut: their later places repeat what the first ones say.
constexpr size_t kPlacesMax = 200;
// Rows of the table of counts that are held at once, 40 kB each.
constexpr size_t kRowsAtOnce = 4096;
// Contexts are smoothed by this power of their counts, and pairs of terms seen once are no evidence.
constexpr double kContextPower = 0.75;
constexpr float kPairWeightMin = 2;
constexpr double kRidge = 1e-9;

struct Places {
  std::vector<uint32_t> unit, pair;  // rows of the terms at a place, or kNone
  std::vector<uint8_t> weight;
};

struct SparseRows {
  std::vector<size_t> starts{0};
  std::vector<uint32_t> columns;
  std::vector<float> values;
};

// The commonest keys of `counts`, at most `most` and none under `least`; equal counts in order of key.
std::vector<std::pair<uint32_t, uint32_t>> Commonest(const FlatMap<uint32_t>& counts, uint32_t least, size_t most) {
  std::vector<std::pair<uint32_t, uint32_t>> kept;
  counts.ForEach([&](uint64_t key, uint32_t count) {
    if (count >= least) kept.push_back({static_cast<uint32_t>(key - 1), count});
  });
  std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  if (kept.size() > most) kept.resize(most);
  return kept;
}

void ChooseTerms(const std::vector<StartText>& texts, const StartOptions& options, StartVectors* out) {
  FlatMap<uint32_t> units, pairs;
  for (const StartText& text : texts) {
    ForEachChineseTerm(text.folded, [&](uint32_t key, bool is_pair) {
      bool inserted;
      (is_pair ? pairs : units).FindOrInsert(uint64_t{key} + 1, &inserted) += text.weight;
    });
  }
  auto chosen = Commonest(units, options.character_count_min, options.characters_max);
  const auto chosen_pairs = Commonest(pairs, options.pair_count_min, options.pairs_max);
  chosen.insert(chosen.end(), chosen_pairs.begin(), chosen_pairs.end());
  for (const auto& [key, count] : chosen) {
    bool inserted;
    uint32_t& row = out->rows.FindOrInsert(uint64_t{key} + 1, &inserted);
    if (!inserted) continue;  // a pair whose hash is that of a character
    row = static_cast<uint32_t>(out->keys.size());
    out->keys.push_back(key);
  }
}

Places FindPlaces(const std::vector<StartText>& texts, const StartVectors& terms, int window) {
  Places places;
  const auto row_of = [&](uint32_t key) {
    const uint32_t* row = terms.rows.Find(uint64_t{key} + 1);
    return row == nullptr ? kNone : *row;
  };
  const auto add_empty = [&] {
    places.unit.push_back(kNone);
    places.pair.push_back(kNone);
    places.weight.push_back(0);
  };
  for (const StartText& text : texts) {
    const size_t first = places.unit.size();
    ForEachChineseTerm(text.folded, [&](uint32_t key, bool is_pair) {
      if (places.unit.size() - first >= kPlacesMax) return;
      if (is_pair) return void(places.pair.back() = row_of(key));  // it begins at the last character
      add_empty();
      places.unit.back() = row_of(key);
      places.weight.back() = static_cast<uint8_t>(text.weight);
    });
    // No window reaches into the next text.
    if (places.unit.size() > first)
      for (int i = 0; i <= window; ++i) add_empty();
  }
  return places;
}

class Counter {
 public:
  Counter(const Places& places, size_t terms, const StartOptions& options)
      : places_(places), window_(options.window), terms_(terms), context_of_(terms + 1, kNone) {
    std::vector<std::pair<double, uint32_t>> counts(terms);
    for (uint32_t row = 0; row < terms; ++row) counts[row] = {0, row};
    for (size_t i = 0; i < places.unit.size(); ++i) {
      if (places.unit[i] != kNone) counts[places.unit[i]].first -= places.weight[i];
      if (places.pair[i] != kNone) counts[places.pair[i]].first -= places.weight[i];
    }
    std::sort(counts.begin(), counts.end());
    contexts_ = std::min(options.contexts_max, terms);
    for (uint32_t i = 0; i < contexts_; ++i) context_of_[counts[i].second] = i;
  }

  // The table of counts as positive pointwise mutual information, terms x contexts.
  SparseRows Count() {
    SparseRows rows;
    std::vector<double> row_sums(terms_, 0), context_sums(contexts_, 0);
    for (size_t first = 0; first < terms_; first += kRowsAtOnce) {
      CountRows(first);
      for (size_t row = first; row < std::min(terms_, first + kRowsAtOnce); ++row) {
        const float* counts = &block_[(row - first) * contexts_];
        for (uint32_t context = 0; context < contexts_; ++context) {
          row_sums[row] += counts[context];
          context_sums[context] += counts[context];
          if (counts[context] < kPairWeightMin) continue;
          rows.columns.push_back(context);
          rows.values.push_back(counts[context]);
        }
        rows.starts.push_back(rows.columns.size());
      }
    }
    Inform(row_sums, context_sums, &rows);
    return rows;
  }

  size_t contexts() const { return contexts_; }

 private:
  void CountRows(size_t first) {
    block_.assign(kRowsAtOnce * contexts_, 0);
    for (size_t i = 0; i < places_.unit.size(); ++i) {
      for (const uint32_t row : {places_.unit[i], places_.pair[i]}) {
        if (row == kNone || row < first || row >= first + kRowsAtOnce) continue;
        float* counts = &block_[(row - first) * contexts_];
        const float weight = places_.weight[i];
        const uint32_t beside = row == places_.unit[i] ? places_.pair[i] : places_.unit[i];
        Add(beside, weight, counts);
        const size_t low = i - std::min<size_t>(i, window_), high = std::min(places_.unit.size() - 1, i + window_);
        for (size_t at = low; at <= high; ++at) {
          if (at == i) continue;
          Add(places_.unit[at], weight, counts);
          Add(places_.pair[at], weight, counts);
        }
      }
    }
  }
  void Add(uint32_t row, float weight, float* counts) const {
    const uint32_t context = row == kNone ? kNone : context_of_[row];
    if (context != kNone) counts[context] += weight;
  }
  void Inform(const std::vector<double>& row_sums, const std::vector<double>& context_sums, SparseRows* rows) const {
    double all = 0;
    for (const double sum : context_sums) all += std::pow(sum, kContextPower);
    size_t kept = 0, begin = 0;
    for (size_t row = 0; row < terms_; ++row) {
      const size_t end = rows->starts[row + 1];
      for (size_t i = begin; i < end; ++i) {
        const double expected = row_sums[row] * std::pow(context_sums[rows->columns[i]], kContextPower) / all;
        const double information = std::log(rows->values[i] / expected);
        if (!(information > 0)) continue;
        rows->columns[kept] = rows->columns[i];
        rows->values[kept++] = static_cast<float>(information);
      }
      begin = end;
      rows->starts[row + 1] = kept;
    }
    rows->columns.resize(kept);
    rows->values.resize(kept);
  }

  const Places& places_;
  const size_t window_, terms_;
  size_t contexts_ = 0;
  std::vector<uint32_t> context_of_;
  std::vector<float> block_;
};

RowMatrix Times(const SparseRows& rows, const RowMatrix& right) {
  RowMatrix out = RowMatrix::Zero(static_cast<Eigen::Index>(rows.starts.size() - 1), right.cols());
  for (Eigen::Index row = 0; row < out.rows(); ++row)
    for (size_t i = rows.starts[row]; i < rows.starts[row + 1]; ++i)
      out.row(row) += rows.values[i] * right.row(rows.columns[i]);
  return out;
}

RowMatrix TransposedTimes(const SparseRows& rows, const RowMatrix& right, size_t contexts) {
  RowMatrix out = RowMatrix::Zero(static_cast<Eigen::Index>(contexts), right.cols());
  for (Eigen::Index row = 0; row < right.rows(); ++row)
    for (size_t i = rows.starts[row]; i < rows.starts[row + 1]; ++i)
      out.row(rows.columns[i]) += rows.values[i] * right.row(row);
  return out;
}

// Columns of the same span, at right angles. Twice, for the first time leaves what rounding does to long columns.
void Orthonormalise(RowMatrix* columns) {
  for (int round = 0; round < 2; ++round) {
    Eigen::MatrixXd gram = (columns->transpose() * *columns).cast<double>();
    gram.diagonal().array() += kRidge * gram.trace();
    const Eigen::LLT<Eigen::MatrixXd> factor(gram);
    const Eigen::MatrixXd inverse = factor.matrixU().solve(Eigen::MatrixXd::Identity(gram.rows(), gram.cols()));
    *columns = *columns * inverse.cast<float>();
  }
}

RowMatrix Decompose(const SparseRows& rows, size_t contexts, const StartOptions& options) {
  const Eigen::Index columns =
      std::min<Eigen::Index>(options.dims + options.spare_columns, static_cast<Eigen::Index>(contexts));
  RowMatrix span(static_cast<Eigen::Index>(contexts), columns);
  for (Eigen::Index i = 0; i < span.size(); ++i)
    span.data()[i] = (Mix64(static_cast<uint64_t>(i)) & 1) != 0 ? 1.f : -1.f;
  for (int round = 0; round < options.rounds; ++round) {
    RowMatrix image = Times(rows, span);
    Orthonormalise(&image);
    span = TransposedTimes(rows, image, contexts);
    Orthonormalise(&span);
  }
  const RowMatrix image = Times(rows, span);
  const Eigen::MatrixXd gram = (image.transpose() * image).cast<double>();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(gram);
  // The largest come last. Each direction counts by the root of its singular value.
  RowMatrix vectors = RowMatrix::Zero(image.rows(), options.dims);
  for (Eigen::Index k = 0; k < std::min<Eigen::Index>(options.dims, columns); ++k) {
    const double square = std::max(solver.eigenvalues()(columns - 1 - k), kRidge);
    Eigen::VectorXd direction = solver.eigenvectors().col(columns - 1 - k) / std::pow(square, 0.25);
    Eigen::Index largest;
    direction.cwiseAbs().maxCoeff(&largest);
    if (direction(largest) < 0) direction = -direction;
    vectors.col(k) = image * direction.cast<float>();
  }
  for (Eigen::Index row = 0; row < vectors.rows(); ++row)
    vectors.row(row) /= vectors.row(row).norm() + static_cast<float>(kRidge);
  return vectors;
}

}  // namespace

StartVectors MakeStartVectors(const std::vector<StartText>& texts, const StartOptions& options,
                              const std::function<void(std::string_view)>& progress) {
  StartVectors out;
  ChooseTerms(texts, options, &out);
  const Places places = FindPlaces(texts, out, options.window);
  progress("embedding: " + std::to_string(out.keys.size()) + " Chinese terms in " + std::to_string(places.unit.size()) +
           " places");
  Counter counter(places, out.keys.size(), options);
  const SparseRows rows = counter.Count();
  progress("embedding: " + std::to_string(rows.values.size()) + " pairs of terms that stand together");
  out.vectors = Decompose(rows, counter.contexts(), options);
  return out;
}

}  // namespace groundswell
