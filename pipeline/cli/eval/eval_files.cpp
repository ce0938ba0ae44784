#include "pipeline/cli/eval/eval_files.h"

#include <filesystem>

#include "pipeline/base/csv.h"
#include "pipeline/cli/eval/summary_json.h"
#include "pipeline/cli/eval/summary_text.h"
#include "pipeline/run/atomic_file.h"
#include "pipeline/run/json_text.h"

namespace vidcam {
namespace {

using Json = nlohmann::ordered_json;

std::string in_folder(const std::string& out, const char* name) {
  return (std::filesystem::path(out) / name).string();
}

std::string row_head(const std::string& id, const std::string& path, const std::string& label,
                     const std::string& method) {
  return csv_cell(id) + "," + csv_cell(path) + "," + csv_cell(label) + "," + csv_cell(method);
}

std::string row_of(const ItemResult& result, size_t m, const std::vector<Figure>& figures) {
  const MethodResult& method = result.methods[m];
  std::string row = ",ok," + std::to_string(result.clips) + "," + std::to_string(method.flat) +
                    "," + std::to_string(method.non_finite) + "," + csv_cell(result.predicted) +
                    "," + number_text(result.confidence) + "," + number_text(method.explained);
  for (const Figure& figure : figures) {
    const auto found = method.figures.find(figure.name);
    row += "," + (found == method.figures.end() ? "" : number_text(found->second));
  }
  return row;
}

std::string table_head(const std::vector<Figure>& figures) {
  std::string head =
      "id,path,label,method,status,clips,flat,nonfinite,predicted,confidence,explained";
  for (const Figure& figure : figures) head += "," + csv_cell(figure.name);
  return head + "\n";
}

}  // namespace

EvalFiles::EvalFiles(std::string out, std::vector<std::string> methods, std::vector<Figure> figures)
    : out_(std::move(out)),
      methods_(std::move(methods)),
      figures_(std::move(figures)),
      table_(in_folder(out_, "results.csv")),
      lines_(in_folder(out_, "results.jsonl")),
      tally_(figures_, methods_) {
  table_.append(table_head(figures_));
}

void EvalFiles::add(const TruthItem& truth, const ItemOutcome& outcome) {
  if (outcome.record.empty()) return add_failed(truth, outcome);
  add_measured(from_record(outcome.record, methods_));
  lines_.append(outcome.record + "\n");
}

void EvalFiles::add_measured(const ItemResult& result) {
  std::string rows;
  for (size_t m = 0; m < methods_.size(); ++m)
    rows += row_head(result.id, result.path, result.label, methods_[m]) +
            row_of(result, m, figures_) + "\n";
  table_.append(rows);
  add_curves(result);
  tally_.add(result);
}

void EvalFiles::add_failed(const TruthItem& truth, const ItemOutcome& outcome) {
  std::string rows;
  for (const std::string& method : methods_)
    rows += row_head(truth.id, truth.path, truth.label, method) + ",failed" +
            std::string(6 + figures_.size(), ',') + "\n";
  table_.append(rows);
  const Json line{{"id", truth.id},
                  {"path", truth.path},
                  {"error", outcome.failure},
                  {"code", static_cast<int>(outcome.code)}};
  lines_.append(json_line(line) + "\n");
  tally_.add_failed();
  failures_.emplace_back(truth.id, outcome.failure);
}

void EvalFiles::add_curves(const ItemResult& result) {
  std::string points;
  for (size_t m = 0; m < methods_.size(); ++m) {
    for (const auto& [name, curve] : result.methods[m].curves) {
      const std::string head = csv_cell(result.id) + "," + csv_cell(methods_[m]) + "," + name;
      for (size_t k = 0; k < curve.share.size(); ++k)
        points += head + "," + number_text(curve.share[k]) + "," + number_text(curve.real[k]) +
                  "," + number_text(curve.value[k]) + "\n";
    }
  }
  if (points.empty()) return;
  if (!curves_) {
    curves_ = std::make_unique<OutputFile>(in_folder(out_, "curves.csv"));
    curves_->append("id,method,curve,share,real_share,value\n");
  }
  curves_->append(points);
}

std::vector<std::string> EvalFiles::finish(const EvalFacts& facts,
                                           const BootstrapOptions& bootstrap) {
  summary_ = tally_.summary(bootstrap);
  std::vector<std::string> paths;
  for (OutputFile* file : {&table_, &lines_, curves_.get()}) {
    if (file == nullptr) continue;
    file->commit();
    paths.push_back(file->path());
  }
  const auto write = [&](const char* name, const std::string& text) {
    write_file_atomically(paths.emplace_back(in_folder(out_, name)), text);
  };
  write("summary.md", as_markdown(summary_));
  write("summary.tex", as_latex(summary_));
  write("summary.json", summary_json(facts, summary_, failures_));
  return paths;
}

}  // namespace vidcam
