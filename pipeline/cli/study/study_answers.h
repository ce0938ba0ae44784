#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eval/bootstrap.h"
#include "eval/sign_test.h"
#include "eval/study_tally.h"

namespace vidcam {

// What make_study() kept from the judges.
struct StudyKey {
  std::string study;
  std::string method_a;
  std::string method_b;
  std::map<int64_t, bool> a_left;  // by item
};

// Throws Error: Missing; Unusable for a file that is no key.
[[nodiscard]] StudyKey read_study_key(const std::string& path);

// One judge's answers.
struct JudgeAnswers {
  std::string judge;
  std::string path;
  std::map<int64_t, int> choices;  // by item: 0 method a, 1 method b, 2 the same
};

// Throws Error: Missing; Unusable for a file that is none, of another study, with an item that the
// study does not have or that is answered twice, or with another choice than left, right, same.
[[nodiscard]] JudgeAnswers read_answers(const std::string& path, const StudyKey& key);

// Points of Votes (eval/study_tally.h) with intervals: items drawn anew.
struct StudyResult {
  Tally tally;                // more: method a
  Interval more, less, same;  // of the mean points an item, 0..1
  Votes votes;                // all of them
  size_t judges = 0;
  size_t open = 0;  // items nobody judged
  SignTest sign;    // over items: has a the larger share of its votes?
  std::optional<double> kappa;
};

// Throws Error (Unusable) where two files are of one judge, or there is no answer at all.
[[nodiscard]] StudyResult count_answers(const StudyKey& key,
                                        const std::vector<JudgeAnswers>& answers,
                                        const BootstrapOptions& bootstrap);

}  // namespace vidcam
