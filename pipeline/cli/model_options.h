#pragma once

#include <boost/program_options.hpp>
#include <string>

#include "explain3d/clip_explainer.h"
#include "pipeline/run/media_protocol.h"

// The options that all commands share which explain clips.
namespace vidcam {

// -m, --card, --layer, --tap, --device, --precision, --batch.
[[nodiscard]] boost::program_options::options_description model_options(
    const char* default_precision, const char* precision_help);

// --score, --softmax-bound, --pool, --occlusion-*.
void add_method_options(boost::program_options::options_description& options);

// --jobs.
void add_jobs_option(boost::program_options::options_description& options);

// --max-pixels, --max-duration, --stall-timeout.
void add_limit_options(boost::program_options::options_description& options);

// methods: the name of the option that lists them. Throws Error (Usage) naming the option, what it
// got and what it takes.
[[nodiscard]] ExplainOptions model_from(const boost::program_options::variables_map& values,
                                        const char* methods);

// What --clips, --max-pixels and --max-duration say. Throws as above.
[[nodiscard]] MediaJob reading_from(const boost::program_options::variables_map& values);

}  // namespace vidcam
