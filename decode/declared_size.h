#pragma once

#include <cstdint>
#include <optional>

#include "decode/file_bytes.h"

namespace vidcam {

// How many bytes a whole file of this kind has by what its outermost boxes say: RIFF (AVI),
// Matroska and WebM, MP4 and MOV with their fragments. More than there are: the file was cut off.
// Nothing for other kinds (MPEG-TS cannot say) and where a live recording left the size open. Reads
// box headers only; never throws for what they say.
[[nodiscard]] std::optional<int64_t> declared_size(const FileBytes& file);

}  // namespace vidcam
