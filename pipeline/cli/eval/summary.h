#pragma once

#include <map>
#include <string>
#include <vector>

#include "eval/bootstrap.h"
#include "pipeline/cli/eval/figures.h"
#include "pipeline/cli/eval/item_result.h"

namespace vidcam {

// The mean of a figure over items, with its 95 % interval; items == 0: no item has it.
struct FigureMean {
  size_t items = 0;
  double mean = 0;
  Interval interval;
};

struct MethodSummary {
  std::string method;
  int64_t clips = 0;
  int64_t flat = 0;  // maps; they count with what they are worth
  int64_t non_finite = 0;
  std::vector<FigureMean> figures;  // as the summary's
  Curves curves;                    // mean over items
};

// Two methods on the items that both have: how far apart, and could it be chance?
struct Comparison {
  std::string a, b;
  size_t figure = 0;
  FigureMean difference;  // a - b
  size_t larger = 0;      // items where a's value is larger
  size_t smaller = 0;
  size_t equal = 0;
  double p = 1;      // two-sided
  std::string test;  // "sign" (for Win), "Wilcoxon"
};

struct EvalSummary {
  std::vector<Figure> figures;
  size_t items = 0;     // asked for
  size_t measured = 0;  // with figures; the others failed
  std::vector<MethodSummary> methods;
  std::vector<Comparison> comparisons;
};

// Adds up the items of an evaluation. Of an item only its figures are kept, 8 bytes for each of a
// method.
class SummaryTally {
 public:
  SummaryTally(std::vector<Figure> figures, const std::vector<std::string>& methods);

  // The order of the items is that of the sums, and so says their last bits.
  void add(const ItemResult& result);
  void add_failed() { ++items_; }

  [[nodiscard]] EvalSummary summary(const BootstrapOptions& bootstrap) const;

 private:
  struct Column {  // of a method
    MethodSummary counts;
    std::vector<std::vector<double>> figures;  // [figure][item]; NaN: the item has it not
    std::map<std::string, CurveTally> curves;
  };
  [[nodiscard]] MethodSummary summary_of(const Column& column,
                                         const BootstrapOptions& bootstrap) const;
  void add_comparisons(const Column& a, const Column& b, const BootstrapOptions& bootstrap,
                       EvalSummary& out) const;

  std::vector<Figure> figures_;
  std::vector<Column> columns_;
  size_t items_ = 0;
  size_t measured_ = 0;
};

}  // namespace vidcam
