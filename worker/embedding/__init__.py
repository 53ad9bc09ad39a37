"""The sentence encoder: texts to vectors of 384 numbers, on onnxruntime. Knows no Django."""

from functools import cache

from worker.embedding.encoder import DIMENSIONS, Encoder
from worker.extraction import ModelDamaged

__all__ = ["DIMENSIONS", "Encoder", "ModelDamaged", "get_encoder"]


@cache
def get_encoder() -> Encoder:
    """This process's encoder; its model is loaded at the first text."""
    return Encoder()
