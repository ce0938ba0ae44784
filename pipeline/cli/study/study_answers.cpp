#include "pipeline/cli/study/study_answers.h"

#include <array>
#include <nlohmann/json.hpp>

#include "eval/fleiss_kappa.h"
#include "pipeline/base/error.h"
#include "pipeline/base/text_file.h"

namespace vidcam {
namespace {

using Json = nlohmann::json;

// What a judge hands in is as hostile as any file.
template <class Read>
auto read_json(const std::string& path, const std::string& what, Read&& read) {
  const std::string text = read_text_file(path, what);
  try {
    return read(Json::parse(text));
  } catch (const Json::exception& e) {
    throw Error(ExitCode::Unusable, path + ": is no " + what + ": " + e.what());
  }
}

int choice_of(const std::string& choice, bool a_left, const std::string& where) {
  if (choice == "same") return 2;
  if (choice == "left") return a_left ? 0 : 1;
  if (choice == "right") return a_left ? 1 : 0;
  throw Error(ExitCode::Unusable, where + "\"" + choice + "\" is none of left, right, same");
}

JudgeAnswers answers_from(const Json& json, const std::string& path, const StudyKey& key) {
  JudgeAnswers out{json.at("judge"), path, {}};
  const std::string study = json.at("study");
  if (study != key.study)
    throw Error(ExitCode::Unusable,
                path + ": answers study " + study + ", the key is of " + key.study);
  for (const Json& answer : json.at("answers")) {
    const int64_t item = answer.at("item");
    const std::string where = path + ": item " + std::to_string(item) + ": ";
    const auto found = key.a_left.find(item);
    if (found == key.a_left.end())
      throw Error(ExitCode::Unusable, where + "the study has no such item");
    const int choice = choice_of(answer.at("choice"), found->second, where);
    if (!out.choices.emplace(item, choice).second)
      throw Error(ExitCode::Unusable, where + "is answered twice");
  }
  return out;
}

void check_judges(const std::vector<JudgeAnswers>& answers) {
  std::map<std::string, std::string> paths;
  for (const JudgeAnswers& a : answers) {
    const auto [at, first] = paths.emplace(a.judge, a.path);
    if (!first)
      throw Error(ExitCode::Unusable, a.path + ": is of judge \"" + a.judge + "\" like " +
                                          at->second + "; leave one of them out");
  }
}

struct Shares {
  std::vector<double> more, less, same;
};

Shares shares_of(const std::vector<Votes>& items) {
  Shares out;
  for (const Votes& v : items) {
    if (v.total() == 0) continue;
    const double one = v.total();
    out.more.push_back(v.more / one);
    out.less.push_back(v.less / one);
    out.same.push_back(v.same / one);
  }
  return out;
}

}  // namespace

StudyKey read_study_key(const std::string& path) {
  return read_json(path, "key of a study", [&](const Json& json) {
    StudyKey key{json.at("study"), json.at("methods").at(0), json.at("methods").at(1), {}};
    for (const Json& item : json.at("items"))
      key.a_left[item.at("item")] = item.at("left") == key.method_a;
    return key;
  });
}

JudgeAnswers read_answers(const std::string& path, const StudyKey& key) {
  return read_json(path, "file of answers",
                   [&](const Json& json) { return answers_from(json, path, key); });
}

StudyResult count_answers(const StudyKey& key, const std::vector<JudgeAnswers>& answers,
                          const BootstrapOptions& bootstrap) {
  check_judges(answers);
  std::vector<Votes> items;
  std::vector<std::vector<int>> table;
  items.reserve(key.a_left.size());
  table.reserve(key.a_left.size());
  StudyResult out;
  for (const auto& [item, ignored] : key.a_left) {
    std::array<int, 3> n{};
    for (const JudgeAnswers& a : answers) {
      const auto found = a.choices.find(item);
      if (found != a.choices.end()) ++n.at(static_cast<size_t>(found->second));
    }
    items.push_back({n[0], n[1], n[2]});
    table.push_back({n[0], n[1], n[2]});
    out.votes.more += n[0];
    out.votes.less += n[1];
    out.votes.same += n[2];
  }
  if (out.votes.total() == 0)
    throw Error(ExitCode::Unusable, "nobody has answered anything: there is nothing to count");
  const Shares shares = shares_of(items);
  out.tally = tally(items);
  out.judges = answers.size();
  out.open = items.size() - shares.more.size();
  out.more = bootstrap_interval(shares.more, bootstrap);
  out.less = bootstrap_interval(shares.less, bootstrap);
  out.same = bootstrap_interval(shares.same, bootstrap);
  out.sign = sign_test(shares.more, shares.less);
  out.kappa = fleiss_kappa(table);
  return out;
}

}  // namespace vidcam
