#!/usr/bin/env python3
"""Known video networks to what vidcam reads: a TorchScript file and its model card.

  export_c3d.py c3d-sports1m  --weights c3d.pickle --labels labels.txt --out c3d.pt
  export_c3d.py c3d-mmaction2 --weights c3d_sports1m_ucf101.pth --out c3d_ucf101.pt
  export_c3d.py r3d_18 --out r3d_18.pt                  (torchvision fetches its Kinetics-400 weights)

c3d-sports1m: the keys of github.com/DavideA/c3d-pytorch (conv1.weight ... fc8.bias).
c3d-mmaction2: the keys of mmaction2's C3D (backbone.conv1a.conv.weight ... cls_head.fc_cls.bias).
r3d_18, mc3_18, r2plus1d_18: torchvision's keys (stem.0.weight ... fc.bias).
All give logits. The card, OUT with .json in place of its suffix, says how pictures become the input.
"""
import argparse
import json
import pathlib
import re
import sys

import torch
from torch import nn

CONVOLUTIONS = (("conv1", 3, 64), ("conv2", 64, 128), ("conv3a", 128, 256), ("conv3b", 256, 256),
                ("conv4a", 256, 512), ("conv4b", 512, 512), ("conv5a", 512, 512), ("conv5b", 512, 512))
TORCHVISION = ("r3d_18", "mc3_18", "r2plus1d_18")
KINDS = ("c3d-sports1m", "c3d-mmaction2") + TORCHVISION


class C3D(nn.Module):
    """Tran et al. 2015, for 16 x 112 x 112, with the layer names of the Sports-1M checkpoint; ends in logits."""

    def __init__(self, classes: int):
        super().__init__()
        for name, inputs, outputs in CONVOLUTIONS:
            self.add_module(name, nn.Conv3d(inputs, outputs, 3, padding=1))
        self.pool1 = nn.MaxPool3d((1, 2, 2))
        self.pool2 = nn.MaxPool3d(2)
        self.pool3 = nn.MaxPool3d(2)
        self.pool4 = nn.MaxPool3d(2)
        self.pool5 = nn.MaxPool3d(2, padding=(0, 1, 1))
        self.fc6 = nn.Linear(8192, 4096)
        self.fc7 = nn.Linear(4096, 4096)
        self.fc8 = nn.Linear(4096, classes)

    def forward(self, x):
        x = self.pool1(torch.relu(self.conv1(x)))
        x = self.pool2(torch.relu(self.conv2(x)))
        x = self.pool3(torch.relu(self.conv3b(torch.relu(self.conv3a(x)))))
        x = self.pool4(torch.relu(self.conv4b(torch.relu(self.conv4a(x)))))
        x = self.pool5(torch.relu(self.conv5b(torch.relu(self.conv5a(x)))))
        x = torch.relu(self.fc6(x.flatten(1)))
        return self.fc8(torch.relu(self.fc7(x)))


def from_mmaction2(key: str) -> str:
    """backbone.conv1a.conv.weight -> conv1.weight; a key that is not of this kind stays, and is then refused."""
    key = re.sub(r"^backbone\.(conv\w+)\.conv\.", r"\1.", key)
    key = re.sub(r"^(conv[12])a\.", r"\1.", key)
    return re.sub(r"^cls_head\.fc_cls\.", "fc8.", re.sub(r"^backbone\.(fc[67])\.", r"\1.", key))


def read_weights(path: str, kind: str) -> dict:
    """The tensors of a checkpoint by the names of our module."""
    try:
        weights = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, ValueError, EOFError) as error:
        raise SystemExit(f"{path}: cannot be read as a checkpoint: {error}")
    except Exception as error:  # the unpickler refuses what is more than tensors
        raise SystemExit(f"{path}: holds more than tensors, which is not loaded: {str(error).splitlines()[0]}")
    weights = weights.get("state_dict", weights) if isinstance(weights, dict) else weights
    if not isinstance(weights, dict) or not all(isinstance(v, torch.Tensor) for v in weights.values()):
        raise SystemExit(f"{path}: no state dict (a dict of tensors by name)")
    return {from_mmaction2(k) if kind == "c3d-mmaction2" else k: v for k, v in weights.items()}


