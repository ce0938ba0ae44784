#include "tests/structure/include_graph.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "tests/structure/include_rules.h"

namespace vidcam::structure {
namespace {

class Checker {
 public:
  explicit Checker(const SourceTree& tree) : tree_(tree) {}

  std::vector<std::string> run() {
    for (const auto& [path, includes] : tree_) check_file(path, includes);
    for (const auto& [path, includes] : tree_) walk(path);
    std::sort(faults_.begin(), faults_.end());
    return std::move(faults_);
  }

 private:
  void check_file(const std::string& path, const std::vector<Include>& includes) {
    const FolderRule* rule = rule_of(path);
    if (!rule) return add(path + ": no rule for this folder in include_rules.cpp");
    for (const Include& include : includes) {
      const std::string at = path + ":" + std::to_string(include.line) + ": ";
      if (include.quoted)
        check_ours(at, *rule, include.name);
      else
        check_theirs(at, *rule, include.name);
    }
  }

  void check_ours(const std::string& at, const FolderRule& rule, const std::string& name) {
    if (!tree_.contains(name))
      return add(at + "no \"" + name + "\" from the root of the repository");
    const FolderRule* other = rule_of(name);
    if (!other || rule.open || other == &rule) return;
    if (std::count(rule.folders.begin(), rule.folders.end(), other->folder) == 0)
      add(at + rule.folder + " may not include " + other->folder);
    for (const std::string& party : reached(name))
      if (stays_inside(party) || (other->open && !party.empty() && !rule.parties.contains(party)))
        add(at + "\"" + name + "\" brings " + party + " into " + rule.folder);
  }

  void check_theirs(const std::string& at, const FolderRule& rule, const std::string& name) {
    const std::string party = party_of(name);
    if (party == "unknown") return add(at + "whose is <" + name + ">? Say so in include_rules.cpp");
    if (!party.empty() && !rule.parties.contains(party))
      add(at + rule.folder + " may not see " + party + " (<" + name + ">)");
  }

  // Third parties that a file includes, itself or through project headers.
  const std::set<std::string>& reached(const std::string& path) {
    if (const auto known = reached_.find(path); known != reached_.end()) return known->second;
    std::set<std::string> parties;
    reached_[path];  // a cycle that comes back here finds nothing more
    for (const Include& include : tree_.at(path)) {
      if (!include.quoted) {
        parties.insert(party_of(include.name));
      } else if (tree_.contains(include.name)) {
        const std::set<std::string>& more = reached(include.name);
        parties.insert(more.begin(), more.end());
      }
    }
    return reached_[path] = std::move(parties);
  }

  // Depth first; a file met again while it is still open closes a cycle.
  void walk(const std::string& path) {
    if (!done_.insert(path).second) return;
    open_.push_back(path);
    for (const Include& include : tree_.at(path)) {
      if (!include.quoted || !tree_.contains(include.name)) continue;
      const auto again = std::find(open_.begin(), open_.end(), include.name);
      if (again != open_.end()) add_cycle(again - open_.begin());
      walk(include.name);
    }
    open_.pop_back();
  }

  void add_cycle(std::ptrdiff_t first) {
    std::string text = "cycle: ";
    for (auto it = open_.begin() + first; it != open_.end(); ++it) text += *it + " -> ";
    add(text + open_[static_cast<size_t>(first)]);
  }

  void add(std::string fault) { faults_.push_back(std::move(fault)); }

  const SourceTree& tree_;
  std::vector<std::string> faults_;
  std::map<std::string, std::set<std::string>> reached_;
  std::set<std::string> done_;
  std::vector<std::string> open_;
};

}  // namespace

std::vector<std::string> include_faults(const SourceTree& tree) { return Checker(tree).run(); }

}  // namespace vidcam::structure
