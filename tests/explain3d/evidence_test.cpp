#include "explain3d/evidence.h"

#include "tests/explain3d/tensors.h"
#include "tests/support/expect_error.h"

namespace vidcam::testing {
namespace {

TEST(EvidenceTest, GivesPicturesOneStep) {
  const Evidence e = make_evidence(at::ones({2, 3, 4, 5}), at::ones({2, 3, 4, 5}));
  EXPECT_EQ(e.A.sizes(), (std::vector<int64_t>{2, 3, 1, 4, 5}));
  EXPECT_EQ(e.g.sizes(), (std::vector<int64_t>{2, 3, 1, 4, 5}));
}

TEST(EvidenceTest, TurnsHalfIntoFloatAndLeavesDoubleAlone) {
  const at::Tensor x = at::ones({1, 1, 1, 1, 1});
  EXPECT_EQ(make_evidence(x.to(at::kHalf), x.to(at::kBFloat16)).A.scalar_type(), at::kFloat);
  EXPECT_EQ(make_evidence(x.to(at::kHalf), x.to(at::kBFloat16)).g.scalar_type(), at::kFloat);
  EXPECT_EQ(make_evidence(x.to(at::kDouble), x.to(at::kDouble)).A.scalar_type(), at::kDouble);
}

TEST(EvidenceTest, RefusesALayerWithoutFeatureMapsByName) {
  expect_error(
      ExitCode::Unusable,
      [] {
        check_feature_maps(at::ones({2, 487}), 2, "m.pt", "fc8");
      },
      "m.pt: layer 'fc8' gives [2, 487] for a batch of 2", "choose a layer with feature maps");
}

// A layer that runs on the frames of all clips as one batch.
TEST(EvidenceTest, RefusesALayerWhoseBatchIsNotTheClips) {
  expect_error(
      ExitCode::Unusable,
      [] {
        check_feature_maps(at::ones({32, 8, 7, 7}), 2, "m.pt", "conv");
      },
      "gives [32, 8, 7, 7] for a batch of 2");
  check_feature_maps(at::ones({32, 8, 7, 7}), 32, "m.pt", "conv");
}

}  // namespace
}  // namespace vidcam::testing
