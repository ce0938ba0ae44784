#include <iostream>

#include "decode/frame_source.h"
#include "pipeline/base/error.h"

// usage: count_frames VIDEO
int main(int argc, char** argv) try {
  if (argc != 2) return 2;
  const auto source = vidcam::open_source(argv[1]);
  int frames = 0;
  while (source->next()) ++frames;
  std::cout << frames << " frames\n";
  return frames > 0 ? 0 : 1;
} catch (const vidcam::Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
