#include "encode/read_back.h"

#include <algorithm>

#include "encode/libav.h"
#include "pipeline/base/error.h"

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/dict.h>
}

namespace vidcam {
namespace {

struct CloseInput {
  void operator()(AVFormatContext* input) const { avformat_close_input(&input); }
};
using Input = std::unique_ptr<AVFormatContext, CloseInput>;

[[noreturn]] void refuse(const std::string& path, const std::string& found) {
  throw Error(ExitCode::Io, path + ": cannot be read back: " + found +
                                "; it was changed behind our back, try again");
}

// The index as it stands in the file: an edit list would leave out what is not shown.
Input open_index(const std::string& file, const std::string& path) {
  AVDictionary* options = nullptr;
  av_dict_set_int(&options, "ignore_editlist", 1, 0);
  av_dict_set_int(&options, "advanced_editlist", 0, 0);
  AVFormatContext* opened = nullptr;
  const int status =
      avformat_open_input(&opened, ("file:" + file).c_str(), av_find_input_format("mov"), &options);
  av_dict_free(&options);
  check_encoded(status, path, "be read back");
  return Input(opened);
}

// Where the last byte is that the index names.
int64_t end_of(AVStream* stream) {
  int64_t end = 0;
  const int count = avformat_index_get_entries_count(stream);
  for (int i = 0; i < count; ++i) {
    const AVIndexEntry* entry = avformat_index_get_entry(stream, i);
    end = std::max(end, entry->pos + entry->size);
  }
  return end;
}

// By the index alone: what a stream is said to last is rounded, and with variable rates shorter.
int64_t span_of(AVStream* stream, int64_t count) {
  if (count == 0) return 0;
  const auto last = static_cast<int>(count - 1);
  return avformat_index_get_entry(stream, last)->timestamp -
         avformat_index_get_entry(stream, 0)->timestamp;
}

std::string found(const char* what, int64_t is, int64_t written) {
  return std::string(what) + std::to_string(is) + " of " + std::to_string(written) + " written";
}

}  // namespace

void check_read_back(const std::string& file, const std::string& path,
                     const WrittenPictures& written) {
  const Input input = open_index(file, path);
  const int64_t bytes = avio_size(input->pb);
  for (unsigned s = 0; s < input->nb_streams; ++s) {
    const int64_t end = end_of(input->streams[s]);
    if (end > bytes) refuse(path, found("it has bytes ", bytes, end));
  }
  if (written.stream >= static_cast<int>(input->nb_streams)) refuse(path, "it has no pictures");
  AVStream* pictures = input->streams[written.stream];
  const int64_t count = avformat_index_get_entries_count(pictures);
  if (count != written.count) refuse(path, found("it has pictures ", count, written.count));
  if (const int64_t span = span_of(pictures, count); span != written.span)
    refuse(path, found("its pictures span ticks ", span, written.span));
}

}  // namespace vidcam
