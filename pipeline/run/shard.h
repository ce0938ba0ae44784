#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

// Which part of a batch is whose. These rules stand in every batch folder that was ever planned:
// they never change.
namespace vidcam {

// The first 64 bits of SHA-256(id), big-endian, modulo `shards` (at least 1).
[[nodiscard]] int shard_of(const std::string& id, int shards);

// The id of an item that was given none: the first 16 hex digits of SHA-256 of its path as it
// stands in the manifest.
[[nodiscard]] std::string default_id(const std::string& path);

// How the results of an item are called, without suffix: "ab/ID", where ab is what SHA-256(id)
// begins with. An id that is no name for a file (letters, digits and "._+=-", at most 100, no "."
// in front) is replaced by its own default_id().
[[nodiscard]] std::string result_stem(const std::string& id);

// "3,17,40-44", as sbatch --array takes it. shards: ascending.
[[nodiscard]] std::string shard_list(std::span<const int> shards);

// Which shard the environment asks for: VIDCAM_SHARD; else what a scheduler says
// (SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX, PBS_ARRAY_INDEX, PBS_ARRAYID, LSB_JOBINDEX but 0,
// AWS_BATCH_JOB_ARRAY_INDEX) plus VIDCAM_SHARD_OFFSET. Nothing where none is set. environment: as
// std::getenv. Throws Error (Usage) for what is no number, naming the variable.
[[nodiscard]] std::optional<int> shard_from(
    const std::function<const char*(const char*)>& environment);

}  // namespace vidcam
