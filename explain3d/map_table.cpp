#include "explain3d/map_table.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/fmin.h>
#include <ATen/ops/maximum.h>

#include <stdexcept>

namespace vidcam {
namespace {

// What is known of both maps beside their values, into `all`.
void join_facts(Maps& all, const Maps& more) {
  if (all.alpha_condition.defined() && more.alpha_condition.defined())
    all.alpha_condition =
        at::fmin(all.alpha_condition, more.alpha_condition);  // NaN: there is none
  if (all.finite.defined() && more.finite.defined())
    all.finite = all.finite.logical_and(more.finite);
  if (all.finite_steps.defined() && more.finite_steps.defined())
    all.finite_steps = all.finite_steps.logical_and(more.finite_steps);
}

at::Tensor joined_values(const at::Tensor& a, const at::Tensor& b, Fuse fuse) {
  if (fuse == Fuse::Max) return at::maximum(a, b);
  return fuse == Fuse::Product ? a * b : a + b;
}

Maps fused_map(const std::vector<const Maps*>& layers, Fuse fuse, const InputSize& size,
               const HeatForm& form) {
  Maps all = *layers.front();
  const auto unit = [&](const at::Tensor& L) {
    return form == HeatForm() ? unit_map(L, size) : unit_map(L, size, form, all.relu);
  };
  all.L = unit(all.L);
  for (size_t i = 1; i < layers.size(); ++i) {
    all.L = joined_values(all.L, unit(layers[i]->L), fuse);
    join_facts(all, *layers[i]);
  }
  if (fuse == Fuse::Mean) all.L = all.L / static_cast<double>(layers.size());
  all.formed = true;
  return all;
}

}  // namespace

MapTable fused(std::vector<MapTable> layers, Fuse fuse, const InputSize& size,
               const HeatForm& form) {
  if (layers.size() == 1) return std::move(layers.front());
  MapTable all = layers.front();
  for (size_t k = 0; k < all.size(); ++k) {
    for (size_t m = 0; m < all[k].size(); ++m) {
      std::vector<const Maps*> of_layers;
      for (const MapTable& layer : layers)
        if (layer[k][m].L.defined()) of_layers.push_back(&layer[k][m]);
      if (of_layers.size() > 1) all[k][m] = fused_map(of_layers, fuse, size, form);
    }
  }
  return all;
}

void MapMean::add(MapTable table) {
  ++count_;
  if (count_ == 1) {
    sum_ = std::move(table);
    return;
  }
  for (size_t k = 0; k < sum_.size(); ++k) {
    for (size_t m = 0; m < sum_[k].size(); ++m) {
      sum_[k][m].L = sum_[k][m].L + table[k][m].L;
      if (sum_[k][m].channels.defined())
        sum_[k][m].channels = sum_[k][m].channels + table[k][m].channels;
      join_facts(sum_[k][m], table[k][m]);
    }
  }
}

MapTable MapMean::take() {
  if (count_ == 0) throw std::logic_error("the mean of no maps");
  for (auto& target : sum_)
    for (Maps& maps : target) {
      maps.L = maps.L / static_cast<double>(count_);
      if (maps.channels.defined()) maps.channels = maps.channels / static_cast<double>(count_);
    }
  return std::move(sum_);
}

}  // namespace vidcam
