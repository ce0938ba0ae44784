#include "pipeline/cli/report/html_page.h"

#include <array>

#include "pipeline/base/sha256.h"
#include "pipeline/run/json_text.h"

namespace vidcam {
namespace {

using Json = nlohmann::ordered_json;

unsigned nibble(char digit) {
  return static_cast<unsigned>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

// The 32 bytes of a digest in hex as base64, as a policy has them.
std::string base64_of_hex(const std::string& hex) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned held = 0, bits = 0;
  for (const char digit : hex) {
    held = (held << 4U | nibble(digit)) & 0xFFFU;
    bits += 4;
    if (bits < 6) continue;
    bits -= 6;
    out += kDigits[(held >> bits) & 63U];
  }
  if (bits > 0) out += kDigits[(held << (6 - bits)) & 63U];
  while (out.size() % 4 != 0) out += '=';
  return out;
}

std::string digest(std::string_view text) { return "'sha256-" + base64_of_hex(sha256(text)) + "'"; }

// "file:": a page opened from a disk has no origin that 'self' could mean.
std::string policy(const PageText& page) {
  return "default-src 'none'; script-src " + digest(page.js) + "; style-src " + digest(page.css) +
         "; img-src 'self' file:; media-src 'self' file:; base-uri 'none'; form-action 'none'";
}

std::string escaped_for_script(const std::string& json) {
  static const std::array<std::pair<std::string_view, std::string_view>, 5> kEscapes = {{
      {"<", "\\u003c"},
      {">", "\\u003e"},
      {"&", "\\u0026"},
      {"\u2028", "\\u2028"},
      {"\u2029", "\\u2029"},
  }};
  std::string out;
  out.reserve(json.size() + json.size() / 16);
  for (size_t i = 0; i < json.size();) {
    const std::string_view rest = std::string_view(json).substr(i, 3);
    bool found = false;
    for (const auto& [from, to] : kEscapes) {
      if (found || !rest.starts_with(from)) continue;
      out += to;
      i += from.size();
      found = true;
    }
    if (!found) out += json[i++];
  }
  return out;
}

}  // namespace

std::string script_json(const Json& data) { return escaped_for_script(json_line(data)); }

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string html_page(const PageText& page, std::string_view title, const Json& data) {
  std::string text = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  text += "<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy(page) + "\">\n";
  text += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  text += "<meta name=\"referrer\" content=\"no-referrer\">\n";
  text += "<title>" + html_text(title) + "</title>\n<style>";
  text += page.css;
  text += "</style>\n</head>\n<body>\n";
  text += page.html;
  text += "<script type=\"application/json\" id=\"data\">" + script_json(data) + "</script>\n";
  text += "<script>";
  text += page.js;
  return text + "</script>\n</body>\n</html>\n";
}

}  // namespace vidcam
