#include "pipeline/cli/report/report.h"

#include <filesystem>

#include "pipeline/base/error.h"
#include "pipeline/cli/report/eval_report.h"
#include "pipeline/cli/report/explain_report.h"
#include "pipeline/cli/report/html_page.h"
#include "pipeline/run/atomic_file.h"
#include "pipeline/run/batch_plan.h"

namespace vidcam {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

// Merged, a batch of an evaluation is like any other evaluation.
bool is_explain_batch(const fs::path& folder) {
  if (!fs::exists(plan_path(folder.string()))) return false;
  return read_plan(folder.string()).settings.value("command", "explain") == "explain";
}

Json data_of(const fs::path& folder, const std::vector<std::string>& media) {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    throw Error(ExitCode::Missing, folder.string() + ": no such folder");
  if (is_explain_batch(folder))
    throw Error(ExitCode::Usage, folder.string() + ": holds a batch; vidcam merge makes its page");
  if (fs::exists(folder / "results.jsonl", error))
    return eval_report(folder, read_explain_folders(media));
  if (!media.empty())
    throw Error(ExitCode::Usage, "--media belongs to an evaluation, and " + folder.string() +
                                     " has no results.jsonl of one");
  const auto records = read_explain_folder(folder);
  if (records.empty())
    throw Error(ExitCode::Unusable,
                folder.string() +
                    ": holds neither results of vidcam eval (summary.json, results.jsonl) nor "
                    "records of vidcam explain (STEM.json)");
  return explain_report(records, folder);
}

}  // namespace

std::string title_of(const std::string& folder) {
  std::error_code error;
  const fs::path full = fs::weakly_canonical(folder, error);
  return error || full.filename().empty() ? folder : full.filename().string();
}

Json report_data(const std::string& folder, const std::vector<std::string>& media) {
  Json data = data_of(folder, media);
  data["title"] = title_of(folder);
  return data;
}

std::string write_page(const std::string& folder, const Json& data) {
  const std::string path = (fs::path(folder) / "report.html").string();
  write_file_atomically(path,
                        html_page(report_page_text(), data["title"].get<std::string>(), data));
  return path;
}

std::string write_report(const std::string& folder, const std::vector<std::string>& media) {
  return write_page(folder, report_data(folder, media));
}

}  // namespace vidcam
