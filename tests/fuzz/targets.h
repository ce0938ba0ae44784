#pragma once

#include <cstdint>
#include <span>

// What libFuzzer drives and what the seeds are tried on: each takes any bytes and ends, in a result
// or in a vidcam::Error; anything else is a finding.
namespace vidcam::fuzz {

using Bytes = std::span<const uint8_t>;

void read_video(Bytes bytes);     // a file, opened, decoded and sampled, with small limits
void hear_media(Bytes bytes);     // all that a media process says, as the other program hears it
void read_card(Bytes bytes);      // a model card
void read_manifest(Bytes bytes);  // a manifest of an evaluation, TSV and JSON lines
void read_batch(Bytes bytes);     // what lies in the folder of a batch: journal, done.json, plan

}  // namespace vidcam::fuzz
