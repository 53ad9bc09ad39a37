"""Writes the model as the worker loads it: an int8 encoder, word weights, and their card."""

import json
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from training.encoder import BASE, Encoder
from worker.extraction.checkworthiness.model import CARD, ENCODER, NAMES, PIECES, WEIGHTS

OPSET = 17


class Exported(nn.Module):
    """One sentence without padding in, each token's share of both logits out: (1, tokens, 2)."""

    def __init__(self, encoder: Encoder, rank_head: np.ndarray) -> None:
        super().__init__()
        self.body = encoder.body
        self.head = nn.Linear(encoder.head.in_features, 2, bias=False)
        weight = torch.stack([encoder.head.weight[0].detach(), torch.tensor(rank_head).float()])
        self.head.weight = nn.Parameter(weight)

    def forward(self, input_ids: Tensor) -> Tensor:
        mask = torch.ones_like(input_ids)
        hidden = self.body(input_ids=input_ids, attention_mask=mask).last_hidden_state
        return self.head(hidden)


def export(encoder: Encoder, rank_head: np.ndarray, path: Path) -> None:
    """Write the encoder as int8 ONNX.

    Weights keep seven bits: without VNNI, the sums of eight-bit products overflow, and the same
    sentence would score otherwise on another processor.
    """
    model = Exported(encoder, rank_head).eval()
    with tempfile.TemporaryDirectory() as folder:
        plain, ready = Path(folder) / "plain.onnx", Path(folder) / "ready.onnx"
        torch.onnx.export(
            model,
            (torch.ones((1, 8), dtype=torch.long),),
            str(plain),
            input_names=["input_ids"],
            output_names=["shares"],
            dynamic_axes={"input_ids": {1: "tokens"}, "shares": {1: "tokens"}},
            opset_version=OPSET,
            dynamo=False,
        )
        quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(
            str(ready), str(path), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )


def write(
    folder: Path,
    card: dict[str, Any],
    names: list[str],
    weights: np.ndarray,
    encoder: Encoder,
    rank_head: np.ndarray,
) -> None:
    """Write all files, then the card with their checksums; the folder is replaced as a whole."""
    new = folder.with_name(folder.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    export(encoder, rank_head, new / ENCODER)
    shutil.copyfile(BASE / "vocab.txt", new / PIECES)
    text = (new / PIECES).read_text(encoding="utf-8").rstrip("\n")
    (new / PIECES).write_text(text, encoding="utf-8")
    (new / NAMES).write_text("\n".join(names), encoding="utf-8")
    np.save(new / WEIGHTS, weights.astype(np.float16))
    files = {
        name: sha256((new / name).read_bytes()).hexdigest()
        for name in (ENCODER, PIECES, NAMES, WEIGHTS)
    }
    (new / CARD).write_text(json.dumps({**card, "files": files}, indent=1) + "\n")
    shutil.rmtree(folder, ignore_errors=True)
    new.rename(folder)
