#pragma once

#include "pipeline/cli/report/page_text.h"

namespace vidcam {

// The page that a judge opens; its data are {study, question, items: [{item, left, right, source,
// says, probability}]}.
[[nodiscard]] PageText study_page_text();

}  // namespace vidcam
