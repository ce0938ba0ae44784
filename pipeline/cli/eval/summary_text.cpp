#include "pipeline/cli/eval/summary_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

namespace vidcam {
namespace {

using Row = std::vector<std::string>;

// Two digits behind the point for percents, three for shares.
std::string shown(double value, double size) {
  char text[48];
  std::snprintf(text, sizeof(text), size >= 5 ? "%.2f" : "%.3f", value);
  return text;
}

std::string shown(const FigureMean& m) {
  if (m.items == 0) return "";
  const double size = std::max(std::abs(m.interval.low), std::abs(m.interval.high));
  return shown(m.mean, size) + " [" + shown(m.interval.low, size) + ", " +
         shown(m.interval.high, size) + "]";
}

std::string p_text(double p) {
  char text[32];
  std::snprintf(text, sizeof(text), p < 0.001 ? "%.1e" : "%.3f", p);
  return text;
}

std::string title_of(const Figure& figure) {
  if (figure.better == Better::Neither) return figure.title;
  return figure.title + (figure.better == Better::Higher ? " (higher)" : " (lower)");
}

std::string items_of(const EvalSummary& s, size_t figure) {
  size_t most = 0;
  for (const MethodSummary& m : s.methods) most = std::max(most, m.figures[figure].items);
  return std::to_string(most);
}

std::vector<Row> figure_rows(const EvalSummary& s) {
  std::vector<Row> rows{{"", "items"}};
  for (const MethodSummary& m : s.methods) rows[0].push_back(m.method);
  for (size_t f = 0; f < s.figures.size(); ++f) {
    Row row{title_of(s.figures[f]), items_of(s, f)};
    for (const MethodSummary& m : s.methods) row.push_back(shown(m.figures[f]));
    rows.push_back(std::move(row));
  }
  Row flat{"Flat maps", ""}, non_finite{"Maps that are not finite", ""};
  for (const MethodSummary& m : s.methods) {
    const std::string of = " of " + std::to_string(m.clips);
    flat.push_back(std::to_string(m.flat) + of);
    non_finite.push_back(std::to_string(m.non_finite) + of);
  }
  rows.push_back(std::move(flat));
  rows.push_back(std::move(non_finite));
  return rows;
}

std::vector<Row> pair_rows(const EvalSummary& s) {
  std::vector<Row> rows{
      {"a", "b", "", "items", "a - b", "a larger", "b larger", "equal", "p", "test"}};
  for (const Comparison& c : s.comparisons) {
    const std::string& title = s.figures[c.figure].title;
    rows.push_back({c.a, c.b, c.test == "sign" ? "Win %" : title,
                    std::to_string(c.difference.items), shown(c.difference),
                    std::to_string(c.larger), std::to_string(c.smaller), std::to_string(c.equal),
                    p_text(c.p), c.test});
  }
  return rows;
}

std::string markdown(const std::vector<Row>& rows) {
  std::string text;
  for (size_t r = 0; r < rows.size(); ++r) {
    for (const std::string& cell : rows[r]) text += "| " + cell + " ";
    text += "|\n";
    for (size_t c = 0; r == 0 && c < rows[0].size(); ++c) text += "|---";
    if (r == 0) text += "|\n";
  }
  return text;
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '&' || c == '#') out += '\\';
    out += c;
  }
  return out;
}

std::string latex(const std::vector<Row>& rows) {
  std::string text = "\\begin{tabular}{l" + std::string(rows[0].size() - 1, 'r') + "}\n\\hline\n";
  for (size_t r = 0; r < rows.size(); ++r) {
    for (size_t c = 0; c < rows[r].size(); ++c) text += (c > 0 ? " & " : "") + escaped(rows[r][c]);
    text += r == 0 ? " \\\\\n\\hline\n" : " \\\\\n";
  }
  return text + "\\hline\n\\end{tabular}\n";
}

std::string caption(const EvalSummary& s) {
  std::string text = std::to_string(s.measured) + " items";
  if (s.measured < s.items) text += " (" + std::to_string(s.items - s.measured) + " more failed)";
  return text + "; mean over items [95 % bootstrap interval]";
}

}  // namespace

std::string figures_markdown(const EvalSummary& s) {
  return caption(s) + "\n\n" + markdown(figure_rows(s));
}

std::string as_markdown(const EvalSummary& s) {
  std::string text = figures_markdown(s);
  if (!s.comparisons.empty()) text += "\n" + markdown(pair_rows(s));
  return text;
}

std::string as_latex(const EvalSummary& s) {
  std::string text = "% " + caption(s) + "\n" + latex(figure_rows(s));
  if (!s.comparisons.empty()) text += "\n" + latex(pair_rows(s));
  return text;
}

}  // namespace vidcam
