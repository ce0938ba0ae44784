"""Grad-CAM and Grad-CAM++ of a Python module by autograd in float64, from the papers' equations."""
import torch
from torch import nn


def activations_and_scores(model: nn.Module, row, x: torch.Tensor):
    """A, on the tape, of the last execution of the layer, and the scores that follow from it."""
    name, _, which = (row.hook or row.layer).partition(":")
    kept = []

    def keep(value):
        # A copy goes on: what follows may write to it.
        if isinstance(value, tuple):
            return (keep(value[0]),) + value[1:]
        kept.append(value if value.requires_grad else value.requires_grad_(True))
        return kept[-1].clone()

    for p in model.parameters():
        p.requires_grad_(False)
    module = model.get_submodule(name)
    if which == "input":
        handle = module.register_forward_pre_hook(lambda _, inputs: (keep(inputs[0]),) + inputs[1:])
    else:
        handle = module.register_forward_hook(lambda _, inputs, output: keep(output))
    scores = model(*row.arguments(x))
    handle.remove()
    return kept[-1], scores


def as_maps(a: torch.Tensor, row) -> torch.Tensor:
    """[C, positions...] of one clip."""
    a = a[0]
    if row.tokens:
        skipped, grid = row.tokens
        return a[skipped:].T.reshape(a.shape[1], *grid)
    return a.movedim(-1, 0) if row.channels_last else a


def weighted(w: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    return torch.einsum("k,k...->...", w, a)


def gradcam_sum(a, g):
    """sum_k w_k A^k, w_k the mean of g: Grad-CAM eq 1-2 before its ReLU."""
    return weighted(g.flatten(1).mean(1), a)


def gradcam_pp_sum(a, g):
    """w_k = sum_p alpha relu(g), alpha = g^2 / (2 g^2 + g^3 sum A): Grad-CAM++ eq 5, 19, 20."""
    a_k, g_k = a.flatten(1), g.flatten(1)
    below = 2 * g_k**2 + g_k**3 * a_k.sum(1, keepdim=True)
    alpha = torch.where(below == 0, torch.zeros_like(below), g_k**2 / below)
    return weighted((alpha * g_k.relu()).sum(1), a)


def maps_of_class(layer, scores, row, index: int) -> dict:
    """Both maps; sums in float64 whatever the model computes in."""
    a = as_maps(layer.detach(), row).double()
    g = as_maps(torch.autograd.grad(scores[0, index], layer, retain_graph=True)[0], row).double()
    assert g.abs().max() > 1e-60, "the gradient is too small for eq 19 as it is printed: g^3 is 0"
    cam = gradcam_sum(a, g)
    return {"class": index, "score": scores[0, index].item(), "share": (cam.max() / cam.abs().max()).item(),
            "gradcam": cam.relu(), "gradcam++": gradcam_pp_sum(a, g).relu()}


def reference_maps(model: nn.Module, row, x: torch.Tensor) -> dict:
    """Of the class whose Grad-CAM map has most above 0: with random weights that of many has little or nothing."""
    layer, scores = activations_and_scores(model, row, x)
    return max((maps_of_class(layer, scores, row, index) for index in range(scores.shape[1])),
               key=lambda maps: maps["share"])


def channels_last(t: torch.Tensor) -> torch.Tensor:
    formats = {4: torch.channels_last, 5: torch.channels_last_3d}
    return t.contiguous(memory_format=formats[t.dim()]) if t.dim() in formats else t


def float32_differences(model: nn.Module, row, x: torch.Tensor, reference: dict) -> dict:
    """How far torch's own float32 is off, of each map's maximum: the more of both memory layouts.

    Two cells of a pooling window that float32 makes equal may change places: then a gradient lies in another cell.
    """
    worst = {"gradcam": 0.0, "gradcam++": 0.0}
    for layout in (torch.Tensor.contiguous, channels_last):
        for p in model.parameters():
            p.data = layout(p.data)
        layer, scores = activations_and_scores(model, row, layout(x))
        maps = maps_of_class(layer, scores, row, reference["class"])
        for method in worst:
            off = (maps[method] - reference[method]).abs().max() / reference[method].max()
            worst[method] = max(worst[method], off.item())
    return worst
