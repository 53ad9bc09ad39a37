"""The packaged model: loaded with its checksums verified, it judges sentences one by one.

A sentence is judged alone (with the one before it, where it leans on that), never in a batch:
int8 arithmetic scales a batch as a whole, and a score that depends on who happens to be read
beside a sentence could not be compared between transcripts.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from worker.extraction.checkworthiness.ngrams import Feature, Ngrams, features
from worker.extraction.checkworthiness.reading import read
from worker.extraction.checkworthiness.wordpiece import WordPiece

if TYPE_CHECKING:
    import onnxruntime
    from numpy.typing import NDArray

PACKAGED = Path(__file__).parent / "packaged"
CARD = "model.json"
ENCODER, PIECES, NAMES, WEIGHTS = "encoder.onnx", "pieces.txt", "ngrams.txt", "ngrams.npy"
NEEDED = (
    "name", "version", "threshold", "send", "first", "alone", "both", "encoder", "reasons", "files"
)  # fmt: skip


class ModelDamaged(Exception):
    """The packaged model is missing, incomplete or not the one its card describes."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one stretch of the sentence adds to the logit of its score; offsets are its own."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model says of a sentence.

    `logit` is the score's log-odds, `rank` the probability that fact-checkers pick it in its
    transcript; `shares` add up to `logit` less what does not hang on words. `encoded` tells
    whether the second stage read it.
    """

    logit: float
    rank: float
    encoded: bool
    shares: tuple[Share, ...]

    @property
    def score(self) -> float:
        """The calibrated probability that the sentence is worth checking."""
        return sigmoid(self.logit)


class Model:
    """Two stages: weighted words for every sentence, the encoder where it can matter."""

    def __init__(self, folder: Path = PACKAGED) -> None:
        self.folder = folder

    @cached_property
    def card(self) -> dict[str, Any]:
        """Settings, weights of reasons and checksums, as training wrote them."""
        try:
            card: dict[str, Any] = json.loads(self._card_file)
        except ValueError as error:
            raise ModelDamaged(f"{self.folder / CARD} cannot be read: {error}") from error
        missing = [name for name in NEEDED if name not in card]
        if missing:
            raise ModelDamaged(f"{self.folder / CARD} lacks {', '.join(missing)}")
        return card

    @cached_property
    def version(self) -> str:
        """Name, version and digest of the card, which holds the digests of all files."""
        digest = sha256(self._card_file).hexdigest()
        return f"{self.card['name']}-{self.card['version']}.{digest[:8]}"

    def verify(self) -> None:
        """Compare every file with its checksum; raises ModelDamaged, which names the file."""
        for name, expected in self.card["files"].items():
            try:
                found = sha256((self.folder / name).read_bytes()).hexdigest()
            except OSError as error:
                reason = error.strerror
                raise ModelDamaged(f"{self.folder / name} cannot be read: {reason}") from error
            if found != expected:
                raise ModelDamaged(f"{self.folder / name} is damaged: its SHA-256 is {found}")

    def load(self) -> None:
        """Verify and load everything now; raises ModelDamaged."""
        self.verify()
        _ = self._ngrams, self._pieces, self._session

    def judge(
        self, sentences: Sequence[tuple[str, str]], *, send: float | None = None
    ) -> list[Judgement]:
        """Judge (sentence, sentence before or "") pairs, each by itself.

        `send` replaces the card's cut: first-stage logits from it up go on to the encoder.
        """
        cut = self.card["send"] if send is None else send
        return [self._judge(text, before, cut) for text, before in sentences]

    def _judge(self, text: str, before: str, cut: float) -> Judgement:
        found = self._ngrams.shares(features(text))
        first = self.card["first"]
        worth = first["bias"] + sum(share for _, share, _ in found)
        rank = first["rank_bias"] + sum(share for _, _, share in found)
        if worth < cut:
            mix = self.card["alone"]
            shares = _words(found, mix["score"])
            return Judgement(
                logit=mix["score"] * worth + mix["bias"],
                rank=sigmoid(mix["rank"] * rank + mix["rank_score"] * worth + mix["rank_bias"]),
                encoded=False,
                shares=shares,
            )
        mix = self.card["both"]
        spans, tokens, encoded_worth, encoded_rank = self._encode(text, before)
        return Judgement(
            logit=mix["score"] * worth + mix["encoder"] * encoded_worth + mix["bias"],
            rank=sigmoid(
                mix["rank"] * rank
                + mix["rank_score"] * worth
                + mix["rank_head"] * encoded_rank
                + mix["rank_encoder"] * encoded_worth
                + mix["rank_bias"]
            ),
            encoded=True,
            shares=_words(found, mix["score"])
            + tuple(
                Share(start, end, mix["encoder"] * share)
                for (start, end), share in zip(spans, tokens, strict=True)
            ),
        )

    def _encode(
        self, text: str, before: str
    ) -> tuple[list[tuple[int, int]], list[float], float, float]:
        """Return the words' offsets and shares, and the two logits they are parts of."""
        import numpy as np

        head = self.card["encoder"]
        words, numbers = read(self._pieces, text, before if head["context"] else "")
        ids = np.array([numbers], dtype=np.int64)
        (tokens,) = self._session.run(None, {"input_ids": ids})
        shares: NDArray[np.float32] = tokens[0] / len(numbers)
        found, position = [], 1  # behind the class mark
        for piece in words.pieces:
            found.append(float(shares[position : position + len(piece), 0].sum()))
            position += len(piece)
        worth = float(shares[:, 0].sum()) + head["bias"]
        rank = float(shares[:, 1].sum()) + head["rank_bias"]
        return words.offsets, found, worth, rank

    @cached_property
    def _card_file(self) -> bytes:
        try:
            return (self.folder / CARD).read_bytes()
        except OSError as error:
            raise ModelDamaged(f"{self.folder / CARD} cannot be read: {error.strerror}") from error

    @cached_property
    def _ngrams(self) -> Ngrams:
        import numpy as np

        names = (self.folder / NAMES).read_text(encoding="utf-8").split("\n")
        return Ngrams(names, np.load(self.folder / WEIGHTS, allow_pickle=False).astype(np.float32))

    @cached_property
    def _pieces(self) -> WordPiece:
        return WordPiece((self.folder / PIECES).read_text(encoding="utf-8").split("\n"))

    @cached_property
    def _session(self) -> "onnxruntime.InferenceSession":
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # One thread: a worker has as many children as it has cores.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # A child reads for days: buffers are given back rather than kept for the longest input.
        options.enable_cpu_mem_arena = False
        return onnxruntime.InferenceSession(
            str(self.folder / ENCODER), options, providers=["CPUExecutionProvider"]
        )


def sigmoid(x: float) -> float:
    """Return the logistic function of x."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _words(found: Sequence[tuple[Feature, float, float]], scale: float) -> tuple[Share, ...]:
    return tuple(
        Share(feature.start, feature.end, scale * worth)
        for feature, worth, _ in found
        if feature.end
    )
