// Everything hostile at once through the real program: each file ends in an output, in one marked
// partial, or in a named error, and the run goes on to the next. VIDCAM_FLIPS=500 tries so many
// copies with flipped bits of each container (default 8); VIDCAM_OUTCOMES=FILE writes the table of
// docs/safety.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "model3d/tiny_model.h"
#include "tests/cli/hostile_corpus.h"
#include "tests/cli/run_program.h"
#include "tests/support/media.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::HostileFile;
using testing::ProgramRun;

struct Outcomes {
  int files = 0, complete = 0, partial = 0, refused = 0;
  std::set<std::string> reasons;
};

// Without the file's own name, numbers and what follows the first clause.
std::string reason_of(std::string error, const std::string& path) {
  const auto at = error.find(path);
  if (at != std::string::npos) error.replace(at, path.size(), "FILE");
  for (char& c : error)
    if (c >= '0' && c <= '9') c = '9';
  for (size_t at9; (at9 = error.find("99")) != std::string::npos;) error.erase(at9, 1);
  return error.substr(0, 110);
}

class HostileInputsTest : public ::testing::Test {
 protected:
  HostileInputsTest() {
    write_tiny_model(dir_ / "model.pt");
    fs::create_directory(dir_ / "in");
  }
  ProgramRun explain(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "explain");
    for (const char* more : {"-q", "--json", "--method", "gradcam", "--precision", "fp32",
                             "--stall-timeout", "20", "--no-text"})
      arguments.emplace_back(more);
    arguments.insert(arguments.end(), {"-m", dir_ / "model.pt", "-o", dir_ / "out"});
    return testing::run_vidcam(arguments);
  }
  void count(const nlohmann::json& line, const std::string& kind) {
    Outcomes& of_kind = outcomes_[kind];
    ++of_kind.files;
    if (line.contains("error")) {
      const std::string input = line["input"];
      EXPECT_THAT(line["error"], HasSubstr(fs::path(input).filename().string()));
      of_kind.reasons.insert(reason_of(line["error"], input));
      ++of_kind.refused;
      return;
    }
    const auto record = testing::read_json(line["outputs"].back());
    record["status"] == "partial" ? ++of_kind.partial : ++of_kind.complete;
    EXPECT_TRUE(fs::exists(line["outputs"].front())) << line;
  }
  // Every file, in one run.
  void run(const std::vector<HostileFile>& files) {
    std::map<std::string, std::string> kinds;
    std::vector<std::string> arguments;
    arguments.reserve(files.size());
    for (const HostileFile& file : files) {
      kinds[file.path] = file.kind;
      arguments.push_back(file.path);
    }
    const ProgramRun run = explain(arguments);
    EXPECT_EQ(run.exit_code, 3) << run.err;
    EXPECT_LT(run.media_peak_kb, 2'000'000);
    for (const std::string& line : run.paths()) {
      const auto json = nlohmann::json::parse(line);
      const std::string input = json["input"];
      ASSERT_TRUE(kinds.contains(input)) << input << " for the second time";
      count(json, kinds[input]);
      kinds.erase(input);
    }
    for (const auto& [path, kind] : kinds) ADD_FAILURE() << path << " came to no end";
    for (const auto& left : fs::directory_iterator(dir_ / "out"))
      EXPECT_EQ(left.path().filename().string().find(".part-"), std::string::npos) << left;
  }
  void write_table() const {
    const char* path = std::getenv("VIDCAM_OUTCOMES");
    if (path == nullptr) return;
    std::ofstream table(path, std::ios::app);
    for (const auto& [kind, of] : outcomes_) {
      std::string reasons;
      int told = 0;
      for (const std::string& reason : of.reasons)
        if (told++ < 3) reasons += (reasons.empty() ? "" : "; ") + ("\"" + reason + "\"");
      table << "| " << kind << " | " << of.files << " | " << of.complete << " | " << of.partial
            << " | " << of.refused << " | " << reasons << " |\n";
    }
  }
  testing::TempDir dir_;
  std::map<std::string, Outcomes> outcomes_;
};

