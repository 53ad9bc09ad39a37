"""Guarded HTTP against a real site on loopback that misbehaves in every way it can."""

import datetime
import gzip
import socket
import ssl
import threading
import time
import zlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from api.outbound import Failure, Limits, OutboundError, client, send
from tests.support.site import Site, answer, drip, redirect

#: Seconds within which a loaded machine does what takes an idle one hardly one.
BUSY = 30
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def refused(*args, **options) -> OutboundError:
    with pytest.raises(OutboundError) as caught:
        send("GET", *args, **options)
    return caught.value


@pytest.fixture
def names(monkeypatch):
    """What host names resolve to, one list of addresses for each time they are asked for."""
    known: dict[str, list[list[str]]] = {}
    real = socket.getaddrinfo

    def resolver(host, port, *args, **options):
        if host not in known:
            return real(host, port, *args, **options)
        found = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    return known


def test_a_page_is_read_with_our_name_and_without_a_proxy(site, settings, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    site.pages["/a?b=c"] = answer("Grüße".encode(), headers={"Server": "x"})
    got = send("GET", site.url("/a?b=c#part"))
    assert (got.status, got.body.decode(), got.url) == (200, "Grüße", site.url("/a?b=c"))
    assert (got.media_type, got.header("server"), got.address) == ("text/html", "x", "127.0.0.1")
    assert f"user-agent: {settings.OUTBOUND_USER_AGENT}".lower() in site.requests[0].lower()
    assert f"host: 127.0.0.1:{site.port}" in site.requests[0].lower()


def test_what_is_sent_arrives_and_an_error_status_is_an_answer(site):
    got = send("POST", site.url("/hook"), content=b'{"a": 1}', headers={"X-Id": "7"})
    assert (got.status, got.body) == (404, b"Nothing here.")
    assert site.requests[0].startswith("POST /hook ")
    assert "X-Id: 7" in site.requests[0]


def test_redirects_are_followed_and_named(site):
    site.pages["/old"] = redirect("/newer", "301 Moved")
    site.pages["/newer"] = redirect(site.url("/now"))
    site.pages["/now"] = answer(b"here")
    got = send("GET", site.url("/old"))
    assert (got.url, got.body) == (site.url("/now"), b"here")
    assert [(hop.url, hop.status) for hop in got.hops] == [
        (site.url("/old"), 301),
        (site.url("/newer"), 302),
    ]
    assert send("POST", site.url("/old"), limits=Limits(redirects=0)).status == 301


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("http://127.0.0.2:{port}/", Failure.ADDRESS),
        ("http://[::1]:{port}/", Failure.ADDRESS),
        ("http://169.254.169.254/latest/meta-data/", Failure.ADDRESS),
        ("http://10.0.0.1/", Failure.ADDRESS),
        ("//192.168.0.1/", Failure.ADDRESS),
        ("http://127.0.0.1:6379/", Failure.PORT),
        ("file:///etc/passwd", Failure.SCHEME),
        ("http://a:b@127.0.0.1/", Failure.CREDENTIALS),
        ("/loop", Failure.REDIRECTS),
        ("", Failure.REDIRECT),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(site, target, code):
    site.pages["/loop"] = redirect(target.format(port=site.port))
    assert refused(site.url("/loop")).code == code


def test_a_name_that_answers_differently_the_second_time_gains_nothing(site, settings, names):
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    # What was judged is what is called: the name is asked for once a connection.
    names["rebind.example"] = [["127.0.0.1"], ["169.254.169.254"]]
    site.pages["/"] = answer(b"first")
    assert send("GET", site.url("/", "rebind.example")).body == b"first"
    # On the next connection it is judged anew.
    assert refused(site.url("/", "rebind.example")).code == Failure.ADDRESS
    names["rebind.example"] = [["127.0.0.1"], ["10.0.0.1"]]
    site.pages["/"] = redirect(site.url("/inside", "rebind.example"))
    assert refused(site.url("/", "rebind.example")).code == Failure.ADDRESS
    assert len(site.requests) == 2


def test_a_name_with_a_public_and_a_private_address_is_refused(site, settings, names):
    settings.OUTBOUND_ALLOW = []
    names["mixed.example"] = [["93.184.216.34", "127.0.0.1"]]
    assert refused(site.url("/", "mixed.example")).code == Failure.ADDRESS


def test_an_unknown_name_and_a_closed_port_may_pass(site, names):
    names["nobody.example"] = [[]]
    unknown = refused("http://nobody.example/")
    assert (unknown.code, unknown.transient) == (Failure.UNKNOWN_HOST, True)
    site.close()
    closed = refused(site.url())
    assert (closed.code, closed.transient) == (Failure.UNREACHABLE, True)
    assert closed.url == site.url()


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(drip(b"", b"", 0.05), id="silence"),
        pytest.param(drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", 0.05), id="headers"),
        pytest.param(drip(HEAD + b"\r\n", b"x", 0.05), id="body"),
        pytest.param(drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.05), id="interim answers"),
    ],
)
def test_however_slowly_a_site_drips_the_deadline_holds(site, page):
    site.pages["/"] = page
    started = time.monotonic()
    assert refused(site.url(), limits=Limits(seconds=0.5)).code == Failure.TIMEOUT
    assert time.monotonic() - started < BUSY, "it would drip for ever"


