#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/cli/report/explain_folder.h"

namespace vidcam {

// Finds the record that explains an input: one made of the file at that path, else of a file of the
// same name and the same SHA-256 (the folder was moved).
class MediaIndex {
 public:
  explicit MediaIndex(const std::vector<ExplainRecord>& records);
  // nullptr: none does.
  [[nodiscard]] const ExplainRecord* find(const std::string& path) const;

 private:
  std::map<std::string, const ExplainRecord*> by_path_;
  std::multimap<std::string, const ExplainRecord*> by_name_;
};

}  // namespace vidcam
