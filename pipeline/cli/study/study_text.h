#pragma once

#include <string>

#include "pipeline/cli/study/study_answers.h"

namespace vidcam {

// The result of a study as a Markdown table with what else is known of it, for people.
[[nodiscard]] std::string study_markdown(const StudyKey& key, const StudyResult& result);
// The same as one line of JSON.
[[nodiscard]] std::string study_json(const StudyKey& key, const StudyResult& result);

}  // namespace vidcam
