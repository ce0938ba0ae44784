#include "model3d/model_card.h"

#include <filesystem>

#include "model3d/archive.h"
#include "model3d/builtin_cards.h"
#include "model3d/card_json.h"
#include "pipeline/base/error.h"
#include "pipeline/base/nearest.h"
#include "pipeline/base/text_file.h"

namespace vidcam {
namespace {

using detail::kLeastCard;
using detail::parse_card_text;
namespace fs = std::filesystem;

ModelCard card_from_file(const std::string& path) {
  return parse_card_text(read_text_file(path, "model card"), path,
                         fs::path(path).parent_path().string());
}

ModelCard named_card(const std::string& card) {
  std::error_code ignored;
  if (fs::exists(card, ignored)) return card_from_file(card);
  if (const auto text = detail::builtin_card(card))
    return parse_card_text(*text, "built-in " + card, "");
  throw Error(ExitCode::Missing, "no model card '" + card +
                                     "': neither a file nor one of the built-in cards " +
                                     joined(builtin_cards()));
}

}  // namespace

ModelCard find_card(const std::string& model_path, const std::string& card) {
  if (!card.empty()) return named_card(card);
  std::error_code ignored;
  const std::string beside = fs::path(model_path).replace_extension(".json").string();
  if (fs::exists(beside, ignored) && beside != model_path) return card_from_file(beside);
  const auto inside =
      detail::embedded_card(model_path);  // refuses what is no model before a card is asked for
  const std::string folder = fs::path(model_path).parent_path().string();
  if (inside) return parse_card_text(*inside, model_path + "!vidcam.json", folder);
  throw Error(ExitCode::Missing,
              model_path + ": no model card: neither " + beside +
                  " nor a vidcam.json inside the model; write " + beside + ", at least " +
                  kLeastCard + ", or name one of the built-in cards: " + joined(builtin_cards()));
}

}  // namespace vidcam
