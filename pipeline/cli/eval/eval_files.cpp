#include "pipeline/cli/eval/eval_files.h"

#include <filesystem>

#include "pipeline/base/csv.h"
#include "pipeline/base/output_file.h"
#include "pipeline/cli/eval/summary_json.h"
#include "pipeline/cli/eval/summary_text.h"
#include "pipeline/run/atomic_file.h"

namespace vidcam {
namespace {

using Json = nlohmann::ordered_json;

std::string in_folder(const EvalReport& report, const char* name) {
  return (std::filesystem::path(report.settings.out) / name).string();
}

std::string row_head(const EvalItem& item, const std::string& method) {
  return csv_cell(item.truth.id) + "," + csv_cell(item.truth.path) + "," +
         csv_cell(item.truth.label) + "," + csv_cell(method);
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

void write_csv(const EvalReport& report, const std::vector<Figure>& figures,
               const std::string& path) {
  const auto& methods = report.settings.model.methods;
  OutputFile file(path);
  std::string head =
      "id,path,label,method,status,clips,flat,nonfinite,predicted,confidence,explained";
  for (const Figure& figure : figures) head += "," + csv_cell(figure.name);
  file.append(head + "\n");
  for (size_t i = 0; i < report.items.size(); ++i) {
    for (size_t m = 0; m < methods.size(); ++m) {
      const auto& result = report.outcomes[i].result;
      file.append(row_head(report.items[i], methods[m]) +
                  (result ? row_of(*result, m, figures)
                          : ",failed" + std::string(6 + figures.size(), ',')) +
                  "\n");
    }
  }
  file.commit();
}

void write_jsonl(const EvalReport& report, const std::string& path) {
  OutputFile file(path);
  for (size_t i = 0; i < report.items.size(); ++i) {
    const ItemOutcome& outcome = report.outcomes[i];
    const TruthItem& truth = report.items[i].truth;
    const Json failed{{"id", truth.id},
                      {"path", truth.path},
                      {"error", outcome.failure},
                      {"code", static_cast<int>(outcome.code)}};
    file.append((outcome.result ? report.log.record(outcome.record)
                                : failed.dump(-1, ' ', false, Json::error_handler_t::replace)) +
                "\n");
  }
  file.commit();
}

bool any_curves(const EvalSummary& summary) {
  return !summary.methods.empty() && !summary.methods[0].curves.empty();
}

void write_curves(const EvalReport& report, const std::string& path) {
  const auto& methods = report.settings.model.methods;
  OutputFile file(path);
  file.append("id,method,curve,share,real_share,value\n");
  for (const ItemOutcome& outcome : report.outcomes) {
    for (size_t m = 0; outcome.result && m < methods.size(); ++m) {
      for (const auto& [name, curve] : outcome.result->methods[m].curves) {
        const std::string head =
            csv_cell(outcome.result->id) + "," + csv_cell(methods[m]) + "," + name;
        for (size_t k = 0; k < curve.share.size(); ++k)
          file.append(head + "," + number_text(curve.share[k]) + "," + number_text(curve.real[k]) +
                      "," + number_text(curve.value[k]) + "\n");
      }
    }
  }
  file.commit();
}

}  // namespace

std::vector<std::string> write_eval(const EvalReport& report, const EvalSummary& summary) {
  std::vector<std::string> paths;
  const auto path = [&](const char* name) { return paths.emplace_back(in_folder(report, name)); };
  write_csv(report, summary.figures, path("results.csv"));
  write_jsonl(report, path("results.jsonl"));
  if (any_curves(summary)) write_curves(report, path("curves.csv"));
  write_file_atomically(path("summary.md"), as_markdown(summary));
  write_file_atomically(path("summary.tex"), as_latex(summary));
  write_file_atomically(path("command.txt"), report.settings.command + "\n");
  write_file_atomically(path("summary.json"), summary_json(report, summary));
  return paths;
}

}  // namespace vidcam
