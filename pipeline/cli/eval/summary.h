#pragma once

#include <string>
#include <vector>

#include "eval/bootstrap.h"
#include "pipeline/cli/eval/eval_run.h"
#include "pipeline/cli/eval/figures.h"

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

[[nodiscard]] EvalSummary summarise(const std::vector<ItemOutcome>& outcomes,
                                    const std::vector<Figure>& figures,
                                    const std::vector<std::string>& methods,
                                    const BootstrapOptions& bootstrap);

}  // namespace vidcam
