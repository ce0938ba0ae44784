#include "pipeline/cli/eval/summary.h"

#include "eval/curve.h"
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

const double* value_of(const ItemOutcome& outcome, size_t method, const std::string& figure) {
  if (!outcome.result) return nullptr;
  const Figures& figures = outcome.result->methods[method].figures;
  const auto found = figures.find(figure);
  return found == figures.end() ? nullptr : &found->second;
}

// The mean curve over the items that have it.
void add_mean_curves(const std::vector<ItemOutcome>& outcomes, size_t method, Curves& out) {
  std::map<std::string, std::vector<std::vector<double>>> real, value;
  for (const ItemOutcome& outcome : outcomes) {
    if (!outcome.result) continue;
    for (const auto& [name, curve] : outcome.result->methods[method].curves) {
      out[name].share = curve.share;
      real[name].push_back(curve.real);
      value[name].push_back(curve.value);
    }
  }
  for (auto& [name, curve] : out) {
    curve.real = mean_curve(real[name]);
    curve.value = mean_curve(value[name]);
  }
}

MethodSummary summary_of(const std::vector<ItemOutcome>& outcomes, size_t method,
                         const EvalSummary& all, const BootstrapOptions& bootstrap) {
  MethodSummary out;
  for (const ItemOutcome& outcome : outcomes) {
    if (!outcome.result) continue;
    out.clips += outcome.result->clips;
    out.flat += outcome.result->methods[method].flat;
    out.non_finite += outcome.result->methods[method].non_finite;
  }
  for (const Figure& figure : all.figures) {
    std::vector<double> values;
    for (const ItemOutcome& outcome : outcomes) {
      if (const double* v = value_of(outcome, method, figure.name)) values.push_back(*v);
    }
    out.figures.push_back(mean_of(values, bootstrap));
  }
  add_mean_curves(outcomes, method, out.curves);
  return out;
}

// Of Win % each method has its share of the same items.
Comparison compare(const std::vector<ItemOutcome>& outcomes, const std::pair<size_t, size_t>& pair,
                   const std::pair<std::string, std::string>& columns,
                   const BootstrapOptions& bootstrap) {
  std::vector<double> a, b, difference;
  for (const ItemOutcome& outcome : outcomes) {
    const double* of_a = value_of(outcome, pair.first, columns.first);
    const double* of_b = value_of(outcome, pair.second, columns.second);
    if (of_a == nullptr || of_b == nullptr) continue;
    a.push_back(*of_a);
    b.push_back(*of_b);
    difference.push_back(*of_a - *of_b);
  }
  Comparison out;
  if (a.empty()) return out;
  out.difference = mean_of(difference, bootstrap);
  const SignTest sign = sign_test(a, b);
  out.larger = sign.plus;
  out.smaller = sign.minus;
  out.equal = sign.ties;
  const bool win = columns.first != columns.second;
  out.p = win ? sign.p : wilcoxon_signed_rank(a, b).p;
  out.test = win ? "sign" : "Wilcoxon";
  return out;
}

void add_comparisons(const std::vector<ItemOutcome>& outcomes, size_t a, size_t b,
                     const BootstrapOptions& bootstrap, EvalSummary& out) {
  const std::string &name_a = out.methods[a].method, &name_b = out.methods[b].method;
  for (size_t f = 0; f < out.figures.size(); ++f) {
    const Figure& figure = out.figures[f];
    const bool win = figure.name.starts_with(win_name(""));
    if (figure.better == Better::Neither || (win && figure.name != win_name(name_b))) continue;
    const std::string other = win ? win_name(name_a) : figure.name;
    Comparison found = compare(outcomes, {a, b}, {figure.name, other}, bootstrap);
    if (found.difference.items == 0) continue;
    found.a = name_a;
    found.b = name_b;
    found.figure = f;
    out.comparisons.push_back(std::move(found));
  }
}

}  // namespace

EvalSummary summarise(const std::vector<ItemOutcome>& outcomes, const std::vector<Figure>& figures,
                      const std::vector<std::string>& methods, const BootstrapOptions& bootstrap) {
  EvalSummary out;
  out.figures = figures;
  out.items = outcomes.size();
  for (const ItemOutcome& outcome : outcomes) out.measured += outcome.result ? 1 : 0;
  for (size_t m = 0; m < methods.size(); ++m) {
    out.methods.push_back(summary_of(outcomes, m, out, bootstrap));
    out.methods.back().method = methods[m];
  }
  for (size_t a = 0; a < methods.size(); ++a) {
    for (size_t b = a + 1; b < methods.size(); ++b) add_comparisons(outcomes, a, b, bootstrap, out);
  }
  return out;
}

}  // namespace vidcam
