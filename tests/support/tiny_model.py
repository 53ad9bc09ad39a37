"""A model of a few words, written where a test wants it: all that the real one has, but small.

Its encoder (tests/data/tiny_encoder.onnx) looks each piece up in a table of two columns.
"""

import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from worker.extraction.view import word_list

ENCODER = Path(__file__).resolve().parents[1] / "data" / "tiny_encoder.onnx"
PIECES = word_list(
    "[PAD] [UNK] [CLS] [SEP] the a of in it is was fell rose by per cent closed schools council "
    "unemployment i think hope thank you this not so last year 5 14 2019 ##s ##ed . , ? !"
)
NGRAMS = {
    "^ the": (0.4, 0.1),
    "#year": (1.5, 0.9),
    "#1": (0.8, 0.2),
    "#2": (1.2, 0.4),
    "fell": (2.0, 1.0),
    "fell by": (1.0, 0.5),
    "closed": (1.8, 0.9),
    "schools": (1.4, 0.6),
    "think": (-2.0, -1.0),
    "hope": (-2.5, -1.5),
    "thank you": (-4.0, -2.0),
    "=1": (0.3, 0.0),
}
CARD: dict[str, Any] = {
    "name": "tiny",
    "version": "1",
    "threshold": 0.5,
    "send": -1.0,
    "first": {"bias": -0.8, "rank_bias": -2.0},
    "alone": {"score": 0.9, "bias": -0.3, "rank": 0.8, "rank_score": 0.2, "rank_bias": -0.5},
    "both": {
        "score": 0.6,
        "encoder": 0.7,
        "bias": -0.1,
        "rank": 0.5,
        "rank_score": 0.1,
        "rank_head": 0.4,
        "rank_encoder": 0.1,
        "rank_bias": -0.6,
    },
    "encoder": {"context": True, "bias": 0.05, "rank_bias": -0.2},
    "reasons": {
        "all": {"bias": -1.1, "percentage": 0.9, "trend": 0.7, "quantity": 1.3, "opinion": -0.4},
        "lexical": {"bias": -0.9, "percentage": 1.0, "opinion": -0.5, "feeling": -0.6},
    },
}


def write_model(folder: Path, **changed: Any) -> Path:
    """Write it into a new folder, with parts of its card changed; returns the folder."""
    folder.mkdir(parents=True)
    shutil.copy(ENCODER, folder / "encoder.onnx")
    (folder / "pieces.txt").write_text("\n".join(PIECES), encoding="utf-8")
    (folder / "ngrams.txt").write_text("\n".join(NGRAMS), encoding="utf-8")
    np.save(folder / "ngrams.npy", np.array(list(NGRAMS.values()), dtype=np.float32))
    files = {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    (folder / "model.json").write_text(json.dumps({**CARD, "files": files, **changed}))
    return folder
