"""The rows of the model table: each model as a Python module with random weights, and its layer to explain."""
import dataclasses
import pathlib
import sys
from typing import List

import torch
from torch import nn
from torchvision.models import get_model

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "samples"))
from export_c3d import C3D  # noqa: E402

CLASSES = 10


@dataclasses.dataclass
class Row:
    """layer: by its name; operator: the same value in a frozen file, which has no names left.

    hook: the module whose output it is in Python, where that is another; "NAME:input" what that module is given.
    tokens: (leading tokens that stand for no position, grid). channels_last: [N, ..., C].
    """
    name: str
    layer: str
    operator: str
    size: tuple  # [T, H, W] or [H, W]
    make: callable = None
    hook: str = ""
    rectified: bool = False
    tokens: tuple = ()
    channels_last: bool = False
    card: dict = dataclasses.field(default_factory=dict)  # what is more in its input
    grid: tuple = ()  # its layer_grid

    def arguments(self, x: torch.Tensor) -> tuple:
        """What forward takes of the clip: itself, or the list of its pathways."""
        ways = self.card.get("pathways")
        return ([x[:, :, ::way["every"]] for way in ways],) if ways else (x,)

    def build(self) -> nn.Module:
        return self.make() if self.make else get_model(self.name, weights=None, num_classes=CLASSES)