TEST_F(HostileInputsTest, EachMadeFileEndsInAnOutputOrANamedErrorAndTheRunGoesOn) {
  const char* flips = std::getenv("VIDCAM_FLIPS");
  run(testing::make_hostile_files(dir_ / "in", flips == nullptr ? 8 : std::atoi(flips)));
  write_table();
  const Outcomes& playlists = outcomes_["playlist under a video's name"];
  EXPECT_EQ(playlists.refused, playlists.files) << "a playlist led to another file";
  for (const char* kind : {"huge dimensions in the header", "200,000 tracks", "pipe, device, links",
                           "empty, text, zeros"})
    EXPECT_EQ(outcomes_[kind].refused, outcomes_[kind].files) << kind;
  EXPECT_GT(outcomes_["avi, cut at every 5 %"].partial, 5);
}

TEST_F(HostileInputsTest, EachAwkwardFileOfOthersEndsInAnOutputOrANamedError) {
  const auto folder = testing::shared_data("awkward");
  if (!folder) GTEST_SKIP() << "shared data is not here";
  std::vector<HostileFile> files;
  for (const auto& entry : fs::recursive_directory_iterator(*folder))
    if (entry.is_regular_file() && entry.path().filename() != "LICENSE")
      files.push_back({"others' test files", entry.path().string()});
  ASSERT_GT(files.size(), 20U);
  run(files);
  write_table();
}

class ChangingInputTest : public HostileInputsTest {
 protected:
  // Runs explain on a long video and calls `change` once, when its first result is being written.
  ProgramRun run_while(const std::function<void()>& change) {
    testing::VideoSpec spec;
    spec.path = dir_ / "in/a.mkv";
    spec.frames = 1500;
    spec.quality = 10;
    spec.painting = [](int frame, int x, int y) {
      const auto v = static_cast<uint8_t>((x * 37 + y * 101 + frame * 53) % 256);
      return testing::Rgb{v, v, static_cast<uint8_t>(255 - v)};
    };
    testing::write_video(spec);
    bool changed = false;
    return testing::run_vidcam({"explain", spec.path, "-q", "-m", dir_ / "model.pt", "-o",
                                dir_ / "out", "--method", "gradcam", "--precision", "fp32"},
                               [&] {
                                 if (!changed && video_begun()) {
                                   change();
                                   changed = true;
                                 }
                                 return false;
                               });
  }
  // Under whatever name: before that only the spool file is there for a moment, and the input has
  // not been opened.
  bool video_begun() {
    std::error_code none;
    const fs::directory_iterator files(dir_ / "out", none);
    return std::any_of(begin(files), end(files), [](const auto& file) {
      return file.path().filename().string().find(".mp4") != std::string::npos;
    });
  }
  std::string status() { return testing::read_json(dir_ / "out/a.json")["status"]; }
};

TEST_F(ChangingInputTest, AFileThatIsRemovedWhileItIsReadIsReadToItsEnd) {
  const ProgramRun run = run_while([this] { fs::remove(dir_ / "in/a.mkv"); });
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(status(), "complete");
}

TEST_F(ChangingInputTest, AFileThatIsCutWhileItIsReadGivesWhatWasThere) {
  const ProgramRun run = run_while(
      [this] { fs::resize_file(dir_ / "in/a.mkv", fs::file_size(dir_ / "in/a.mkv") / 2); });
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(status(), "partial");
}

TEST_F(ChangingInputTest, AFileThatGrowsWhileItIsReadComesToAnEnd) {
  const ProgramRun run = run_while([this] {
    std::ofstream(dir_ / "in/a.mkv", std::ios::app | std::ios::binary) << std::string(1 << 20, 'x');
  });
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_TRUE(fs::exists(dir_ / "out/a_gradcam.mp4"));
}

}  // namespace
}  // namespace vidcam
