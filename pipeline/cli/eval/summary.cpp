#include "pipeline/cli/eval/summary.h"

#include <cmath>
#include <limits>

#include "eval/sign_test.h"
#include "eval/wilcoxon.h"

namespace vidcam {
namespace {

FigureMean mean_of(const std::vector<double>& values, const BootstrapOptions& bootstrap) {
  if (values.empty()) return {};
  double sum = 0;
  for (const double v : values) sum += v;
  return {values.size(), sum / static_cast<double>(values.size()),
          bootstrap_interval(values, bootstrap)};
}

std::vector<double> without_gaps(const std::vector<double>& values) {
  std::vector<double> known;
  for (const double v : values) {
    if (!std::isnan(v)) known.push_back(v);
  }
  return known;
}

// Of Win % each method has its share of the same items.
Comparison compare(const std::vector<double>& of_a, const std::vector<double>& of_b, bool win,
                   const BootstrapOptions& bootstrap) {
  std::vector<double> a, b, difference;
  for (size_t i = 0; i < of_a.size(); ++i) {
    if (std::isnan(of_a[i]) || std::isnan(of_b[i])) continue;
    a.push_back(of_a[i]);
    b.push_back(of_b[i]);
    difference.push_back(of_a[i] - of_b[i]);
  }
  Comparison out;
  if (a.empty()) return out;
  out.difference = mean_of(difference, bootstrap);
  const SignTest sign = sign_test(a, b);
  out.larger = sign.plus;
  out.smaller = sign.minus;
  out.equal = sign.ties;
  out.p = win ? sign.p : wilcoxon_signed_rank(a, b).p;
  out.test = win ? "sign" : "Wilcoxon";
  return out;
}

size_t index_of(const std::vector<Figure>& figures, const std::string& name) {
  size_t f = 0;
  while (f < figures.size() && figures[f].name != name) ++f;
  return f;
}

}  // namespace

SummaryTally::SummaryTally(std::vector<Figure> figures, const std::vector<std::string>& methods)
    : figures_(std::move(figures)) {
  for (const std::string& method : methods) {
    columns_.emplace_back().counts.method = method;
    columns_.back().figures.resize(figures_.size());
  }
}

void SummaryTally::add(const ItemResult& result) {
  ++items_;
  ++measured_;
  for (size_t m = 0; m < columns_.size(); ++m) {
    Column& column = columns_[m];
    const MethodResult& method = result.methods.at(m);
    column.counts.clips += result.clips;
    column.counts.flat += method.flat;
    column.counts.non_finite += method.non_finite;
    for (size_t f = 0; f < figures_.size(); ++f) {
      const auto found = method.figures.find(figures_[f].name);
      column.figures[f].push_back(
          found != method.figures.end() ? found->second : std::numeric_limits<double>::quiet_NaN());
    }
    for (const auto& [name, curve] : method.curves) column.curves[name].add(curve);
  }
}

MethodSummary SummaryTally::summary_of(const Column& column,
                                       const BootstrapOptions& bootstrap) const {
  MethodSummary out = column.counts;
  for (const auto& values : column.figures)
    out.figures.push_back(mean_of(without_gaps(values), bootstrap));
  for (const auto& [name, curves] : column.curves) out.curves[name] = curves.mean();
  return out;
}

void SummaryTally::add_comparisons(const Column& a, const Column& b,
                                   const BootstrapOptions& bootstrap, EvalSummary& out) const {
  const std::string &name_a = a.counts.method, &name_b = b.counts.method;
  for (size_t f = 0; f < figures_.size(); ++f) {
    const Figure& figure = figures_[f];
    const bool win = figure.name.starts_with(win_name(""));
    if (figure.better == Better::Neither || (win && figure.name != win_name(name_b))) continue;
    const size_t other = win ? index_of(figures_, win_name(name_a)) : f;
    if (other == figures_.size()) continue;
    Comparison found = compare(a.figures[f], b.figures[other], win, bootstrap);
    if (found.difference.items == 0) continue;
    found.a = name_a;
    found.b = name_b;
    found.figure = f;
    out.comparisons.push_back(std::move(found));
  }
}

EvalSummary SummaryTally::summary(const BootstrapOptions& bootstrap) const {
  EvalSummary out;
  out.figures = figures_;
  out.items = items_;
  out.measured = measured_;
  for (const Column& column : columns_) out.methods.push_back(summary_of(column, bootstrap));
  for (size_t a = 0; a < columns_.size(); ++a) {
    for (size_t b = a + 1; b < columns_.size(); ++b)
      add_comparisons(columns_[a], columns_[b], bootstrap, out);
  }
  return out;
}

}  // namespace vidcam
