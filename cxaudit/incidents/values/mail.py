"""Mail addresses, so written that two spellings of one address are equal, and of two addresses never."""

from __future__ import annotations

import re

# One address, alone, in angle brackets after a name, or the first of several; a "mailto:" before it is no part of it.
# Before the @ stand signs that no mail system takes for separators, such as apostrophes, or a text in quotation marks.
_ADDRESS = re.compile(
    r"""
    (?:mailto:)?
    ( (?: " (?: [^"\\\s] | \\. | [ ] )+ " | [^\s<>()\[\],;:"'@] [^\s<>()\[\],;:"@]* )
    @ [^\s<>()\[\],;:"'/|@]+ \. [^\s<>()\[\],;:"'/|@.]+ )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NEEDLESS = re.compile(r'"([^\s"\\@]+)"(?=@)')  # marks around what means the same without them
# The part before the @ of addresses behind which nobody stands, whoever owns the domain.
_NOBODY = re.compile(
    r"(do[-_.]?not[-_.]?reply|no[-_.]?reply|mailer[-_.]?daemon|postmaster|bounces?)([-_+].*)?|"
    r"(unknown|none|null|anonymous)\d*"
)


def mail_address(text: str) -> str:
    """The address in `text` in lower case, or nothing where there is none or nobody stands behind it.

    Only what every mail system treats alike is evened out: case, spaces, a display name, ``mailto:``, quotation marks.
    What follows a plus, and the dots that one provider ignores, are kept: elsewhere they tell people apart, and to take
    two customers for one does more harm than to miss one.
    """
    found = _ADDRESS.search(text) if "@" in text else None
    if found is None:
        return ""
    address = _NEEDLESS.sub(r"\1", found[1].casefold())
    return "" if _NOBODY.fullmatch(address.partition("@")[0]) else address
