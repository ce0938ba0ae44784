#include "explain3d/caption_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace vidcam {
namespace {

using ::testing::ElementsAre;
using Tokens = std::vector<int64_t>;

enum : int64_t { Start, End, A, B, C };

CaptionRules rules(int length) {
  CaptionRules rules;
  rules.vocabulary = {"<start>", "<end>", "a", "b", "c"};
  rules.start = Start;
  rules.end = End;
  rules.length = length;
  return rules;
}

// The next word depends on the last one alone: a row for each, of probabilities.
using Table = std::vector<std::vector<double>>;

NextWords chain(const Table& table) {
  return [table](const std::vector<Tokens>& begun) {
    std::vector<std::vector<double>> rows;
    for (const Tokens& tokens : begun) {
      std::vector<double> row = table.at(static_cast<size_t>(tokens.back()));
      for (double& p : row) p = std::log(p);
      rows.push_back(row);
    }
    return rows;
  };
}

// Greedily "a b" (0.6 * 0.5 * 0.5 = 0.15); "b" has 0.4 * 0.9 = 0.36.
const Table kMisleading = {{0, 0, 0.6, 0.4, 0},
                           {0, 0, 0, 0, 0},
                           {0, 0.4, 0, 0.5, 0.1},
                           {0, 0.9, 0.05, 0, 0.05},
                           {0, 1, 0, 0, 0}};

TEST(CaptionSearchTest, OneBeamTakesTheLikeliestWordEachTime) {
  Table table = kMisleading;
  table[B] = {0, 0.5, 0.3, 0, 0.2};
  const auto found = search_captions(rules(9), 1, chain(table));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0].words, ElementsAre(A, B));
  EXPECT_NEAR(found[0].log_probability, std::log(0.6 * 0.5 * 0.5), 1e-12);
}

TEST(CaptionSearchTest, MoreBeamsFindALikelierCaption) {
  const auto found = search_captions(rules(9), 2, chain(kMisleading));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_THAT(found[0].words, ElementsAre(B));
  EXPECT_NEAR(found[0].log_probability, std::log(0.4 * 0.9), 1e-12);
  EXPECT_THAT(found[1].words, ElementsAre(A, B)) << "0.6 * 0.5 * 0.9";
}

TEST(CaptionSearchTest, ACaptionEndsAtItsGreatestLength) {
  const auto found = search_captions(rules(2), 1,
                                     chain({{0, 0, 1, 0, 0},
                                            {0, 0, 0, 0, 0},
                                            {0, 0.25, 0.75, 0, 0},
                                            {0, 1, 0, 0, 0},
                                            {0, 1, 0, 0, 0}}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0].words, ElementsAre(A, A));
  EXPECT_NEAR(found[0].log_probability, std::log(0.75 * 0.25), 1e-12);
}

TEST(CaptionSearchTest, NeitherTheStartNorNothingIsACaption) {
  const auto found = search_captions(rules(3), 1,
                                     chain({{0.5, 0.4, 0.06, 0.04, 0},
                                            {0, 0, 0, 0, 0},
                                            {0.6, 0.4, 0, 0, 0},
                                            {0, 1, 0, 0, 0},
                                            {0, 1, 0, 0, 0}}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0].words, ElementsAre(A));
}

// All captions of up to three words, one by one.
void all_captions(const Table& table, Tokens begun, double p, double& best, Tokens& words) {
  const auto& row = table[static_cast<size_t>(begun.back())];
  if (begun.size() > 1 && p * row[End] > best) {
    best = p * row[End];
    words.assign(begun.begin() + 1, begun.end());
  }
  for (const int64_t word : {A, B, C}) {
    if (begun.size() > 3) return;
    Tokens longer = begun;
    longer.push_back(word);
    all_captions(table, longer, p * row[static_cast<size_t>(word)], best, words);
  }
}

TEST(CaptionSearchTest, WithAsManyBeamsAsThereAreCaptionsItIsExact) {
  std::mt19937 random(5);
  for (int round = 0; round < 20; ++round) {
    Table table(5, std::vector<double>(5));
    for (auto& row : table) {
      double sum = 0;
      for (double& p : row) sum += p = 0.01 + static_cast<double>(random() % 1000);
      for (double& p : row) p /= sum;
    }
    double best = 0;
    Tokens words;
    all_captions(table, {Start}, 1, best, words);
    const auto found = search_captions(rules(3), 64, chain(table));
    EXPECT_EQ(found.at(0).words, words);
    EXPECT_NEAR(found[0].log_probability, std::log(best), 1e-12);
  }
}

}  // namespace
}  // namespace vidcam
