#include "pipeline/run/same_settings.h"

#include "pipeline/base/error.h"
#include "pipeline/run/json_text.h"

namespace vidcam {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMostShown = 200;

// Compared as they are written: what is not UTF-8 is not kept in files.
std::string written(const Json& settings, const std::string& key) {
  return settings.contains(key) ? json_line(settings[key]) : "nothing";
}

void check(const std::string& path, const std::string& within, const Json& there,
           const Json& ours) {
  for (const Json* object : {&ours, &there}) {
    for (const auto& [key, value] : object->items()) {
      const std::string was = written(there, key), is = written(ours, key);
      if (was == is) continue;
      if (there.contains(key) && there[key].is_object() && ours.contains(key) &&
          ours[key].is_object())
        check(path, within + key + "/", there[key], ours[key]);
      throw Error(ExitCode::OtherSettings,
                  path + ": this folder belongs to other settings: " + within + key + " was " +
                      was.substr(0, kMostShown) + ", now it is " + is.substr(0, kMostShown) +
                      "; choose another one with --out, or remove it");
    }
  }
}

}  // namespace

void check_same_settings(const std::string& path, const Json& there, const Json& ours) {
  check(path, "", there, ours);
}

}  // namespace vidcam
