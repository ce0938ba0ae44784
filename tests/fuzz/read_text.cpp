#include <string>

#include "eval/manifest.h"
#include "model3d/card_json.h"
#include "pipeline/base/error.h"
#include "tests/fuzz/targets.h"

namespace vidcam::fuzz {
namespace {

template <class Parse>
void try_to(Parse&& parse) {
  try {
    static_cast<void>(parse());
  } catch (const Error&) {
    // What is wrong with it is said.
  }
}

}  // namespace

// Files that a text names are looked for where there are none.
void read_card(Bytes bytes) {
  const std::string text(bytes.begin(), bytes.end());
  try_to([&] { return detail::parse_card_text(text, "card.json", "/nowhere"); });
}

void read_manifest(Bytes bytes) {
  const std::string text(bytes.begin(), bytes.end());
  for (const char* path : {"/nowhere/list.tsv", "/nowhere/list.jsonl"})
    try_to([&] { return parse_manifest(text, path); });
}

}  // namespace vidcam::fuzz
