"""Which addresses are called: the public internet, and what the operator permits."""

from ipaddress import ip_address

import pytest

from api.outbound import Failure, OutboundError, addresses, send, urls
from api.outbound.checks import check_outbound

PRIVATE = [
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254",
    "168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192",
    "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:93.184.216.34", "fe80::1", "fc00::1",
    "fd00:ec2::254", "ff02::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:5db8:d822::",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::5db8:d822", "3fff::1", "100::1",
    "2606:2800:220:1:0:5efe:a00:1",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1", "93.184.216.34", "100.63.255.255", "172.15.255.255", "172.32.0.1",
    "192.167.255.255", "223.255.255.254", "2606:2800:220:1:248:1893:25c8:1946",
    "2a00:1450:4001::1", "64:ff9b::5db8:d822",
]  # fmt: skip


@pytest.mark.parametrize("text", PRIVATE)
def test_what_is_not_public_is_refused(text):
    assert not addresses.is_public(ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_what_is_public_is_called(text):
    assert addresses.is_public(ip_address(text))


@pytest.mark.parametrize(
    ("entry", "host", "permitted"),
    [
        ("10.1.0.0/16", "archive", True),
        ("10.2.0.0/16", "archive", False),
        ("10.1.2.3", "archive", True),
        ("archive.intranet", "Archive.Intranet.", True),
        ("archive.intranet", "other.archive.intranet", False),
        (".intranet", "archive.intranet", True),
        (".intranet", "archive.notintranet", False),
    ],
)
def test_the_operator_permits_networks_hosts_and_suffixes(entry, host, permitted):
    assert addresses.is_permitted(host, ip_address("10.1.2.3"), [entry]) is permitted


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("file:///etc/passwd", Failure.SCHEME),
        ("gopher://example.org/", Failure.SCHEME),
        ("//example.org/", Failure.SCHEME),
        ("http://", Failure.BAD_URL),
        ("http://[::1", Failure.BAD_URL),
        ("http://exa mple.org:x/", Failure.BAD_URL),
        ("http://example.org/" + "a" * 2000, Failure.BAD_URL),
        ("http://exa mple/", Failure.BAD_URL),
        ("http://exa%20mple/", Failure.BAD_URL),
        ("http://[", Failure.BAD_URL),
        ("http://[::1%25eth0]/", Failure.BAD_URL),
        ("http:example.org", Failure.BAD_URL),
        ("http://:80/", Failure.BAD_URL),
        ("http://example..org/", Failure.BAD_URL),
        ("http://-example.org/", Failure.BAD_URL),
        ("http://*.example.org/", Failure.BAD_URL),
        ("http://" + "a" * 64 + ".org/", Failure.BAD_URL),
        ("http://" + "a." * 127 + "org/", Failure.BAD_URL),
        ("http://xn--/", Failure.BAD_URL),
        ("https://xn--a.example/", Failure.BAD_URL),
        ("https://xn--i-7iq.example/", Failure.BAD_URL),
        ("http://2130706433/", Failure.BAD_URL),
        ("http://0x7f.1/", Failure.BAD_URL),
        ("http://1.2.3.4.5/", Failure.BAD_URL),
        ("http://example.org:0/", Failure.BAD_URL),
        ("http://example.org:99999/", Failure.BAD_URL),
        ("https://anna:secret@example.org/", Failure.CREDENTIALS),
        ("http://example.org:22/", Failure.PORT),
        ("http://example.org:6379/", Failure.PORT),
    ],
)
def test_an_address_is_judged_before_it_is_resolved(url, code):
    with pytest.raises(OutboundError) as refused:
        urls.checked(url, [80, 443])
    assert refused.value.code == code
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("HTTP://Example.ORG:80/a#b", "http://example.org/a"),
        ("https://éxample.org/", "https://xn--xample-9ua.org/"),
        ("https://www_2.example.org./", "https://www_2.example.org./"),
        ("http://1.1.1.1/", "http://1.1.1.1/"),
        ("http://[2a00:1450:4001::1]/", "http://[2a00:1450:4001::1]/"),
        ("http://localhost/", "http://localhost/"),
    ],
)
def test_names_and_addresses_in_their_usual_spelling_are_called(url, asked):
    assert str(urls.checked(url, [80, 443])) == asked


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "localhost", "[::1]",
             "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"]
)  # fmt: skip
def test_no_way_of_writing_loopback_leads_there(host, site, settings):
    settings.OUTBOUND_ALLOW = []
    with pytest.raises(OutboundError) as refused:
        send("GET", f"http://{host}:{site.port}/")
    assert refused.value.code in (Failure.ADDRESS, Failure.BAD_URL)
    assert site.requests == []


def test_settings_that_mean_nothing_are_refused(settings):
    settings.OUTBOUND_ALLOW = ["10.1.0.0/16", "archive.intranet", ".intranet", "fd00::/8"]
    assert check_outbound() == []
    settings.OUTBOUND_ALLOW, settings.OUTBOUND_PORTS = ["10.1.0.0/99", "http://x"], [0]
    assert [found.id for found in check_outbound()] == ["onrecord.E009"] * 2 + ["onrecord.E008"]


@pytest.mark.parametrize("agent", ["Süddeutsche/1", "Onrecord/1\nX-Forwarded-For: 10.0.0.1"])
def test_a_user_agent_that_no_request_could_carry_is_refused(settings, agent):
    assert check_outbound() == []
    settings.OUTBOUND_USER_AGENT = agent
    assert [found.id for found in check_outbound()] == ["onrecord.E016"]
