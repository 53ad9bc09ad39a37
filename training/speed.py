"""What the cascade costs and is worth: for each share of sentences sent on to the encoder, the
average precision out of fold and the extractor's words a second, for six layers and for three.

Speed is that of the whole extractor against plain `nlp.pipe` of its pipeline, in processor time
on one thread; which weights the encoder holds makes no difference to it.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np
import spacy

from benchmarks.texts import segments, transcript
from benchmarks.timing import processor_seconds
from training import blend, encoder, package, tries
from training.encoder import Encoder
from transcripts.formats import read
from worker.extraction.checkworthiness.model import CARD, ENCODER, PACKAGED
from worker.extraction.extractor import Extractor
from worker.extraction.scoring import Scorer
from worker.extraction.types import Segment
from worker.extraction.units import groups, units

ASKED = ("six layers", "distilled from two into three layers")
SHARES = [0.2, 0.4, 0.6, 0.8, 1.0]
SETTINGS = {**tries.TRIES, **tries.STUDENTS}
WORDS, ROUNDS = 3_000, 3


def report(source: Path, work: Path) -> Iterator[str]:
    """Yield a line for each share and encoder, from the tries that `training try` kept."""
    _, outside, words = tries.split(source)
    truth = np.array([row.label == 1 for row in outside])
    parsed = read(transcript(WORDS).encode(), name="a.txt")
    text, pieces = parsed.text, segments(parsed)
    stock = spacy.load(Extractor().pipeline)

    def piped() -> None:
        for group in groups(units(text, pieces)):
            said = [text[unit.start : unit.end] for unit in group]
            for _ in stock.pipe(said, batch_size=len(said)):
                pass

    for name in ASKED:
        folder = work / tries.folder_of(name)
        model = encoder.load(folder, SETTINGS[name])
        second = np.load(folder / tries.LOGITS)
        curve = blend.curve(truth, words, second, SHARES)
        with tempfile.TemporaryDirectory() as place:
            packaged = _packaged(model, Path(place) / "model")
            first = _first_logits(packaged, text, pieces)
            for share, _, precision in curve:
                cut = float(np.quantile(first, 1 - share)) if share < 1 else -np.inf
                extractor = _sending(packaged, cut)
                own, base = processor_seconds(
                    [partial(extractor.extract, text, pieces), piped], ROUNDS
                )
                yield (
                    f"{name}: {share:.0%} sent on, AP {precision:.3f}, "
                    f"{len(text.split()) / own:,.0f} words/s, {base / own:.2f} of nlp.pipe"
                )


def _sending(model: Path, cut: float) -> Extractor:
    """Return an extractor that sends first-stage logits from the cut up to the encoder."""
    extractor = Extractor(model=model)
    extractor.scorer = Scorer(extractor.model, send=cut)  # before the first use, which binds it
    return extractor


def _packaged(model: Encoder, folder: Path) -> Path:
    """Write a copy of the package with this encoder in it."""
    shutil.copytree(PACKAGED, folder)
    package.export(model, model.head.weight[0].detach().numpy(), folder / ENCODER)
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    card["files"][ENCODER] = sha256((folder / ENCODER).read_bytes()).hexdigest()
    (folder / CARD).write_text(json.dumps(card), encoding="utf-8")
    return folder


def _first_logits(model: Path, text: str, pieces: list[Segment]) -> np.ndarray:
    """Return the first stage's logit of each sentence of a text."""
    extractor = Extractor(model=model)
    alone = extractor.model.card["alone"]
    said = [(sentence.text, "") for sentence in extractor.extract(text, pieces)]
    judged = extractor.model.judge(said, send=np.inf)
    return np.array([(one.logit - alone["bias"]) / alone["score"] for one in judged])
