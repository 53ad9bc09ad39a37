"""The sentence encoder: vectors of length 1, the same in any company, near for paraphrases."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from worker.embedding import DIMENSIONS, Encoder, ModelDamaged, get_encoder

TEXTS = [
    "Unemployment fell to four percent last year.",
    "The jobless rate dropped to four percent last year.",
    "The bridge at Alder Ferry was closed in March after the flood.",
    "word " * 400,
    "",
]


def test_vectors_have_length_one_and_the_order_of_the_texts() -> None:
    vectors = np.array(get_encoder().encode(TEXTS))
    assert vectors.shape == (len(TEXTS), DIMENSIONS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    near = vectors @ vectors.T
    assert near[0, 1] > 0.6 > 0.3 > near[0, 2]


def test_a_text_has_its_vector_in_any_company() -> None:
    """Weights alone are int8: a batch is not scaled as a whole."""
    alone = np.array([get_encoder().encode([text])[0] for text in TEXTS])
    mixed = TEXTS * 9
    random.Random(1).shuffle(mixed)
    together = np.array(get_encoder().encode(mixed))
    for text, vector in zip(mixed, together, strict=True):
        assert np.allclose(vector, alone[TEXTS.index(text)], atol=1e-5)


def test_no_texts_no_vectors() -> None:
    assert get_encoder().encode([]) == []


def test_what_is_past_the_longest_input_is_not_read() -> None:
    long, longer = get_encoder().encode(["word " * 300, "word " * 300 + "bridge " * 50])
    assert long == longer


@pytest.mark.parametrize("content", [b"something else", None])
def test_a_damaged_or_missing_file_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "model.onnx"
    if content is not None:
        path.write_bytes(content)
    for encoder in (Encoder(path), Encoder(vocabulary=path)):
        with pytest.raises(ModelDamaged, match=r"model\.onnx"):
            encoder.verify()


def test_the_packaged_files_are_the_ones_pinned() -> None:
    get_encoder().verify()
