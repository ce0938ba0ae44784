#!/usr/bin/env python3
"""What pytorch-grad-cam (PyPI: grad-cam) says of two small nets with random weights, one of pictures and one of clips.

    pytorch_grad_cam_maps.py FOLDER

FOLDER gets, for NET = net2d, net3d: NET.pt (scripted), NET.json (its model card), NET_input.npy, and for each case CASE.npy, the
package's map of class 1 on the input's grid; cases.json lists them. Needs torch and grad-cam. The files that stand in
tests/fixtures/pytorch_grad_cam were made with torch 2.11.0, grad-cam 1.5.7, scipy and OpenCV as PyPI had them then.
"""
import json
import os
import sys

import numpy as np
import torch
from pytorch_grad_cam import GradCAM, GradCAMPlusPlus, HiResCAM, LayerCAM, XGradCAM
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import nn

METHODS = {"gradcam": GradCAM, "gradcam++": GradCAMPlusPlus, "hirescam": HiResCAM, "layercam": LayerCAM, "xgradcam": XGradCAM}
TARGET = 1


class Net(nn.Module):
    """conv1, relu1, pool, conv2, relu2, conv3, then a functional ReLU, mean, fc."""

    def __init__(self, conv, pool):
        super().__init__()
        self.conv1, self.conv2, self.conv3 = conv(3, 4, 3, padding=1), conv(4, 5, 3, padding=1), conv(5, 6, 3, padding=1)
        self.relu1, self.relu2 = nn.ReLU(), nn.ReLU()
        self.pool = pool(2)
        self.fc = nn.Linear(6, 3)

    def forward(self, x):
        x = self.pool(self.relu1(self.conv1(x)))
        x = self.relu2(self.conv2(x))
        x = torch.relu(self.conv3(x))
        return self.fc(x.flatten(2).mean(2))


def save(folder, name, net, shape):
    torch.jit.script(net).save(os.path.join(folder, name + ".pt"))
    side = {"height": shape[-2], "width": shape[-1]}
    card = {"layout": "NCTHW", "frames": shape[1], **side} if len(shape) == 4 else {"layout": "NCHW", **side}
    with open(os.path.join(folder, name + ".json"), "w") as f:
        json.dump({"input": card}, f)
    x = torch.randn(1, *shape)
    np.save(os.path.join(folder, name + "_input.npy"), x.numpy())
    return x


def explain(folder, name, net, x):
    cases = []
    for layers in (["relu2"], ["conv3"], ["relu2", "conv3"]):
        for method, kind in METHODS.items():
            if len(layers) > 1 and method not in ("gradcam", "layercam"):
                continue
            with kind(model=net, target_layers=[getattr(net, layer) for layer in layers]) as cam:
                heat = cam(input_tensor=x, targets=[ClassifierOutputTarget(TARGET)])
            case = name + "_" + "_".join(layers) + "_" + method
            np.save(os.path.join(folder, case + ".npy"), np.float32(heat))
            cases.append({"net": name, "layers": ",".join(layers), "method": method, "map": case + ".npy"})
    return cases


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    cases = []
    for name, conv, pool, shape, seed in (("net2d", nn.Conv2d, nn.MaxPool2d, (3, 18, 22), 3), ("net3d", nn.Conv3d, nn.MaxPool3d, (3, 6, 14, 10), 4)):
        torch.manual_seed(seed)
        net = Net(conv, pool).eval()
        cases += explain(folder, name, net, save(folder, name, net, shape))
    with open(os.path.join(folder, "cases.json"), "w") as f:
        json.dump({"target": TARGET, "cases": cases}, f, indent=1)


main()
