"""Why an address was not called or gave no usable answer: a code, and a sentence for people."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Failure(models.TextChoices):
    """The label is the sentence that people read."""

    BAD_URL = "bad_url", _("The address cannot be read.")
    SCHEME = "scheme", _("Only http and https addresses are called.")
    CREDENTIALS = "credentials", _("The address carries a user name or password.")
    PORT = "port", _("The address names a port that is not called.")
    UNKNOWN_HOST = "unknown_host", _("The site's name is not known.")
    ADDRESS = "address", _("The address leads into a private network.")
    UNREACHABLE = "unreachable", _("The site does not accept a connection.")
    TLS = "tls", _("The site's certificate is not valid for its name.")
    TIMEOUT = "timeout", _("The site took too long to answer.")
    BROKEN = "broken", _("The site's answer broke off or is not HTTP.")
    REDIRECT = "redirect", _("The site redirects without saying where to.")
    REDIRECTS = "redirects", _("The site redirects too often.")
    TOO_LARGE = "too_large", _("The answer is too large.")
    TYPE = "type", _("The answer is of a type that is not kept.")
    ENCODING = "encoding", _("The answer is packed in a way that cannot be unpacked.")


#: Those that may pass by themselves.
TRANSIENT = frozenset({Failure.UNKNOWN_HOST, Failure.UNREACHABLE, Failure.TIMEOUT, Failure.BROKEN})


class OutboundError(Exception):
    """`code` says why, `url` at which address (of the last redirect), `detail` is for the log."""

    def __init__(self, code: Failure, url: str = "", detail: str = "") -> None:
        super().__init__(f"{code.value} {url} {detail}".strip())
        self.code = code
        self.url = url
        self.detail = detail

    @property
    def transient(self) -> bool:
        """Whether asking again later may help."""
        return self.code in TRANSIENT
