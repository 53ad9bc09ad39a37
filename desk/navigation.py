"""Where one can go in the desk: the top bar, and the keys after g."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the top bar; `within` are the pages that belong under it, by URL name."""

    page: str
    key: str
    name: _StrPromise
    within: frozenset[str] = frozenset()

    @property
    def url_name(self) -> str:
        return f"admin:{self.page}"

    @property
    def pages(self) -> frozenset[str]:
        return self.within | {self.page}


PLACES = (
    Place("index", "d", _("Desk"), frozenset({"desk_claim", "desk_act", "desk_bulk"})),
    Place(
        "desk_transcripts",
        "t",
        _("Transcripts"),
        frozenset({"desk_transcript", "desk_comparison", "desk_add_claim", "desk_withdraw"}),
    ),
    Place(
        "desk_inbox",
        "i",
        _("Inbox"),
        frozenset({"desk_told", "desk_save_search", "desk_search", "desk_endpoint"}),
    ),
    Place("desk_runs", "j", _("Jobs"), frozenset({"desk_exports"})),
    Place("desk_archive", "a", _("Archive"), frozenset({"desk_imports", "desk_import"})),
    Place("desk_figures", "f", _("Figures")),
    Place("desk_upload", "u", _("Upload")),
)
