"""The languages Whisper names in words ("english"), as tags; its API does, its programs do not."""

from __future__ import annotations

from .language import valid_language_tag


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_TAGS = _pairs(
    """
    english en chinese zh german de spanish es russian ru korean ko french fr japanese ja
    portuguese pt turkish tr polish pl catalan ca dutch nl arabic ar swedish sv italian it
    indonesian id hindi hi finnish fi vietnamese vi hebrew he ukrainian uk greek el malay ms
    czech cs romanian ro danish da hungarian hu tamil ta norwegian no thai th urdu ur croatian hr
    bulgarian bg lithuanian lt latin la maori mi malayalam ml welsh cy slovak sk telugu te
    persian fa latvian lv bengali bn serbian sr azerbaijani az slovenian sl kannada kn estonian et
    macedonian mk breton br basque eu icelandic is armenian hy nepali ne mongolian mn bosnian bs
    kazakh kk albanian sq swahili sw galician gl marathi mr punjabi pa sinhala si khmer km shona sn
    yoruba yo somali so afrikaans af occitan oc georgian ka belarusian be tajik tg sindhi sd
    gujarati gu amharic am yiddish yi lao lo uzbek uz faroese fo pashto ps turkmen tk nynorsk nn
    maltese mt sanskrit sa luxembourgish lb myanmar my tibetan bo tagalog tl malagasy mg assamese as
    tatar tt hawaiian haw lingala ln hausa ha bashkir ba javanese jv jw jv sundanese su
    cantonese yue burmese my valencian ca flemish nl castilian es mandarin zh moldovan ro
    """
)


def language_tag(name: str) -> str:
    """The tag of a language as Whisper writes it, a tag or an English name; '' if neither."""
    known = _TAGS.get(name.casefold())
    return known or (name if valid_language_tag(name) else "")
