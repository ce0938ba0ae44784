#include "encode/caption_text.h"

#include <array>
#include <cmath>
#include <cstdint>

namespace vidcam {
namespace {

constexpr char32_t kBroken = 0xFFFD;

// Takes one character off the front.
char32_t next_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  if (first < 0x80) return first;
  const size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  if (first < 0xC2 || first > 0xF4 || text.size() < more) return kBroken;
  char32_t value = first & (0x3FU >> more);
  for (size_t i = 0; i < more; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) != 0x80U) return kBroken;
    value = (value << 6U) | (byte & 0x3FU);
  }
  text.remove_prefix(more);
  return value;
}

// U+00C0 ... U+00FF and U+0100 ... U+017F without their accents.
constexpr std::array<const char*, 64> kLatin1{
    "A", "A", "A", "A", "A", "A", "AE", "C", "E", "E", "E", "E", "I", "I", "I",  "I",
    "D", "N", "O", "O", "O", "O", "O",  "x", "O", "U", "U", "U", "U", "Y", "Th", "ss",
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
    "d", "n", "o", "o", "o", "o", "o",  "/", "o", "u", "u", "u", "u", "y", "th", "y"};
constexpr std::string_view kLatinExtended =
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSs"
    "S"
    "sSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
static_assert(kLatinExtended.size() == 128);

std::string drawable(char32_t c) {
  if (c == '\t' || c == '\n' || c == '\r' || c == 0xA0) return " ";
  if (c >= 0x20 && c < 0x7F) return {static_cast<char>(c)};
  if (c == 0x152) return "OE";
  if (c == 0x153) return "oe";
  if (c >= 0xC0 && c <= 0xFF) return kLatin1[c - 0xC0];
  if (c >= 0x100 && c <= 0x17F) return {kLatinExtended[c - 0x100]};
  if (c >= 0x2010 && c <= 0x2015) return "-";
  if (c == 0x2018 || c == 0x2019) return "'";
  if (c >= 0x201C && c <= 0x201E) return "\"";
  if (c == 0x2026) return "...";
  return "?";
}

}  // namespace

std::string drawable(std::string_view utf8) {
  std::string out;
  while (!utf8.empty()) out += drawable(next_character(utf8));
  return out;
}

std::string percent(double probability) {
  if (!(probability >= 0 && probability <= 1)) return "? %";
  const long rounded = std::lround(100 * probability);
  if (rounded == 0 && probability > 0) return "<1 %";
  if (rounded == 100 && probability < 1) return ">99 %";
  return std::to_string(rounded) + " %";
}

}  // namespace vidcam