class ConvLSTMCell(nn.Module):
    """Shi et al. 2015, without peepholes; gates i, f, o, g."""

    def __init__(self, inputs: int, hidden: int):
        super().__init__()
        self.gates = nn.Conv2d(inputs + hidden, 4 * hidden, 3, padding=1)

    def forward(self, x: torch.Tensor, h: torch.Tensor, c: torch.Tensor):
        i, f, o, g = self.gates(torch.cat([x, h], 1)).chunk(4, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


class ConvLSTM(nn.Module):
    """A cell called once a frame; its last hidden state tells the class."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 5, stride=2, padding=2)
        self.cell = ConvLSTMCell(8, 16)
        self.fc = nn.Linear(16, CLASSES)

    def forward(self, x):
        h = torch.zeros([x.shape[0], 16, (x.shape[3] + 1) // 2, (x.shape[4] + 1) // 2], dtype=x.dtype)
        c = torch.zeros_like(h)
        for t in range(x.shape[2]):
            h, c = self.cell(torch.relu(self.stem(x[:, :, t])), h, c)
        return self.fc(h.mean([2, 3]))


def normed(inputs: int, outputs: int, kernel: tuple, stride: tuple) -> nn.Sequential:
    padding = tuple(k // 2 for k in kernel)
    return nn.Sequential(nn.Conv3d(inputs, outputs, kernel, stride, padding, bias=False), nn.BatchNorm3d(outputs), nn.ReLU())


class Residual(nn.Module):
    def __init__(self, inputs: int, outputs: int, frames: int):
        super().__init__()
        self.one = normed(inputs, outputs, (frames, 3, 3), (1, 2, 2))
        self.two = nn.Sequential(nn.Conv3d(outputs, outputs, (1, 3, 3), 1, (0, 1, 1), bias=False), nn.BatchNorm3d(outputs))
        self.skip = nn.Conv3d(inputs, outputs, 1, (1, 2, 2), bias=False)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.relu(self.two(self.one(x)) + self.skip(x))


class SlowFast(nn.Module):
    """Feichtenhofer et al. 2019 in small: eight times the frames at an eighth of the channels, and lateral convolutions."""

    def __init__(self):
        super().__init__()
        self.slow_stem = normed(3, 32, (1, 7, 7), (1, 2, 2))
        self.fast_stem = normed(3, 4, (5, 7, 7), (1, 2, 2))
        self.lateral_1 = nn.Conv3d(4, 8, (5, 1, 1), (8, 1, 1), (2, 0, 0), bias=False)
        self.slow_middle = Residual(40, 64, 1)
        self.fast_middle = Residual(4, 8, 3)
        self.lateral_2 = nn.Conv3d(8, 16, (5, 1, 1), (8, 1, 1), (2, 0, 0), bias=False)
        self.fast_last = Residual(8, 16, 3)
        self.slow_last = Residual(80, 128, 3)
        self.fc = nn.Linear(144, CLASSES)

    def forward(self, x: List[torch.Tensor]):
        fast = self.fast_stem(x[1])
        slow = torch.cat([self.slow_stem(x[0]), self.lateral_1(fast)], 1)
        fast = self.fast_middle(fast)
        slow = torch.cat([self.slow_middle(slow), self.lateral_2(fast)], 1)
        fast = self.fast_last(fast)
        slow = self.slow_last(slow)
        return self.fc(torch.cat([slow.mean([2, 3, 4]), fast.mean([2, 3, 4])], 1))


PICTURE = (224, 224)
CLIP = (16, 112, 112)
ROWS = [
    Row("c3d", "conv5b", "@relu[-3]", CLIP, lambda: C3D(CLASSES), hook="pool5:input", rectified=True),
    Row("r3d_18", "layer4", "@relu[-1]", CLIP),
    Row("mc3_18", "layer4", "@relu[-1]", CLIP),
    Row("r2plus1d_18", "layer4", "@relu[-1]", CLIP),
    Row("s3d", "features", "@cat[-1]", (16, 224, 224)),
    Row("mvit_v2_s", "blocks.15.norm1", "@layer_norm[-6]", (16, 224, 224), tokens=(1, (8, 7, 7)),
        grid=(8, 7, 7)),
    Row("swin3d_t", "norm", "@layer_norm[-1]", (8, 224, 224), channels_last=True),
    Row("slowfast", "slow_last", "@relu[-1]", (32, 112, 112), SlowFast,
        card={"pathways": [{"every": 8}, {"every": 1}]}),
    Row("convlstm", "cell:0", "@mul[-1]", (6, 24, 32), ConvLSTM, hook="cell"),
    Row("vit_b_16", "encoder.layers.encoder_layer_11.ln_1", "@layer_norm[-3]", PICTURE, tokens=(1, (14, 14))),
    Row("swin_t", "norm", "@layer_norm[-1]", PICTURE, channels_last=True),
    Row("vgg16", "features.29", "@relu[-3]", PICTURE),
    Row("alexnet", "features.11", "@relu[-3]", PICTURE),
    Row("googlenet", "inception5b", "@cat[-1]", PICTURE,
        lambda: get_model("googlenet", weights=None, num_classes=CLASSES, init_weights=False)),
    Row("resnet50", "layer4", "@relu[-1]", PICTURE),
    Row("resnet101", "layer4", "@relu[-1]", PICTURE),
    Row("wide_resnet50_2", "layer4", "@relu[-1]", PICTURE),
    Row("efficientnet_b0", "features", "@silu[-1]", PICTURE),
    Row("densenet121", "features.norm5", "@batch_norm[-1]", PICTURE),
    Row("mobilenet_v2", "features", "@hardtanh[-1]", PICTURE),
    Row("squeezenet1_1", "features", "@cat[-1]", PICTURE),
]


@torch.no_grad()
def randomize(model: nn.Module, row: Row, x: torch.Tensor, seed: int) -> None:
    """Weights of which none is 0 or 1, and batch norm statistics as of a net that was trained on such inputs."""
    torch.manual_seed(seed)
    for p in model.parameters():
        if p.dim() > 1:
            p.normal_(0, (2 / p[0].numel()) ** 0.5)
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.momentum = 1.0
    model.train()
    model(*row.arguments(torch.cat([x, x.flip(-1)])))
    model.eval()
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.running_mean += 0.1 * torch.randn_like(module.running_mean) * module.running_var.sqrt()
            module.running_var *= 0.5 + torch.rand_like(module.running_var)
    for name, p in model.named_parameters():
        if p.dim() == 1:
            p.copy_(0.5 + torch.rand_like(p) if name.endswith("weight") else 0.1 * torch.randn_like(p))
