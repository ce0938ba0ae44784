#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "samples/distill/examination.h"
#include "samples/distill/recipes.h"

namespace vidcam::samples {

// A loss, and the students that learnt by it: one a seed, the same seeds in every row.
struct TableRow {
  Recipe recipe;
  std::vector<Marks> students;
};

// As table 4 of the Grad-CAM++ paper, in Markdown: mean test errors with 95 % intervals over the
// seeds (eval/t_interval.h; none for one seed), differences from "ce" and "kd" seed by seed where
// these are among the rows, and what became of the maps.
[[nodiscard]] std::string table_of(const std::vector<TableRow>& rows, const Marks& teacher);

// A line a student; the seeds are first_seed, first_seed + 1 ...
[[nodiscard]] std::string csv_of(const std::vector<TableRow>& rows, uint64_t first_seed);

}  // namespace vidcam::samples
