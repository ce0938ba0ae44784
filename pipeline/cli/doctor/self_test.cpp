#include "pipeline/cli/doctor/self_test.h"

#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "model3d/tiny_model.h"
#include "pipeline/base/npy.h"
#include "pipeline/cli/explain/explain_command.h"
#include "pipeline/cli/explain/explain_options.h"
#include "pipeline/cli/explain/inputs.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;

constexpr int kWidth = 64, kHeight = 48, kFrames = 24;

class TemporaryFolder {
 public:
  TemporaryFolder() : path_((fs::temp_directory_path() / "vidcam-doctor-XXXXXX").string()) {
    if (::mkdtemp(path_.data()) == nullptr)
      throw Error(ExitCode::Io, path_ + ": no temporary folder can be made");
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] std::string operator/(const char* name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// What `explain` says of its results is not what the doctor was asked for.
class HeldOutput {
 public:
  HeldOutput() : before_(std::cout.rdbuf(held_.rdbuf())) {}
  ~HeldOutput() { std::cout.rdbuf(before_); }
  HeldOutput(const HeldOutput&) = delete;
  HeldOutput& operator=(const HeldOutput&) = delete;

 private:
  std::ostringstream held_;
  std::streambuf* before_;
};

// In quarters of the picture: the square is in the upper right one.
bool in_square(int x, int y) {
  return x >= kWidth * 5 / 8 && x < kWidth * 7 / 8 && y >= kHeight / 8 && y < kHeight * 3 / 8;
}

void write_video(const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  file << "YUV4MPEG2 W" << kWidth << " H" << kHeight << " F25:1 Ip A1:1 C420jpeg\n";
  std::string luma;
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x) luma += in_square(x, y) ? '\xEB' : '\x10';
  const std::string chroma(luma.size() / 2, '\x80');
  for (int frame = 0; frame < kFrames; ++frame) file << "FRAME\n" << luma << chroma;
}

// The map's largest value lies in the square at every step.
bool heat_is_right(const NpyArray& map) {
  if (map.shape != std::vector<int64_t>{kFrames / 8, 8, 16, 16}) return false;
  for (auto step = map.values.begin(); step != map.values.end(); step += 256) {
    const auto at = static_cast<int>(std::max_element(step, step + 256) - step);
    if (!in_square((2 * (at % 16) + 1) * kWidth / 32, (2 * (at / 16) + 1) * kHeight / 32))
      return false;
  }
  return true;
}

void explain(const TemporaryFolder& folder, const std::string& device) {
  const HeldOutput held;
  const auto settings = settings_from(read_explain_options(
      {folder / "video.y4m", "-m", folder / "model.pt", "-o", folder / "out", "--method", "gradcam",
       "--device", device, "--precision", "fp32", "--target", "class:0", "--quiet"},
      "doctor"));
  const int code = explain_inputs(settings, list_inputs(settings.inputs, false, std::cin));
  if (code != 0) throw Error(static_cast<ExitCode>(code), "the explanation failed, see above");
}

}  // namespace

Finding self_test(const std::string& device) {
  const auto start = std::chrono::steady_clock::now();
  try {
    const TemporaryFolder folder;
    write_tiny_model(folder / "model.pt");
    write_video(folder / "video.y4m");
    explain(folder, device);
    if (!heat_is_right(read_npy(folder / "out/video_gradcam.npy")))
      return {"self-test", "the heat of a bright square does not lie on the square", ExitCode::Bug};
    if (fs::file_size(folder / "out/video_gradcam.mp4") == 0)
      return {"self-test", "the explanation video is empty", ExitCode::Bug};
  } catch (const Error& e) {
    return {"self-test", e.what(), e.code()};
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  char text[96];
  std::snprintf(text, sizeof(text), "%d frames of %dx%d explained by both programs in %.2f s",
                kFrames, kWidth, kHeight, took.count());
  return {"self-test", text};
}

}  // namespace vidcam
