"""The desk's words for what models keep as short names."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

STANCES = {
    "supports": _("supports it"),
    "refutes": _("refutes it"),
    "context": _("gives context"),
}
KINDS = {"primary": _("primary"), "secondary": _("secondary")}
CONFIDENCES = {"low": _("low"), "medium": _("medium"), "high": _("high")}
TYPES = {
    "quantity": _("quantity"),
    "comparison": _("comparison"),
    "trend": _("trend"),
    "law": _("law or rule"),
    "attribution": _("who said what"),
    "event": _("event"),
    "state": _("state of affairs"),
    "other": _("other"),
}
#: What an imported file was recognised as; see claims.archive.reading.registry.
IMPORT_FORMATS = {
    "html": _("a page with ClaimReview"),
    "csv": "CSV",
    "claims_search": _("an answer of claims:search"),
    "pages": _("an answer of pages"),
    "jsonld": "JSON-LD",
}
#: Why two claims were held to be alike or apart; the codes of claims.matching.compare.
MATCH_REASONS = {
    "same_words": _("word for word the same"),
    "close_meaning": _("close in meaning"),
    "same_number": _("the same number"),
    "other_number": _("another number"),
    "other_unit": _("the same number in another unit"),
    "other_counted": _("something else is counted"),
    "same_date": _("the same time"),
    "other_date": _("another time"),
    "other_direction": _("the other direction"),
    "opposite": _("the opposite"),
    "negated": _("one of them denies it"),
    "same_name": _("the same names"),
    "other_name": _("other names"),
    "other_speaker": _("each speaks of themselves"),
}
#: spaCy's labels of names; dates and numbers are shown as values instead.
NAMES = {
    "PERSON": _("person"),
    "NORP": _("group"),
    "ORG": _("organisation"),
    "GPE": _("place"),
    "LOC": _("place"),
    "FAC": _("building"),
    "EVENT": _("event"),
    "LAW": _("law"),
    "PRODUCT": _("product"),
    "WORK_OF_ART": _("work"),
    "LANGUAGE": _("language"),
}
