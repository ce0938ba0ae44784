#pragma once

#include <initializer_list>
#include <string_view>

namespace vidcam {

// The processor has one of these, by LibTorch's names: "amx_bf16", "avx512_vnni".
[[nodiscard]] bool processor_has_any(std::initializer_list<std::string_view> features);

}  // namespace vidcam
