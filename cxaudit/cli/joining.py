"""What `--join` and its companions ask for."""

from __future__ import annotations

from cxaudit.engines import Join
from cxaudit.errors import UsageError
from cxaudit.incidents.values.phone import is_country

_CHOICES = ("none", "customer")


def parse_join(join: str, phone_country: str | None, same_ids: bool | None) -> Join | None:
    """The joining asked for, None for none; raises UsageError for what cannot be meant."""
    if join not in _CHOICES:
        raise UsageError(f"--join '{join}' is not known; choose {' or '.join(_CHOICES)}")
    if join == "none":
        alone = "--phone-country" if phone_country else "--same-ids or --own-ids"
        if phone_country or same_ids is not None:
            raise UsageError(f"{alone} says how customers are joined; give --join customer as well")
        return None
    country = (phone_country or "").upper()
    if country and not is_country(country):
        raise UsageError(f"--phone-country '{phone_country}' is no country; give its two letters, such as DE")
    return Join(country, same_ids)
