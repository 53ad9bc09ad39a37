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
