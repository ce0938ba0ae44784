#include "samples/distill/distill_table.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <numeric>
#include <sstream>

#include "eval/t_interval.h"

namespace vidcam::samples {
namespace {

using Values = std::vector<double>;

constexpr const char* kHead =
    "| learnt by | test error % | against cross entropy | against KD "
    "| Grad-CAM as the teacher's | Grad-CAM++ as the teacher's "
    "| Grad-CAM on the things % | Grad-CAM++ on the things % |\n"
    "|---|---|---|---|---|---|---|---|\n";

Values values_of(const std::vector<Marks>& students,
                 const std::function<double(const Marks&)>& of) {
  Values values;
  values.reserve(students.size());
  for (const Marks& each : students) values.push_back(of(each));
  return values;
}

Values errors(const TableRow& row) {
  return values_of(row.students, [](const Marks& m) { return 100 * m.error; });
}

double mean(const Values& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::string number(const char* format, double value) {
  char text[32];
  std::snprintf(text, sizeof(text), format, value);
  return text;
}

std::string with_interval(const char* format, const Values& values) {
  const auto interval = t_interval(values);
  std::string text = number(format, mean(values));
  if (interval)
    text += " [" + number(format, interval->low) + ", " + number(format, interval->high) + "]";
  return text;
}

// Seed by seed, from the row of this name.
std::string difference(const TableRow& row, const std::vector<TableRow>& rows, const char* name) {
  const auto base = std::find_if(rows.begin(), rows.end(),
                                 [&](const TableRow& each) { return each.recipe.name == name; });
  if (base == rows.end() || row.recipe.name == name) return "";
  Values apart = errors(row);
  const Values from = errors(*base);
  std::transform(apart.begin(), apart.end(), from.begin(), apart.begin(), std::minus<>());
  return with_interval("%+.1f", apart);
}

// Means of what is said of each method's maps.
std::string map_cells(const std::vector<Marks>& students, std::array<double, 2> Marks::*of,
                      const char* format, double scale) {
  std::string cells;
  for (size_t m = 0; m < taught_methods().size(); ++m) {
    const Values values =
        values_of(students, [&](const Marks& each) { return scale * (each.*of).at(m); });
    cells += " " + number(format, mean(values)) + " |";
  }
  return cells;
}

std::string map_cells(const std::vector<Marks>& students) {
  return map_cells(students, &Marks::correlation, "%.3f", 1) +
         map_cells(students, &Marks::in_box, "%.1f", 100);
}

}  // namespace

std::string table_of(const std::vector<TableRow>& rows, const Marks& teacher) {
  std::string table = kHead;
  for (const TableRow& row : rows)
    table += "| " + row.recipe.title + " | " + with_interval("%.1f", errors(row)) + " | " +
             difference(row, rows, "ce") + " | " + difference(row, rows, "kd") + " |" +
             map_cells(row.students) + "\n";
  return table + "| (the teacher) | " + number("%.1f", 100 * teacher.error) + " | | |" +
         map_cells({teacher}) + "\n";
}

std::string csv_of(const std::vector<TableRow>& rows, uint64_t first_seed) {
  std::ostringstream csv;
  csv << "loss,seed,test_error,gradcam_correlation,gradcam++_correlation,gradcam_in_box,"
         "gradcam++_in_box\n";
  for (const TableRow& row : rows) {
    for (size_t i = 0; i < row.students.size(); ++i) {
      const Marks& m = row.students[i];
      csv << row.recipe.name << ',' << first_seed + i << ',' << m.error;
      for (const double each : m.correlation) csv << ',' << each;
      for (const double each : m.in_box) csv << ',' << each;
      csv << '\n';
    }
  }
  return csv.str();
}

}  // namespace vidcam::samples
