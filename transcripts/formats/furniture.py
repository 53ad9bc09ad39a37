"""What is printed in a transcript and nobody says: stage directions, music, web page furniture."""

from __future__ import annotations

import enum
import re

_GROUPS = re.compile(r"\s*(?:(?:\([^()]{1,200}\)|\[[^\[\]]{1,200}\]|\*\([^()]{1,200}\)\*)[.\s]*)+")
_MUSIC = re.compile(r"\s*[♪♫].*", re.DOTALL)
_STAGE = re.compile(
    r"\b(?:laugh\w*|applau\w*|cheer\w*|boo(?:s|ing)?|crosstalk|cross-talk|inaudible|unintelligible|"
    r"indiscernible|music\w*|silence|pause\w*|coughs?|coughing|sighs?|sobs?|crying|gavel\w*|"
    r"bell\w*|interrupt\w*|interruption|overlapping|chuckl\w*|ovation|noise|chatter|murmur\w*|"
    r"gasp\w*|whistl\w*|chant\w*|shout\w*|video|audio|break|recess\w*|adjourn\w*|resum\w*|"
    r"end of|beginning of|off[- ]mic\w*|nods?|nodding|gestur\w*|phonetic|sic|whereupon|"
    r"theme|singing|clapping|horn|siren|knock\w*|technical|begin|ends?|translat\w*|"
    r"through (?:an )?(?:interpreter|translator)|voice-?over|foreign language|speaking \w+)\b",
    re.IGNORECASE,
)
_INTERRUPT = re.compile(
    r"(?:advertisement|advertising|sponsored|continue reading(?: below)?|"
    r"(?:story|article) continues (?:below|after)(?: (?:the )?(?:ad\w*|video))?|"
    r"scroll (?:down )?to continue.*|skip to (?:main )?content|skip advertisement|menu|"
    r"print this(?: page| article)?|print|listen to this article|click here.{0,60}|"
    r"jump to (?:navigation|search)|toggle navigation|(?:back to )?top|home|search)[.!:…»>\s]*",
    re.IGNORECASE,
)
_TERMINAL = re.compile(
    r"(?:sharing is caring|leave a (?:reply|comment)|"
    r"(?:please )?share(?: (?:this|on|with|via)\b.{0,60})?|"
    r"share (?:this|the) (?:post|page|article|story).{0,40}|post navigation|"
    r"(?:related|recent|popular|similar|more|latest) "
    r"(?:posts?|articles?|stories|news|topics|content|reading|coverage)|"
    r"related|you (?:may|might) (?:also )?like.{0,40}|"
    r"read (?:more|next|also)(?:: ?.{0,100}| (?:about|on|at|from|here)\b.{0,100})?|"
    r"recommended(?: for you)?|"
    r"(?:subscribe|sign up)(?: (?:now|here|today|to|for|by)\b.{0,80})?|follow us.{0,60}|"
    r"(?:\d+ |no |add |view |post |all |show |hide )?comments?(?: \(\d+\)| (?:are )?closed)?|"
    r"(?:copyright|©|\(c\)).{0,120}|all rights reserved.{0,60}|.{0,60}©.{0,60}|"
    r"(?:tags?|tagged|filed under|categor(?:y|ies)|posted in):? .{0,120}|"
    r"(?:like|tweet|pin|email|facebook|twitter|whatsapp|telegram|linkedin|reddit|pinterest)"
    r"(?:[ ,|/·]+(?:this|it|facebook|twitter|x|whatsapp|telegram|linkedin|reddit|pinterest|"
    r"email|print))*|"
    r"[-# ]*end(?: of transcript)?[-# ]*(?:\s+\d.{0,30})?|#{2,}|like this|loading|"
    r"your email address will not be published.{0,80}|"
    r"(?:terms|privacy|cookie)(?: (?:of (?:use|service)|policy|notice|&|and)\b.{0,60})?|"
    r"cancel reply|post comment|submit|newsletter|donate|support (?:us|our).{0,60}|"
    r"about (?:us|the author)|contact us|previous(?: post| article)?|next(?: post| article)?)"
    r"[.!:…»>\s]*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?:\S+\s+){5}.*[.?!][\"'”’)]*$", re.DOTALL)
_LEGAL = re.compile(r"©|\(c\)|copyright|rights reserved|not be published", re.IGNORECASE)


class Furniture(enum.Enum):
    """How a paragraph nobody says stands in the document."""

    STAGE = "stage"  # the turn goes on after it
    INTERRUPT = "interrupt"  # so it may
    TERMINAL = "terminal"  # what follows is the page's


def is_stage_direction(text: str, *, strict: bool = False) -> bool:
    """Whether `text` is bracketed directions or music and nothing else.

    `strict` asks for a word known from stage directions even in square brackets.
    """
    if _MUSIC.fullmatch(text):
        return True
    if not _GROUPS.fullmatch(text):
        return False
    if _STAGE.search(text):
        return True
    return not strict and (text.lstrip().startswith("[") or len(text.split()) <= 6)


def furniture_kind(text: str) -> Furniture | None:
    """What kind of furniture the paragraph `text` is; None for words somebody may have said."""
    text = text.strip()
    if is_stage_direction(text):
        return Furniture.STAGE
    if len(text) > 200 or (_SENTENCE.search(text) and not _LEGAL.search(text)):
        return None
    if _INTERRUPT.fullmatch(text):
        return Furniture.INTERRUPT
    if _TERMINAL.fullmatch(text):
        return Furniture.TERMINAL
    return None
