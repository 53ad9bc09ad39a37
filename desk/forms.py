"""Forms of the desk: what a browser sends, turned into what services take."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from api.exceptions import DomainError


class UploadForm(forms.Form):
    """A file, or pasted text, and what is known of it."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("Plain text, SRT, WebVTT or our JSON; at most 10 MB."),
    )
    text = forms.CharField(
        label=_("or paste the text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=300)
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

    METADATA = ("title", "event_date", "language", "source_url", "publisher")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("file") and not (given.get("text") or "").strip():
            self.add_error("file", _("Choose a file or paste the text."))
        return given

    def metadata(self) -> dict[str, Any]:
        """What was said of the transcript; what was left empty is left out."""
        given = self.cleaned_data
        return {name: given[name] for name in self.METADATA if given.get(name)}

    def document(self) -> tuple[bytes, str, str]:
        """Bytes, name and media type."""
        file = self.cleaned_data.get("file")
        if file:
            return file.read(), file.name, file.content_type or ""
        return self.cleaned_data["text"].encode(), "", "text/plain"

    def refuse(self, error: DomainError) -> None:
        """Shows what a service refused, beside the field it is about."""
        line, column = error.extra.get("line"), error.extra.get("column")
        place = ""
        if line is not None:
            place = _("Line %(line)s: ") % {"line": line}
            if column is not None:
                place = _("Line %(line)s, column %(column)s: ") % {"line": line, "column": column}
        if not error.errors:
            self.add_error(self._source(), f"{place}{error.detail}")
        for one in error.errors:
            name = one.pointer.strip("/")
            known = name in self.METADATA
            self.add_error(name if known else self._source(), f"{place}{one.detail}")

    def _source(self) -> str:
        return "file" if self.cleaned_data.get("file") else "text"
