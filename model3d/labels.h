#pragma once

#include <string>
#include <vector>

namespace vidcam {

// A label file: one class a line, in the order of the scores; lines may be numbered ("0 abseiling",
// "1 ApplyEyeMakeup"). Empty lines at the end do not count. Throws Error (Missing, Unusable) naming
// the file and the line.
[[nodiscard]] std::vector<std::string> read_labels(const std::string& path);

// The same from text; source names it in messages.
[[nodiscard]] std::vector<std::string> parse_labels(const std::string& text,
                                                    const std::string& source);

}  // namespace vidcam
