"""Takes out of a message what it quotes of the messages before, which somebody else may have written."""

from __future__ import annotations

import re

_SHORTEST, _LONGEST = 6, 200  # characters between "On" and "wrote:"
_SOMETHING = f".{{{_SHORTEST},{_LONGEST}}}"
# The line that mail programs put before the message they quote: in a language's words around a name and a time.
_WROTE = (
    *(("On", "wrote:"), ("Am", "schrieb.{0,80}:"), ("Le", r"a écrit\s?:"), ("El", "escribió:")),
    *(("Em", "escreveu:"), ("Il", "ha scritto:"), ("Op", "schreef.{0,80}:")),
)
_OPENING = "|".join(rf"{first} {_SOMETHING}\b{last}" for first, last in _WROTE)
_TITLES = "Original Message|Forwarded message|Ursprüngliche Nachricht|Message d'origine|Mensaje original"
# What Outlook puts there: from whom and when, each on a line of its own.
_FROM = "From|Von|De|Da|Van"
_SENT = "Sent|Date|Gesendet|Datum|Envoyé|Enviado(?: el| em)?|Fecha|Inviato|Data|Verzonden"
_HEADERS = rf"\*?(?:{_FROM})\s?:\*? [^\n]{{1,{_LONGEST}}}\n[ \t]*\*?(?:{_SENT})\s?:\*? [^\n]{{1,{_LONGEST}}}"
_BEFORE_QUOTE = re.compile(
    rf"^[ \t]*(?:{_OPENING}"
    rf"|(?P<headers>{_HEADERS})|-{{2,}}\s?(?:{_TITLES})\s?-{{2,}}"
    r"|##- Please type your reply above this line.{0,20})[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*(?:\n|$)", re.MULTILINE)
_RULES = " \t\r\n_-*="  # what lines between messages are made of
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_ANSWERING = re.compile(r"^(?:(?:re|fw|fwd|aw|wg|sv|vs|antw|rv|tr|rif|res|enc)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)


def without_quoted(text: str) -> str:
    """The words of a message that are its author's own.

    Lines marked with ``>`` go. Behind a line such as ``On Monday Ann wrote:`` everything goes, unless marked lines
    follow it: then what stands between and below them is an answer. Lines that say from whom and when are such too, but
    at the beginning, where a mail was put into the desk with them.
    """
    marked = ">" in text and _QUOTED_LINE.search(text) is not None
    found = _BEFORE_QUOTE.search(text) if ":" in text or "--" in text or "##-" in text else None
    if found is not None and not (found["headers"] and not text[: found.start()].strip(_RULES)):
        rest = text[found.end() :]
        text = text[: found.start()] + (rest if marked and _QUOTED_LINE.search(rest) else "")
    return _QUOTED_LINE.sub("", text) if marked else text


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a text, each without space around it."""
    return [part for paragraph in _BLANK_LINES.split(text) if (part := paragraph.strip())]


def same_words(paragraph: str) -> str:
    """What two paragraphs have in common that say the same: a subject does so in every answer to it."""
    return " ".join(_ANSWERING.sub("", paragraph).split()).casefold()
