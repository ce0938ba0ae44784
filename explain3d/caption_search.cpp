#include "explain3d/caption_search.h"

#include <algorithm>
#include <utility>

namespace vidcam {
namespace {

struct Begun {
  std::vector<int64_t> tokens;  // start first
  double log_probability = 0;
};

bool likelier(const Begun& a, const Begun& b) { return a.log_probability > b.log_probability; }

// The likeliest of a row, `most` at most. Only `end` may follow where no further word may.
std::vector<int64_t> best_words(const std::vector<double>& row, const CaptionRules& rules,
                                size_t words, size_t most) {
  const bool must_end = words >= static_cast<size_t>(rules.length);
  if (must_end) return {rules.end};
  std::vector<int64_t> places;
  for (size_t i = 0; i < row.size(); ++i) {
    const auto place = static_cast<int64_t>(i);
    if (place != rules.start && !(place == rules.end && words == 0)) places.push_back(place);
  }
  most = std::min(most, places.size());
  const auto better = [&](int64_t a, int64_t b) {
    const double x = row[static_cast<size_t>(a)], y = row[static_cast<size_t>(b)];
    return x != y ? x > y : a < b;
  };
  std::partial_sort(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(most),
                    places.end(), better);
  places.resize(most);
  return places;
}

class Search {
 public:
  Search(const CaptionRules& rules, int beam) : rules_(rules), beam_(static_cast<size_t>(beam)) {}

  std::vector<FoundCaption> run(const NextWords& next) {
    open_ = {{{rules_.start}, 0}};
    while (!open_.empty() && !is_settled()) step(next);
    std::stable_sort(done_.begin(), done_.end(), likelier);
    if (done_.size() > beam_) done_.resize(beam_);
    std::vector<FoundCaption> found;
    for (const Begun& b : done_)
      found.push_back({{b.tokens.begin() + 1, b.tokens.end()}, b.log_probability});
    return found;
  }

 private:
  // Every further word makes a caption less likely.
  [[nodiscard]] bool is_settled() const {
    const auto better = [&](const Begun& d) { return !likelier(open_.front(), d); };
    return static_cast<size_t>(std::count_if(done_.begin(), done_.end(), better)) >= beam_;
  }

  void step(const NextWords& next) {
    std::vector<std::vector<int64_t>> begun;
    for (const Begun& b : open_) begun.push_back(b.tokens);
    const auto rows = next(begun);
    std::vector<Begun> longer;
    for (size_t i = 0; i < open_.size(); ++i) {
      for (const int64_t word : best_words(rows[i], rules_, begun[i].size() - 1, beam_)) {
        Begun b{begun[i], open_[i].log_probability + rows[i][static_cast<size_t>(word)]};
        if (word == rules_.end) {
          done_.push_back(std::move(b));
          continue;
        }
        b.tokens.push_back(word);
        longer.push_back(std::move(b));
      }
    }
    std::stable_sort(longer.begin(), longer.end(), likelier);
    if (longer.size() > beam_) longer.resize(beam_);
    open_ = std::move(longer);
  }

  const CaptionRules& rules_;
  size_t beam_;
  std::vector<Begun> open_, done_;
};

}  // namespace

std::vector<FoundCaption> search_captions(const CaptionRules& rules, int beam,
                                          const NextWords& next) {
  return Search(rules, beam).run(next);
}

}  // namespace vidcam