def test_a_resolver_that_hangs_is_left_behind(monkeypatch):
    left = threading.Event()

    def hang(*_, **__):
        left.wait(2 * BUSY)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    started = time.monotonic()
    assert refused("http://slow.example/", limits=Limits(seconds=0.2)).code == Failure.TIMEOUT
    assert time.monotonic() - started < BUSY
    left.set()


def bomb(megabytes: int) -> bytes:
    return gzip.compress(b"\0" * megabytes * 1_000_000)


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (answer(b"x" * 1001), Failure.TOO_LARGE),
        (HEAD + b"\r\n" + b"x" * 1001, Failure.TOO_LARGE),
        (HEAD + b"Content-Length: 99999\r\n\r\n", Failure.TOO_LARGE),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + b"x" * 1001, Failure.TOO_LARGE),
        (answer(gzip.compress(b"x" * 1001), headers={"Content-Encoding": "gzip"}),
         Failure.TOO_LARGE),
        (answer(bomb(0) * 40 + gzip.compress(b"x" * 1001), headers={"Content-Encoding": "gzip"}),
         Failure.TOO_LARGE),
        (answer(b"not gzip", headers={"Content-Encoding": "gzip"}), Failure.ENCODING),
        (answer(gzip.compress(b"x" * 99)[:-9], headers={"Content-Encoding": "gzip"}),
         Failure.ENCODING),
        (answer(b"x", headers={"Content-Encoding": "br"}), Failure.ENCODING),
        (answer(b"x", type="application/x-executable"), Failure.TYPE),
        (HEAD.replace(b"Content-Type: text/html\r\n", b"") + b"\r\nx", Failure.TYPE),
        (b"SSH-2.0-OpenSSH_9.6\r\n", Failure.BROKEN),
        (b"", Failure.BROKEN),
        (HEAD + b"Content-Length: 50\r\n\r\nshort", Failure.BROKEN),
        (HEAD + b"X-Long: " + b"a" * 200_000 + b"\r\n\r\n", Failure.BROKEN),
        (HEAD + b"X-A: b\r\n" * 40_000 + b"\r\n", Failure.BROKEN),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000, Failure.TOO_LARGE),
    ],
)  # fmt: skip
def test_what_is_too_large_of_the_wrong_type_or_broken_is_refused(site, page, code):
    site.pages["/"] = page
    limits = Limits(bytes=1000, types=frozenset({"text/html"}), seconds=5)
    assert refused(site.url(), limits=limits).code == code


def test_a_gzip_bomb_is_not_unpacked_past_the_bound(site, monkeypatch):
    asked = []
    real = zlib.decompressobj

    class Watched:
        def __init__(self, window):
            self._inner = real(window)

        def decompress(self, data, most):
            asked.append(most)
            return self._inner.decompress(data, most)

        def __getattr__(self, name):
            return getattr(self._inner, name)

    monkeypatch.setattr("api.outbound.bodies.zlib.decompressobj", Watched)
    site.pages["/"] = answer(bomb(50), headers={"Content-Encoding": "gzip"})
    assert refused(site.url(), limits=Limits(bytes=100_000)).code == Failure.TOO_LARGE
    assert asked == [100_001]


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"the page")),
        ("gzip", gzip.compress(b"the ") + gzip.compress(b"page")),
        ("deflate", zlib.compress(b"the page")),
        ("deflate", zlib.compress(b"the page")[2:-4]),
        ("identity", b"the page"),
    ],
    ids=["gzip", "gzip in two members", "deflate", "deflate without its frame", "as it is"],
)
def test_a_packed_page_is_unpacked_and_kept_as_it_came(site, encoding, packed):
    site.pages["/"] = answer(packed, headers={"Content-Encoding": encoding})
    got = send("GET", site.url())
    assert (got.body, got.sent) == (b"the page", packed)


def test_a_long_answer_may_be_cut_off(site):
    site.pages["/"] = answer(b"x" * 5000)
    assert send("GET", site.url(), limits=Limits(bytes=100, truncate=True)).body == b"x" * 100


def test_a_certificate_is_valid_for_the_name_and_not_for_the_address(
    tmp_path, settings, names, monkeypatch
):
    server, authority = certificate(tmp_path, "pages.example")
    site = Site(server)
    settings.OUTBOUND_ALLOW, settings.OUTBOUND_PORTS = ["127.0.0.1"], [site.port]
    monkeypatch.setenv("SSL_CERT_FILE", authority)
    client._certificates.cache_clear()
    names["pages.example"] = names["other.example"] = [["127.0.0.1"]]
    site.pages["/"] = answer(b"sealed")
    try:
        assert send("GET", site.url("/", "pages.example")).body == b"sealed"
        assert f"Host: pages.example:{site.port}" in site.requests[0]
        assert refused(site.url("/", "other.example")).code == Failure.TLS
        assert refused(site.url()).code == Failure.TLS
        monkeypatch.delenv("SSL_CERT_FILE")
        client._certificates.cache_clear()
        assert refused(site.url("/", "pages.example")).code == Failure.TLS
    finally:
        client._certificates.cache_clear()
        site.close()


def certificate(folder, host: str) -> tuple[ssl.SSLContext, str]:
    """A server's context for `host`, and the file of the authority that vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context, str(folder / "cert.pem")
