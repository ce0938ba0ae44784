#pragma once

#include <cstdint>
#include <string_view>

namespace vidcam {

// The CRC-32 of zlib, gzip and PNG (polynomial 0x04C11DB7, reflected): of "123456789" it is
// 0xCBF43926.
[[nodiscard]] uint32_t crc32(std::string_view bytes);

}  // namespace vidcam
