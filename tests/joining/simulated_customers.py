"""Customers with known truth in three exports, as messy as life: tickets (CSV), a survey (XLSX), calls (JSON Lines)."""

from __future__ import annotations

import csv
import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import openpyxl  # type: ignore[import-untyped] # it comes without types

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SAID = (
    "My parcel came late again and nobody told me why",
    "The agent was rude to me when I asked for my money",
    "I was charged twice for the same order last month",
    "Thank you for the quick help with my new account",
)


@dataclass(frozen=True)
class Customer:
    """One customer: the number the survey has of them, the one the calls have, and how to reach them."""

    number: int
    account: int
    requester: int
    mails: tuple[str, ...]
    phones: tuple[str, ...]


def customers(count: int, seed: int, *, couples: float = 0.03, office: int = 12) -> list[Customer]:
    """`couples` is the share who have their phone number from the customer before, `office` how many share one."""
    chance = random.Random(seed)  # noqa: S311 - samples, not secrets
    accounts = chance.sample(range(1, count + 1), count)
    made: list[Customer] = []
    for number in range(count):
        mails = tuple(f"c{number}.{part}@example.org" for part in range(1 + (chance.random() < 0.05)))
        phones = [f"1{chance.randrange(51, 79)}{chance.randrange(10**6, 10**7)}" for _ in mails]
        if made and chance.random() < couples:
            phones = [made[-1].phones[0]]
        if number >= count - office:
            phones = ["30901820"]
        made.append(Customer(number + 1, accounts[number], 360_000_000_000 + 37 * number, mails, tuple(phones)))
    return made


@dataclass(frozen=True)
class Named:
    """A row: its customer, and what in it truly names them."""

    customer: int
    by: tuple[str, ...]


def write_exports(
    folder: Path, known: Sequence[Customer], rows: int, seed: int
) -> tuple[list[Path], list[list[Named]]]:
    """The three exports, and who is behind each of their rows."""
    chance = random.Random(seed)  # noqa: S311 - samples, not secrets
    paths = [folder / "tickets.csv", folder / "survey.xlsx", folder / "calls.jsonl"]
    drawn = [[chance.choice(known) for _ in range(rows)] for _ in paths]
    writers = (_tickets, _survey, _calls)
    return paths, [write(path, people, chance) for write, path, people in zip(writers, paths, drawn, strict=True)]


def _tickets(path: Path, drawn: Sequence[Customer], chance: random.Random) -> list[Named]:
    truth = []
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["Id", "Requester id", "Requester email", "Subject", "Status", "Via", "Created at", "Updated at", "Group"]
        )
        for row, one in enumerate(drawn, 1):
            mail, by = ("noreply@shop.example", "") if chance.random() < 0.02 else _mail(one, chance)
            said, time = chance.choice(SAID), _time(chance)
            writer.writerow([row, one.requester, mail, said, "closed", "web", time, time, "One"])
            truth.append(Named(one.number, (f"requester {one.requester}", by)))
    return truth


def _survey(path: Path, drawn: Sequence[Customer], chance: random.Random) -> list[Named]:
    book, truth = openpyxl.Workbook(), []
    book.active.append(["Response ID", "Survey date", "Customer number", "E-mail", "Phone", "Rating", "Comment"])
    for row, one in enumerate(drawn, 1):
        mail, by_mail = _mail(one, chance) if chance.random() < 0.7 else ("", "")
        phone, by_phone = _phone(one, chance) if chance.random() < 0.5 else ("", "")
        said, time = chance.choice(SAID), _time(chance)
        book.active.append([row, time, one.number, mail or None, phone or None, chance.randint(1, 5), said])
        truth.append(Named(one.number, (f"number {one.number}", by_mail, by_phone)))
    book.save(path)
    return truth


def _calls(path: Path, drawn: Sequence[Customer], chance: random.Random) -> list[Named]:
    truth = []
    with path.open("w", encoding="utf-8") as file:
        for row, one in enumerate(drawn, 1):
            hidden = chance.choice(["anonymous", "+000", ""]), ""
            caller, by = hidden if chance.random() < 0.03 else _phone(one, chance)
            account = one.account if chance.random() < 0.3 else None
            entry = {"call_id": row, "call_time": _time(chance), "account_id": account, "caller_number": caller}
            file.write(json.dumps(entry | {"transcript": chance.choice(SAID)}) + "\n")
            truth.append(Named(one.number, (f"account {account}" if account else "", by)))
    return truth


def _time(chance: random.Random) -> str:
    return (datetime(2025, 1, 6) + timedelta(minutes=chance.randrange(60 * 24 * 300))).isoformat()  # noqa: DTZ001


def _mail(one: Customer, chance: random.Random) -> tuple[str, str]:
    """A mail address as somebody writes it, and what it is, nothing if it is mistyped."""
    address = chance.choice(one.mails)
    if chance.random() < 0.01:
        return address.replace("example", "exampel"), ""
    spelled = [address, address.upper(), f" {address} ", f"Customer {one.number} <{address}>"]
    return chance.choice(spelled), address


def _phone(one: Customer, chance: random.Random) -> tuple[str, str]:
    number = chance.choice(one.phones)
    spaced = f"{number[:3]} {number[3:6]}-{number[6:]}"
    spelled = [f"+49{number}", f"+49 (0){spaced}", f"0049 {spaced}", f"0{spaced}", f"0{number}"]
    return chance.choice(spelled), number
