"""What `--join` and its companions ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.engines import Join
from cxaudit.errors import UsageError
from cxaudit.incidents.values.phone import is_country

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.incidents import OpenSource

_CHOICES = ("none", "customer")


def refuse_idle(sources: Sequence[OpenSource], join: Join | None, same_ids: bool | None) -> None:
    """Raise UsageError where nothing is compared of which ids could mean the same."""
    if same_ids is not None and join is None and sum(source.of_messages for source in sources) < 2:
        raise UsageError(
            "--same-ids or --own-ids says how customers are joined, or conversations of several logs with a row for"
            " each message; give --join customer as well, or such logs"
        )


def parse_join(join: str, phone_country: str | None, same_ids: bool | None) -> Join | None:
    """The joining asked for, None for none; raises UsageError for what cannot be meant."""
    if join not in _CHOICES:
        raise UsageError(f"--join '{join}' is not known; choose {' or '.join(_CHOICES)}")
    if join == "none":
        if phone_country:
            raise UsageError("--phone-country says how customers are joined; give --join customer as well")
        return None
    country = (phone_country or "").upper()
    if country and not is_country(country):
        raise UsageError(f"--phone-country '{phone_country}' is no country; give its two letters, such as DE")
    return Join(country, same_ids)