def check(path: str, kind: str, weights: dict, expected: dict) -> None:
    """Names every key that is missing, unexpected or of another shape; nothing is loaded half."""
    faults = [f"missing {k}" for k in expected if k not in weights]
    faults += [f"unexpected {k}" for k in weights if k not in expected]
    faults += [f"{k} is {list(weights[k].shape)}, expected {list(expected[k].shape)}"
               for k in expected if k in weights and weights[k].shape != expected[k].shape]
    if faults:
        raise SystemExit(f"{path}: is no {kind} checkpoint: " + "; ".join(faults))


def build(kind: str, classes: int) -> nn.Module:
    if kind in TORCHVISION:
        from torchvision.models import video
        return getattr(video, kind)(weights=None, num_classes=classes)
    return C3D(classes)


def fetch(kind: str) -> nn.Module:
    from torchvision.models import get_model
    return get_model(kind, weights="KINETICS400_V1")


def make_model(args) -> nn.Module:
    last = "fc" if args.model in TORCHVISION else "fc8"
    if args.random_weights is not None:
        torch.manual_seed(args.random_weights)
        return build(args.model, {"c3d-sports1m": 487, "c3d-mmaction2": 101}.get(args.model, 400))
    if args.weights is None:
        if args.model not in TORCHVISION:
            raise SystemExit(f"{args.model}: say where the checkpoint is with --weights FILE")
        return fetch(args.model)
    weights = read_weights(args.weights, args.model)
    if f"{last}.bias" not in weights:
        raise SystemExit(f"{args.weights}: is no {args.model} checkpoint: missing {last}.bias")
    model = build(args.model, weights[f"{last}.bias"].numel())
    check(args.weights, args.model, weights, model.state_dict())
    model.load_state_dict(weights)
    return model


def kinetics_labels(kind: str, classes: int) -> list:
    if kind not in TORCHVISION or classes != 400:
        return []
    from torchvision.models import get_model_weights
    return get_model_weights(kind)["KINETICS400_V1"].meta["categories"]


def make_card(kind: str, labels: list) -> dict:
    clip = {"layout": "NCTHW", "frames": 16, "frame_step": 1, "height": 112, "width": 112, "crop": "center"}
    stretch = {"mode": "stretch", "height": 128, "width": 171}
    if kind == "c3d-sports1m":  # the Caffe original's order and range, and the average of its mean volume
        clip |= {"channels": "BGR", "range": [0, 255], "mean": [90.25164677347574, 97.65700354418385, 101.4083346052324],
                 "std": [1, 1, 1], "resize": stretch}
    elif kind == "c3d-mmaction2":  # configs/_base_/models/c3d_sports1m_pretrained.py and its test pipeline
        clip |= {"channels": "RGB", "range": [0, 255], "mean": [104, 117, 128], "std": [1, 1, 1],
                 "resize": {"mode": "short-side", "height": 128}}
    else:  # torchvision's VideoClassification preset
        clip |= {"channels": "RGB", "range": [0, 1], "mean": [0.43216, 0.394666, 0.37645],
                 "std": [0.22803, 0.22145, 0.216989], "resize": stretch}
    card = {"about": f"{kind}, written by samples/export_c3d.py", "input": clip, "output": {"kind": "logits"},
            "layer": "layer4" if kind in TORCHVISION else "conv5b"}
    return card | ({"labels": labels} if labels else {})


def read_labels(path: str, classes: int) -> list:
    labels = [line.strip() for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]
    if len(labels) != classes:
        raise SystemExit(f"{path}: has {len(labels)} labels, the model {classes} classes")
    return labels


def main(arguments=None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", choices=KINDS)
    parser.add_argument("--weights", metavar="FILE", help="the checkpoint; torchvision's own models need none")
    parser.add_argument("--labels", metavar="FILE", help="one label a line, in the order of the classes")
    parser.add_argument("--random-weights", metavar="SEED", type=int, help="no checkpoint: a model to try things with")
    parser.add_argument("--out", required=True, metavar="MODEL.pt")
    args = parser.parse_args(arguments)
    model = make_model(args).eval()
    classes = (model.fc if args.model in TORCHVISION else model.fc8).out_features
    labels = read_labels(args.labels, classes) if args.labels else kinetics_labels(args.model, classes)
    torch.jit.script(model).save(args.out)
    card = pathlib.Path(args.out).with_suffix(".json")
    card.write_text(json.dumps(make_card(args.model, labels), indent=2) + "\n", encoding="utf-8")
    print(args.out, card, sep="\n")


if __name__ == "__main__":
    sys.exit(main())
