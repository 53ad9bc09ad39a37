"""Times that link into the recording, and nowhere else."""

import pytest

from desk.recording import moment_url, web_address


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("https://video.example/sitting.mp4", "https://video.example/sitting.mp4#t=83"),
        ("https://video.example/watch?id=4#top", "https://video.example/watch?id=4#t=83"),
        ("https://www.youtube.com/watch?v=abc", "https://www.youtube.com/watch?v=abc&t=83s"),
        ("https://youtu.be/abc?t=9", "https://youtu.be/abc?t=83s"),
        ("https://notyoutube.com/watch", "https://notyoutube.com/watch#t=83"),
        ("javascript:alert(1)", ""),
        ("ftp://video.example/a", ""),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_a_moment_of_the_recording(source: str, expected: str) -> None:
    assert moment_url(source, 83_999) == expected


def test_without_a_time_there_is_no_link() -> None:
    assert moment_url("https://video.example/a", None) == ""


def test_only_web_addresses_become_links() -> None:
    assert web_address("https://council.example/") == "https://council.example/"
    assert web_address("data:text/html,x") == web_address("javascript://x/%0a") == ""
