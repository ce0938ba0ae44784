#include "tests/cli/hostile_corpus.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "tests/support/media.h"

namespace vidcam::testing {
namespace {

namespace fs = std::filesystem;

class Corpus {
 public:
  explicit Corpus(std::string folder) : folder_(std::move(folder)) {}

  std::string place(const std::string& kind, const std::string& name) {
    files_.push_back({kind, folder_ + "/" + name});
    return files_.back().path;
  }
  void write(const std::string& kind, const std::string& name, const std::string& bytes) {
    std::ofstream(place(kind, name), std::ios::binary) << bytes;
  }
  std::vector<HostileFile> take() { return std::move(files_); }

 private:
  std::string folder_;
  std::vector<HostileFile> files_;
};

// A sound file of this container; not one of the corpus.
std::string container_bytes(const std::string& folder, const std::string& suffix) {
  VideoSpec spec;
  spec.path = folder + "/.whole." + suffix;
  spec.frames = 24;
  spec.quality = 20;
  if (suffix == "avi") spec.codec = "mpeg4";
  if (suffix == "mp4") spec.muxer_options = "movflags=+faststart";
  write_video(spec);
  std::ifstream in(spec.path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string numbered(const std::string& name, int number, const std::string& suffix) {
  return name + "_" + std::to_string(number) + "." + suffix;
}

void add_truncations(Corpus& corpus, const std::string& whole, const std::string& suffix) {
  for (int part = 5; part < 100; part += 5)
    corpus.write(suffix + ", cut at every 5 %", numbered("cut", part, suffix),
                 whole.substr(0, whole.size() * static_cast<size_t>(part) / 100));
}

void add_flips(Corpus& corpus, const std::string& whole, const std::string& suffix, int count) {
  std::mt19937 random(20261121);
  for (int i = 0; i < count; ++i) {
    std::string bytes = whole;
    for (int flips = 1 << (i % 7); flips > 0; --flips) {
      const size_t at = random() % bytes.size();
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
    }
    corpus.write(suffix + ", 1 to 64 bits flipped", numbered("flip", i, suffix), bytes);
  }
}

// Texts that make FFmpeg's own tools open the file they name.
void add_playlists(Corpus& corpus, const std::string& victim) {
  corpus.write("playlist under a video's name", "concat.mp4",
               "ffconcat version 1.0\nfile '" + victim + "'\n");
  corpus.write(
      "playlist under a video's name", "list.mp4",
      "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://" + victim + "\n#EXT-X-ENDLIST\n");
  corpus.write(
      "playlist under a video's name", "session.mp4",
      "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n");
}

void add_no_videos(Corpus& corpus) {
  corpus.write("empty, text, zeros", "empty.mp4", "");
  corpus.write("empty, text, zeros", "text.mp4", "this is no video\n");
  corpus.write("empty, text, zeros", "zeros.mp4", std::string(4 << 20, '\0'));
  ::mkfifo(corpus.place("pipe, device, links", "pipe.mp4").c_str(), 0600);
  fs::create_symlink("/dev/zero", corpus.place("pipe, device, links", "zero_device.mp4"));
  const std::string one = corpus.place("pipe, device, links", "loop_1.mp4");
  fs::create_symlink(one, corpus.place("pipe, device, links", "loop_2.mp4"));
  fs::create_symlink(fs::path(one).replace_filename("loop_2.mp4"), one);
  fs::create_symlink("/nowhere/a.mp4", corpus.place("pipe, device, links", "dangling.mp4"));
}

std::string big_endian(uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 255);
  return bytes;
}

// A PNG's header (the checksum is wrong, which decoders pass over), and the sizes in an AVI's.
void add_huge_pictures(Corpus& corpus, std::string avi) {
  corpus.write("huge dimensions in the header", "huge.png",
               "\x89PNG\r\n\x1a\n" + big_endian(13) + "IHDR" + big_endian(60000) +
                   big_endian(60000) + std::string("\x08\x02\0\0\0", 5) + big_endian(0) +
                   big_endian(0) + "IDAT" + big_endian(0));
  const size_t format = avi.find("strf") + 8;
  avi.replace(format + 4, 8, std::string("\xff\xff\0\0\xff\xff\0\0", 8));
  corpus.write("huge dimensions in the header", "huge.avi", avi);
  corpus.write("huge dimensions in the header", "huge.y4m",
               "YUV4MPEG2 W2000000000 H2000000000 F25:1 C420jpeg\nFRAME\n");
}

// Where the durations of a film, a track and its medium stand, all ones but the last.
void add_years(Corpus& corpus, std::string mp4) {
  for (const auto& [box, offset] : {std::pair{"mvhd", 20}, {"tkhd", 24}, {"mdhd", 20}})
    mp4.replace(mp4.find(box) + static_cast<size_t>(offset), 4, big_endian(0xFFFFFFFE));
  corpus.write("a header that claims years", "years.mp4", mp4);
  corpus.write("a header that claims years", "years.y4m",
               "YUV4MPEG2 W16 H16 F1:1000000000 C420jpeg\nFRAME\n" + std::string(384, 'x') +
                   "FRAME\n" + std::string(384, 'y'));
}

// A Matroska element with a size of four bytes.
std::string element(const std::string& id, const std::string& body) {
  return id + big_endian(static_cast<uint32_t>(body.size()) | 0x10000000U) + body;
}

void add_tracks(Corpus& corpus) {
  std::string tracks;
  for (uint32_t i = 1; i <= 200000; ++i)
    tracks += element("\xAE", element("\xD7", big_endian(i)) + element("\x73\xC5", big_endian(i)) +
                                  element("\x83", "\x01") + element("\x86", "V_MPEG4/ISO/AVC"));
  const std::string head = element("\x1A\x45\xDF\xA3", element("\x42\x82", "matroska"));
  corpus.write("200,000 tracks", "tracks.mkv",
               head + element("\x18\x53\x80\x67", element("\x16\x54\xAE\x6B", tracks)));
}

}  // namespace

std::vector<HostileFile> make_hostile_files(const std::string& folder, int flips) {
  Corpus corpus(folder);
  for (const char* suffix : {"mp4", "mkv", "avi"}) {
    const std::string whole = container_bytes(folder, suffix);
    add_truncations(corpus, whole, suffix);
    add_flips(corpus, whole, suffix, flips);
  }
  add_playlists(corpus, folder + "/.whole.mp4");
  add_no_videos(corpus);
  add_huge_pictures(corpus, container_bytes(folder, "avi"));
  add_years(corpus, container_bytes(folder, "mp4"));
  add_tracks(corpus);
  return corpus.take();
}

}  // namespace vidcam::testing
