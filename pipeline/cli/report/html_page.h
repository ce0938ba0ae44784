#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "pipeline/cli/report/page_text.h"

namespace vidcam {

// One file that needs no other and no network: style and script stand in it, the data as JSON in a
// block that is never run (<script type="application/json" id="data">). Its Content-Security-Policy
// lets nothing run but this script (by its digest) and nothing load but pictures and videos from
// where the page itself lies.
[[nodiscard]] std::string html_page(const PageText& page, std::string_view title,
                                    const nlohmann::ordered_json& data);

// JSON that may stand inside of <script>: no "<", ">", "&", U+2028 or U+2029 is left as it is.
// Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string script_json(const nlohmann::ordered_json& data);

// Text that may stand between tags.
[[nodiscard]] std::string html_text(std::string_view text);

}  // namespace vidcam
