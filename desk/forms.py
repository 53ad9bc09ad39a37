"""Forms of the desk: what a browser sends, turned into what services take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from api.exceptions import DomainError
from transcripts.metadata import METADATA, clean_metadata

MAX_FILES = 20


class FilesInput(forms.FileInput):
    """Lets the browser choose several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """At most MAX_FILES files, as a list. What is in them is for whoever reads them to refuse."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        files = [file for file in data or [] if file]
        if len(files) > MAX_FILES:
            raise forms.ValidationError(
                _("At most %(max)s files at once. These were %(count)s; none was stored."),
                params={"max": MAX_FILES, "count": len(files)},
                code="max_files",
            )
        return files


@dataclass(frozen=True, slots=True)
class Document:
    """What somebody brings in: a file, or the text they pasted (without a name)."""

    name: str
    media_type: str
    file: UploadedFile[bytes] | None
    text: str = ""

    def read(self) -> bytes:
        return self.text.encode() if self.file is None else self.file.read()


class UploadForm(forms.Form):
    """Files, or pasted text, each a transcript of its own, and what is known of them."""

    file = FilesField(
        label=_("Files"),
        required=False,
        help_text=format_lazy(
            _(
                "Plain text, SRT, WebVTT, our JSON or Whisper’s; at most 10 MB each. "
                "Up to {max} at once: each becomes a transcript of its own."
            ),
            max=MAX_FILES,
        ),
    )
    text = forms.CharField(
        label=_("or paste the text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    title = forms.CharField(
        label=_("Title"), required=False, max_length=300, help_text=_("Of a single transcript.")
    )
    event_date = forms.DateField(
        label=_("Date of the event"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    language = forms.CharField(
        label=_("Language"),
        required=False,
        max_length=35,
        help_text=_("A tag such as en or de-CH."),
    )
    source_url = forms.URLField(
        label=_("Web address of the original"),
        required=False,
        max_length=2000,
        assume_scheme="https",
    )
    publisher = forms.CharField(label=_("Publisher"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "file" in self.errors or "text" in self.errors:
            return given
        documents = list(self.documents())
        if not documents:
            self.add_error("file", _("Choose a file or paste the text."))
        if given.get("title") and len(documents) > 1:
            self.add_error("title", _("A title fits a single transcript; leave it empty for more."))
        try:
            clean_metadata(self.metadata())
        except DomainError as error:
            for one in error.errors:
                self.add_error(one.pointer.strip("/"), one.detail)
        return given

    def metadata(self) -> dict[str, Any]:
        """What was said of the transcript; what was left empty is left out."""
        given = self.cleaned_data
        return {name: given[name] for name in METADATA if given.get(name)}

    def documents(self) -> Iterator[Document]:
        """In the order they were chosen, then the pasted text."""
        for file in self.cleaned_data.get("file") or []:
            yield Document(file.name or "", file.content_type or "", file)
        text = self.cleaned_data.get("text") or ""
        if text.strip():
            yield Document("", "text/plain", None, text)

    def refuse(self, error: DomainError) -> None:
        """Shows what a service refused, beside the field it is about."""
        place = place_of(error)
        if not error.errors:
            self.add_error(self._source(), f"{place}{error.detail}")
        for one in error.errors:
            name = one.pointer.strip("/")
            known = name in METADATA
            self.add_error(name if known else self._source(), f"{place}{one.detail}")

    def _source(self) -> str:
        return "file" if self.cleaned_data.get("file") else "text"


def place_of(error: DomainError) -> str:
    """ "Line 2, column 9: " where a reader knew it and its sentence, in any language, does not."""
    line, column = error.extra.get("line"), error.extra.get("column")
    if line is None or re.search(rf"\b{line}\b", error.detail):
        return ""
    if column is None:
        return _("Line %(line)s: ") % {"line": line}
    return _("Line %(line)s, column %(column)s: ") % {"line": line, "column": column}
