"""What came of joining the customers of several logs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceCustomers:
    """Of one log: its rows, how many of them name a customer, and how many different ones they name."""

    path: str
    rows: int
    named: int
    customers: int


@dataclass(frozen=True, slots=True)
class Match:
    """Customers of two logs: of each alone, and those in `both`.

    `by_id`, `by_mail` and `by_phone` say how many of those have such an identifier in common, in one or several ways;
    `through_others` have none, and were found through what third rows say of them.
    """

    first: str
    second: str
    first_customers: int
    second_customers: int
    both: int
    by_id: int
    by_mail: int
    by_phone: int
    through_others: int


@dataclass(frozen=True, slots=True)
class IdsCompared:
    """Whether the customer ids of two systems, named by a log of each, are one numbering.

    Of `customers` known to both, `agreeing` have one id and one mail address or phone number in both; `same` is None if
    they are too few. Other systems may tell more: what was done in the end is whether ids were `compared`, which is
    None where these had no say.
    """

    first: str
    second: str
    customers: int
    agreeing: int
    same: bool | None
    compared: bool | None = None


@dataclass(frozen=True, slots=True)
class Doubled:
    """Rows of the log `path` that are left out, as the log `kept` holds the same incidents.

    `by_id` have their id and opening in common, `by_words` customer, words and day.
    """

    path: str
    kept: str
    by_id: int
    by_words: int


@dataclass(frozen=True, slots=True)
class Joining:
    """The customers of all logs as one.

    `shared_mails` and `shared_phones` are identifiers that too many have in common to join anybody, `shared_ids` those
    of customers with so many of them that only the rows with the id itself were joined, and `unclear_phones` numbers
    without a country that are known in several. `scattered` are groups that hung together by so long chains that they
    were left as they were. `apart` are rows with the id of another log's incident that was opened at another time or by
    another customer.
    """

    customers: int
    sources: tuple[SourceCustomers, ...]
    matches: tuple[Match, ...]
    ids: tuple[IdsCompared, ...]
    shared_ids: int
    shared_mails: int
    shared_phones: int
    unclear_phones: int
    scattered: int
    apart: int
    doubled: tuple[Doubled, ...]
