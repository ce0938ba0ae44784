#include "eval/voc_boxes.h"

#include <algorithm>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <cmath>
#include <sstream>

#include "pipeline/base/error.h"
#include "pipeline/base/text_file.h"

namespace vidcam {
namespace {

namespace pt = boost::property_tree;

[[noreturn]] void refuse(const std::string& path, const std::string& reason) {
  throw Error(ExitCode::Unusable, path + ": " + reason);
}

// How deep tags are nested, about. The XML parser calls itself for every level.
int depth_of(const std::string& xml) {
  int depth = 0, deepest = 0;
  for (size_t at = xml.find('<'); at != std::string::npos; at = xml.find('<', at + 1)) {
    const char next = at + 1 < xml.size() ? xml[at + 1] : '\0';
    const size_t end = xml.find('>', at);
    const bool whole = end != std::string::npos && xml[end - 1] == '/';
    if (next == '/') --depth;
    if (next != '/' && next != '!' && next != '?' && !whole) ++depth;
    deepest = std::max(deepest, depth);
  }
  return deepest;
}

pt::ptree parse(const std::string& path) {
  const std::string xml = read_text_file(path, "VOC annotation");
  if (depth_of(xml) > 64) refuse(path, "is nested too deeply for a VOC annotation");
  std::istringstream in(xml);
  pt::ptree tree;
  try {
    pt::read_xml(in, tree);
  } catch (const pt::xml_parser_error& error) {
    throw Error(ExitCode::Unusable, path + ":" + std::to_string(error.line()) + ": is no XML (" +
                                        error.message() + "); expected a VOC annotation");
  }
  return tree;
}

Box box_of(const pt::ptree& object, const std::string& path, const std::string& which) {
  const auto bounds = object.get_child_optional("bndbox");
  if (!bounds) refuse(path, which + " has no <bndbox>");
  const auto number = [&](const char* name) {
    const auto value = bounds->get_optional<double>(name);
    if (!value || !std::isfinite(*value)) refuse(path, which + ": <" + name + "> is no number");
    return *value;
  };
  const Box box{number("xmin") - 1, number("ymin") - 1, number("xmax"), number("ymax")};
  if (!(box.x0 < box.x1) || !(box.y0 < box.y1))
    refuse(path, which + ": the box is empty; expected xmin <= xmax and ymin <= ymax");
  return box;
}

}  // namespace

VocAnnotation read_voc(const std::string& path) {
  const pt::ptree tree = parse(path);
  const auto annotation = tree.get_child_optional("annotation");
  if (!annotation) refuse(path, "has no <annotation>; expected a VOC annotation");
  VocAnnotation out{annotation->get("size.width", 0), annotation->get("size.height", 0), {}};
  for (const auto& [name, object] : *annotation) {
    if (name != "object") continue;
    const std::string which = "object " + std::to_string(out.objects.size() + 1);
    out.objects.push_back({object.get<std::string>("name", ""), box_of(object, path, which)});
  }
  return out;
}

}  // namespace vidcam
