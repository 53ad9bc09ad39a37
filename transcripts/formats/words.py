"""The words labels are recognised by: roles, titles, and what no person is called."""

from __future__ import annotations

import enum
import re


class Kind(enum.Enum):
    """What a label stands for."""

    PERSON = "person"
    QUESTION = "question"
    ANSWER = "answer"
    MODERATOR = "moderator"
    UNKNOWN = "unknown"
    NARRATOR = "narrator"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HONORIFICS = _words("mr mrs ms miss mx messrs")
MALE = _words("mr sir lord lordship baron king prince")
FEMALE = _words("mrs ms miss madam madame dame lady baroness queen princess")
TITLES = HONORIFICS | _words(
    """president president-elect vice-president premier chancellor minister secretary
    undersecretary under-secretary secretary-general treasurer senator sen congressman congresswoman
    congressperson representative rep assemblyman assemblywoman assemblymember delegate del
    councillor councilor councilman councilwoman councilmember cllr alderman alderwoman mayor
    deputy governor gov lieutenant lt general gen colonel col major captain capt sergeant sgt
    commander admiral brigadier corporal marshal chair chairman chairwoman chairperson chairlady
    dr doctor prof professor sir dame lord lady baron baroness king queen prince princess
    ambassador amb envoy judge justice magistrate recorder prosecutor solicitor barrister attorney
    counsel counselor ombudsman commissioner comptroller auditor inspector constable sheriff chief
    superintendent detective officer director director-general manager head leader whip spokesman
    spokeswoman spokesperson speaker ceo cfo coo cto editor editor-in-chief presenter anchor host
    moderator correspondent mp msp mep ms td tanaiste taoiseach rev reverend father sister bishop
    archbishop pope imam rabbi vicar canon dean rector provost principal economist witness clerk
    bailiff coroner foreman madam madame monsieur excellency honourable honorable hon majesty
    highness candidate lawyer nurse author analyst coach member"""
)
MODERATING = _words("moderator host presenter anchor interviewer facilitator")
# Lower-case words that names and titles may hold.
PARTICLES = _words(
    """de del della der den des di da do dos das du la le les van von zu zum ter ten bin ibn ben
    bint al el ul y e af av"""
)
CONNECTORS = _words("of the for and to in on at with &")
PLACE_WORDS = _words(
    """affairs health care defence defense state treasury finance justice education interior
    environment transport trade energy opposition parliament council committee nations states
    kingdom union republic federation africa korea zealand arabia house commons lords assembly
    staff bank agriculture labour labor housing security services service works water culture"""
)
# Words that open or fill sentences: a label in title case that holds one is a sentence.
COMMON = _words(
    """a an and or but so nor yet my your our his her their its i we you he she it they me us
    them here there this that these those what when where why how who whom whose which is are was
    were am be been being do does did done has have had can could would should shall must might not
    no yes now then first firstly second secondly third thirdly fourth fifth finally lastly also
    again another other one two three four five once let look listen remember think imagine
    consider if because although though while since until unless than as by from into about
    after before between through during without within against among per every each all both some
    any many much more most less least few only just even still very really quite rather today
    tomorrow yesterday tonight my mine however therefore moreover nevertheless meanwhile instead
    perhaps maybe well okay ok please thanks thank dear hello hi good great the"""
)
# Whom speeches greet before a colon.
SALUTATIONS = _words(
    """ladies gentlemen colleagues friends delegates guests citizens excellencies brothers
    fellow distinguished comrades countrymen americans britons"""
)
# What press pages and speeches print before a colon and nobody is called.
NON_LABELS = _words(
    """note notes nb ps update updated correction corrections clarification source sources date
    time location venue place topic topics subject title headline transcript summary abstract
    background context warning caution breaking exclusive important urgent attention example
    examples result results conclusion conclusions introduction point points fact facts claim
    claims reality truth myth problem problems solution solutions reason reasons issue issues thing
    things line truth caveat disclaimer reminder tip tips tag tags category categories comments
    comment share related photo photos picture image images video audio caption credit credits
    figure table chart by published posted filed edited written reporting read watch listen more
    copyright contact email phone tel fax website url link links http https address author authors
    duration length language languages format version page pages part chapter section article
    amendment clause step option item items agenda motion resolution act bill vote votes ayes noes
    total price cost score number numbers percent lesson moral message answers questions answer
    question challenge goal goals aim objective priority priorities idea ideas plan proposal
    verdict rating finding findings evidence advice recommendation bonus spoiler translation
    continued contents overview participants present attendees attendance speakers members apologies
    absent minutes next previous follow-up update1 event quote definition"""
)

_QUESTION = _words(
    """q question remark reporter journalist press correspondent questioner interviewer inquirer
    audience caller heckler participant listener attendee viewer shout"""
) | {
    "audience member", "audience question", "member of audience", "member of the audience",
    "member of the press", "press question", "question from the floor", "from the floor",
    "member of the public", "floor", "student", "remark from the floor", "public", "voter",
    "question from audience", "question from the audience", "audience participant",
}  # fmt: skip
_ANSWER = _words("a answer response reply")
_MODERATOR = _words("moderator host facilitator emcee mc presenter anchor") | {"the moderator"}
_UNKNOWN = _words(
    """speaker unknown unidentified voice voices male female man woman all crowd both several
    interpreter translator operator panelist panellist respondent inaudible chorus others
    multiple"""
) | {
    "male voice", "female voice", "unknown speaker", "multiple speakers", "several speakers",
    "several voices", "male speaker", "female speaker", "off mic", "multiple voices", "a voice",
}  # fmt: skip
_NARRATOR = _words("narrator announcer voiceover voice-over caption") | {"voice over"}
_MODIFIERS = _words("unidentified unknown male female another same new second first foreign")


def fold(text: str) -> str:
    """`text` for comparison: lower case, dots and quotes gone, single spaces."""
    text = re.sub(r"[.\"“”*_]", "", text.replace("’", "'"))
    return " ".join(text.casefold().split())


def generic_kind(core: str) -> Kind | None:
    """The kind of a label that names nobody ("Question", "Speaker 1"); None if it may."""
    phrase = re.sub(r"[#№]", " ", fold(core))
    phrase = re.sub(r"(?<=[a-z])\s*-?\d+$|\s+[a-z]$", "", phrase).strip()
    if phrase.startswith(("question from ", "remark from ", "question in ")):
        return Kind.QUESTION
    words = phrase.split()
    while len(words) > 1 and words[0] in _MODIFIERS:
        words = words[1:]
    phrase = " ".join(words)
    for kind, known in _GENERIC:
        if phrase in known:
            return kind
    return None


_GENERIC = (
    (Kind.QUESTION, _QUESTION),
    (Kind.ANSWER, _ANSWER),
    (Kind.MODERATOR, _MODERATOR),
    (Kind.UNKNOWN, _UNKNOWN),
    (Kind.NARRATOR, _NARRATOR),
)


def is_title(token: str) -> bool:
    """Whether `token` is a title or office, such as "Senator" or "Dr."."""
    return fold(token).strip(",()") in TITLES
