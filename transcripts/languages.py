"""Languages by their names."""

from django.utils.translation import get_language_info


def language_name(tag: str, *, translated: bool = False) -> str:
    """In English, or in the active language; "en-US" is English. A tag without a name stays."""
    try:
        info = get_language_info(tag.replace("_", "-").lower())
    except KeyError:
        return tag
    return str(info["name_translated" if translated else "name"])
