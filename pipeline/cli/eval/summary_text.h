#pragma once

#include <string>

#include "pipeline/cli/eval/summary.h"

namespace vidcam {

// The summary as a table for people: a row a figure, a column a method, "mean [low, high]".
[[nodiscard]] std::string figures_markdown(const EvalSummary& summary);
// The same, and a table of the pairs of methods below.
[[nodiscard]] std::string as_markdown(const EvalSummary& summary);
// That as two LaTeX tabulars, without further packages.
[[nodiscard]] std::string as_latex(const EvalSummary& summary);

}  // namespace vidcam
