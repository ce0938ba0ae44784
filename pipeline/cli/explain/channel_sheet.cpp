#include "pipeline/cli/explain/channel_sheet.h"

#include <algorithm>

#include "pipeline/cli/conventions.h"
#include "pipeline/cli/explain/explain_command.h"
#include "pipeline/cli/report/explain_folder.h"

namespace vidcam {

std::vector<size_t> top_channels(const ChannelTally& tally, size_t count) {
  if (tally.rows().empty()) return {};
  std::vector<size_t> channels = by_weight(tally.rows().front());
  channels.resize(std::min(count, channels.size()));
  return channels;
}

int write_channel_sheet(const ExplainSettings& settings, const Input& input,
                        const std::vector<size_t>& channels, const std::string& precision) {
  ExplainSettings again = settings;
  const auto known = precisions().find(precision);  // of a float64 model: none
  again.model.precision = known == precisions().end() ? PrecisionRequest::Float32 : known->second;
  again.model.methods.clear();
  for (const size_t k : channels) again.model.methods.push_back("channel" + std::to_string(k));
  again.model.channels = false;
  again.channel_sheet = 0;
  again.target_texts.resize(1);
  again.against = {false};
  again.views = {"sheet"};
  again.quiet = true;
  Input named = input;
  named.stem += kTopChannels;
  return explain_inputs(again, {named});
}

}  // namespace vidcam
