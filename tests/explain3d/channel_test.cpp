#include "explain3d/channel.h"

#include "explain3d/methods.h"
#include "tests/explain3d/random_evidence.h"
#include "tests/explain3d/tensors.h"
#include "tests/support/expect_error.h"

namespace vidcam::testing {
namespace {

// Raw: the activation has both signs, and both stay.
TEST(ChannelTest, IsTheActivationOfItsChannel) {
  const Evidence evidence = evidence_3d(/*rectified=*/false);
  const at::Tensor L = find_method("channel2").explain(evidence, {}).L;
  ASSERT_EQ(L.size(0), evidence.A.size(0));
  const Volume A = volume_of(evidence.A, 1);
  std::vector<double> expected;
  for (int64_t t = 0; t < A.T; ++t)
    for (int64_t p = 0; p < A.H * A.W; ++p) expected.push_back(A.at(2, t, p));
  EXPECT_LT(*std::min_element(expected.begin(), expected.end()), 0);
  expect_map_near(doubles(L[1]), expected, 0);
}

TEST(ChannelTest, IsFoundByItsNumberAlone) {
  EXPECT_EQ(find_method("channel12").info().name, "channel12");
  EXPECT_EQ(&find_method("channel12"), &find_method("channel12"));
  for (const char* name : {"channel", "channel-1", "channel1x", "channel 1"})
    expect_error(
        ExitCode::Usage, [&] { (void)find_method(name); }, "no method");
}

TEST(ChannelTest, SaysHowManyThereAre) {
  const Evidence evidence = evidence_3d(true);
  const auto count = std::to_string(evidence.A.size(1));
  expect_error(
      ExitCode::Usage, [&] { (void)find_method("channel999").explain(evidence, {}); },
      "channel999: the layer has " + count + " channels");
}

}  // namespace
}  // namespace vidcam::testing
