"""An example must hold no personal data.

Rulebooks are shared and published; the log they were learnt from is not. An e-mail address, a card or account number
or a phone number in an example is most likely a real customer's. Addresses under `example.com`, `example.org`,
`example.net` and names that end in `.example`, `.test` or `.invalid` belong to nobody (RFC 2606) and may stand.

Bad:
    symptoms:
      - id: no-reply
        title: Nobody replied
        examples:
          match: ["Nobody replied to mary.jones@somewhere-real.co.uk"]

Good:
    symptoms:
      - id: no-reply
        title: Nobody replied
        examples:
          match: ["Nobody replied to mary@example.com"]
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cxaudit.model import Severity, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Example, Rulebook

_RESERVED = r"(?:[\w-]+\.)*(?:example(?:\.(?:com|org|net))?|test|invalid)(?![\w-]|\.\w)"
_KINDS = (
    ("an e-mail address", re.compile(rf"[\w.+-]{{1,64}}@(?!{_RESERVED})\w[\w.-]*\.\w{{2,}}")),
    ("an account number", re.compile(r"\b[A-Z]{2}\d{2} ?(?:[A-Z0-9]{4} ?){2,7}[A-Z0-9]{1,4}\b")),  # IBAN, ISO 13616
    ("a card number", re.compile(r"\b\d{4}([ -]?)\d{4}\1\d{4}\1\d{1,7}\b")),
    ("a phone number", re.compile(r"(?<![\w.,£$€-])(?:\+\d{1,3}|\(?0\d{2,4}\)?)(?:[ ./-]?\d){6,10}\b")),
)


def personal_data_in_example(rulebook: Rulebook) -> Iterator[Violation]:
    """Examples that hold what looks like an e-mail address, an account, card or phone number."""
    for symptom in rulebook.symptoms.values():
        for example in symptom.examples:
            found = _personal(example)
            if found:
                yield Violation(
                    example.location,
                    "personal-data-in-example",
                    Severity.ERROR,
                    f"this example of symptom '{symptom.id}' holds {found}",
                    help="make one up: an address under example.com, or leave the number out",
                    owner=f"symptom {symptom.id}",
                )


def _personal(example: Example) -> str:
    texts = (example.text, *example.fields.values())
    return next((name for name, pattern in _KINDS if any(pattern.search(text) for text in texts)), "")
