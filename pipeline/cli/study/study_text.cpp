#include "pipeline/cli/study/study_text.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "pipeline/run/json_text.h"

namespace vidcam {
namespace {

using Json = nlohmann::ordered_json;

std::string fixed(double value, const char* format = "%.2f") {
  char text[48];
  std::snprintf(text, sizeof(text), format, value);
  return text;
}

std::string counted(size_t n, const std::string& one) {
  return std::to_string(n) + " " + one + (n == 1 ? "" : "s");
}

std::string row(const std::string& name, double points, int items, const Interval& interval,
                int votes) {
  return "| " + name + " | " + fixed(points) + " | " + fixed(100 * points / items) + " [" +
         fixed(100 * interval.low) + ", " + fixed(100 * interval.high) + "] | " +
         std::to_string(votes) + " |\n";
}

Json row_json(double points, int items, const Interval& interval, int votes) {
  return {{"points", points},
          {"percent", 100 * points / items},
          {"low", 100 * interval.low},
          {"high", 100 * interval.high},
          {"votes", votes}};
}

}  // namespace

std::string study_markdown(const StudyKey& key, const StudyResult& r) {
  const Tally& t = r.tally;
  std::string text = counted(static_cast<size_t>(t.items), "item") + ", " +
                     counted(r.judges, "judge") + ", " +
                     counted(static_cast<size_t>(t.votes), "vote");
  if (r.open > 0) text += "; nobody judged " + counted(r.open, "more item");
  text +=
      "\n\n| chosen | points | % of items [95 % bootstrap interval] | votes |\n|---|---|---|---|\n";
  text += row(key.method_a, t.more, t.items, r.more, r.votes.more);
  text += row(key.method_b, t.less, t.items, r.less, r.votes.less);
  text += row("the same", t.same, t.items, r.same, r.votes.same);
  text += "\nAn item has one point, shared by its votes. " + key.method_a +
          " has the larger share of " + std::to_string(r.sign.plus) + ", " + key.method_b + " of " +
          std::to_string(r.sign.minus) + " items, equal shares " + std::to_string(r.sign.ties) +
          ": sign test p = " + fixed(r.sign.p, r.sign.p < 0.001 ? "%.1e" : "%.3f") + ".\n";
  text += "Agreement of the judges beyond chance (Fleiss' kappa): ";
  return text +
         (r.kappa ? fixed(*r.kappa, "%.3f") : "not defined (it takes two votes of an item)") + "\n";
}

std::string study_json(const StudyKey& key, const StudyResult& r) {
  const Tally& t = r.tally;
  const Json chosen{{key.method_a, row_json(t.more, t.items, r.more, r.votes.more)},
                    {key.method_b, row_json(t.less, t.items, r.less, r.votes.less)},
                    {"same", row_json(t.same, t.items, r.same, r.votes.same)}};
  const Json json{{"study", key.study},
                  {"items", t.items},
                  {"judges", r.judges},
                  {"votes", t.votes},
                  {"items_without_votes", r.open},
                  {"chosen", chosen},
                  {"sign_test",
                   {{"larger_share_" + key.method_a, r.sign.plus},
                    {"larger_share_" + key.method_b, r.sign.minus},
                    {"equal", r.sign.ties},
                    {"p", r.sign.p}}},
                  {"fleiss_kappa", r.kappa ? Json(*r.kappa) : Json()}};
  return json_line(json) + "\n";
}

}  // namespace vidcam
