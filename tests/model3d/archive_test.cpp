#include "model3d/archive.h"

#include <caffe2/serialize/inline_container.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/expect_error.h"
#include "tests/support/script_models.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using detail::check_archive;
using testing::expect_error;

// A PyTorch archive with these files in it.
std::string archive(const std::string& path, const std::vector<std::string>& names,
                    const std::string& content = "x") {
  caffe2::serialize::PyTorchStreamWriter writer(path);
  for (const auto& name : names) writer.writeRecord(name, content.data(), content.size());
  writer.writeEndOfFile();
  return path;
}

TEST(ArchiveTest, AcceptsAScriptedModel) {
  EXPECT_NO_THROW(check_archive(testing::save_model(testing::make_c3d_like(1).module(), "ok.pt")));
}

TEST(ArchiveTest, AMissingFileIsMissing) {
  expect_error(
      ExitCode::Missing, [] { check_archive("/nowhere/model.pt"); },
      "/nowhere/model.pt: no such model file");
}

TEST(ArchiveTest, FoldersAndEmptyFilesAreNamed) {
  const auto dir = testing::temp_dir();
  expect_error(
      ExitCode::Unusable, [&] { check_archive(dir.path().string()); }, "is a folder");
  std::ofstream(dir / "empty.pt").close();
  expect_error(
      ExitCode::Unusable, [&] { check_archive(dir / "empty.pt"); }, "empty.pt: is empty");
}

TEST(ArchiveTest, OtherFilesAndOldPicklesGetTheirOwnAdvice) {
  const auto text = testing::save_text("text.pt", "no model at all");
  expect_error(
      ExitCode::Unusable, [&] { check_archive(text); },
      "is no PyTorch archive; save the model with torch.jit.script(");
  const auto pickle = testing::save_text("old.pt", "\x80\x02\x8a\x0al\xfc\x9c");
  expect_error(
      ExitCode::Unusable, [&] { check_archive(pickle); }, "is a Python pickle (an old torch.save)",
      "torch.jit.script(model.eval()).save(");
}

TEST(ArchiveTest, ATruncatedArchiveIsSaidToBeOne) {
  const auto path = testing::save_model(testing::make_c3d_like(1).module(), "cut.pt");
  std::filesystem::resize_file(path, std::filesystem::file_size(path) * 2 / 3);
  expect_error(
      ExitCode::Unusable, [&] { check_archive(path); },
      "cut.pt: is a damaged or truncated PyTorch archive");
}

TEST(ArchiveTest, TheKindsOfPyTorchFilesWithoutAProgramGetTheirOwnAdvice) {
  const auto dir = testing::temp_dir();
  const auto weights = archive(dir / "weights.pth", {"data.pkl", "data/0"});
  expect_error(
      ExitCode::Unusable, [&] { check_archive(weights); },
      "holds weights or a pickled object (torch.save) but no code",
      "torch.jit.script(model.eval()).save('model.pt')");
  const auto exported =
      archive(dir / "exported.pt2", {"models/model.json", "data/weights/weight_0"});
  expect_error(
      ExitCode::Unusable, [&] { check_archive(exported); }, "is a torch.export archive (.pt2)",
      "torch.jit.trace");
  const auto mobile = archive(dir / "mobile.ptl", {"constants.pkl", "code/a.py", "bytecode.pkl"});
  expect_error(
      ExitCode::Unusable, [&] { check_archive(mobile); }, "lite-interpreter file for mobile (.ptl)",
      "has no gradient");
}

TEST(ArchiveTest, ProgramsThatTouchFilesAreRefusedBeforeTheyAreLoaded) {
  testing::ScriptNet net(1);
  net.define(
      "def forward(self, x):\n  y = torch.from_file('/etc/passwd', False, 4)\n  return x + y\n");
  const auto path = testing::save_model(net.module(), "files.pt");
  expect_error(
      ExitCode::Unusable, [&] { check_archive(path); },
      "files.pt: the model's code calls torch.from_file, which reads or writes files");
}

TEST(ArchiveTest, QuantisedAndCustomOperatorsAreRefusedByName) {
  const auto dir = testing::temp_dir();
  const auto quantised = archive(dir / "q.pt", {"constants.pkl", "code/m.py"},
                                 "  return ops.quantized.linear(x, y, 1., 0)\n");
  expect_error(
      ExitCode::Unusable, [&] { check_archive(quantised); },
      "quantised or prepacked operator quantized::linear", "has no gradient");
  const auto custom = archive(dir / "c.pt", {"constants.pkl", "code/m.py"},
                              "  return ops.torchvision.nms(x, y, 0.5)\n");
  expect_error(
      ExitCode::Unusable, [&] { check_archive(custom); },
      "custom operator torchvision::nms, which is not part of PyTorch");
  const auto renamed =
      archive(dir / "r.pt", {"constants.pkl", "code/m.py"}, "  t = torch\n  return t.rand()\n");
  expect_error(
      ExitCode::Unusable, [&] { check_archive(renamed); }, "the model's code renames 'torch'");
}

// torchvision's models are made of classes of its module torchvision.ops.
TEST(ArchiveTest, ClassesOfAModuleCalledOpsAreNoOperators) {
  const auto dir = testing::temp_dir();
  const auto path = archive(dir / "v.pt", {"constants.pkl", "code/m.py"},
                            "  features : __torch__.torchvision.ops.misc.Conv2dNormActivation\n");
  EXPECT_NO_THROW(check_archive(path));
}

TEST(ArchiveTest, DamagedCodeIsAnErrorThatNamesTheFile) {
  const auto dir = testing::temp_dir();
  const auto path = archive(dir / "broken.pt", {"constants.pkl", "data.pkl", "code/__torch__.py"},
                            "not python (");
  expect_error(
      ExitCode::Unusable, [&] { (void)detail::load_module(path); },
      "broken.pt: LibTorch cannot load it: ");
}

TEST(ArchiveTest, MobileFilesOfOthersAreRefused) {
  for (const char* name : {"models/asl.ptl", "models/vit4mnist.ptl"}) {
    const auto path = testing::shared_data(name);
    if (!path) GTEST_SKIP() << "no shared data";
    expect_error(
        ExitCode::Unusable, [&] { check_archive(path->string()); }, name,
        "lite-interpreter file for mobile (.ptl)");
  }
}

TEST(ArchiveTest, BytesThatAreFlippedNeverCrash) {
  const auto good = testing::save_model(testing::make_2d_net(1).module(), "flip.pt");
  std::ifstream in(good, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  for (size_t i = 0; i < bytes.size(); i += bytes.size() / 60) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    const auto path = testing::save_text("flipped.pt", damaged);
    try {
      (void)detail::load_module(path);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::Unusable) << i;
      EXPECT_NE(std::string(error.what()).find("flipped.pt: "), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace vidcam
