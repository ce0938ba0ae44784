#!/usr/bin/env python3
"""One row of the model table: its files, an input, and the maps that Python's autograd gives in float64.

  export_models.py ROW --out FOLDER   writes into the folder, which is there:
      scripted_float64.pt, traced_float64.pt, frozen_float64.pt, scripted_float32.pt
      card.json, input.npy        [N, 3, T, H, W] or [N, 3, H, W], float32
      gradcam.npy, gradcam++.npy  float64
      row.json                    layers, class and score; how far torch's own float32 is off
"""
import argparse
import json
import pathlib
import sys

import numpy
import torch

import models
import reference

SEED = 20


def save_files(model: torch.nn.Module, row: models.Row, x: torch.Tensor, out: pathlib.Path) -> None:
    """Leaves the model in float64."""
    torch.jit.script(model).save(str(out / "scripted_float32.pt"))
    model.double()
    torch.jit.trace(model, row.arguments(x.double()), check_trace=False).save(str(out / "traced_float64.pt"))
    script = torch.jit.script(model)
    script.save(str(out / "scripted_float64.pt"))
    torch.jit.freeze(script).save(str(out / "frozen_float64.pt"))


def card_of(row: models.Row) -> dict:
    size = {"height": row.size[-2], "width": row.size[-1]}
    size |= {"layout": "NCTHW", "frames": row.size[0]} if len(row.size) == 3 else {"layout": "NCHW"}
    return {"input": size | row.card} | ({"layer_grid": row.grid} if row.grid else {})


def export(row: models.Row, out: pathlib.Path) -> None:
    torch.manual_seed(SEED)
    x = torch.randn(1, 3, *row.size)
    model = row.build()
    models.randomize(model, row, x, SEED)
    save_files(model, row, x, out)
    best = reference.reference_maps(model, row, x.double())
    off = reference.float32_differences(model.float(), row, x, best)
    numpy.save(out / "input.npy", x.numpy())
    for method in ("gradcam", "gradcam++"):
        numpy.save(out / f"{method}.npy", best[method].numpy())
    (out / "card.json").write_text(json.dumps(card_of(row)))
    layers = {"scripted": row.layer, "traced": row.layer, "frozen": row.operator}
    (out / "row.json").write_text(json.dumps({
        "layers": layers, "rectified": row.rectified, "class": best["class"], "score": best["score"],
        "float32_difference": off}, indent=1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("row", choices=[row.name for row in models.ROWS])
    parser.add_argument("--out", type=pathlib.Path, required=True)
    args = parser.parse_args()
    export(next(row for row in models.ROWS if row.name == args.row), args.out)


if __name__ == "__main__":
    sys.exit(main())
