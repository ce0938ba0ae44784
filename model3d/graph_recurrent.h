#pragma once

#include "model3d/model_graph.h"

namespace vidcam::detail {

// The graph's lstm, gru, rnn_tanh and rnn_relu operators without dropout, as in evaluation whatever
// they were traced in. training: they are told that they train, which without dropout changes
// nothing but this: cuDNN can be differentiated ("cudnn RNN backward can only be called in training
// mode").
void settle_recurrent(ModelGraph& model, bool training);

}  // namespace vidcam::detail
