"""What a symptom, a cause, a remedy or a standard did in one audit, as text for a terminal."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from cxaudit.model import Cause, Remedy, Standard, Symptom
from cxaudit.render import figures
from cxaudit.render.view.findings import chosen_evidence
from cxaudit.render.view.lookup import Lookup, words
from cxaudit.render.violations_report import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.model import Action, Audit, ChainLink, Evidence, Hypothesis, Rulebook, Verification

_WIDTH = 100
_QUOTES = 3
_LINKS = 8  # arrows of a chain, those at work in most incidents


def render_definition_on(definition: Symptom | Cause | Remedy | Standard, rulebook: Rulebook, audit: Audit) -> str:
    """What `audit` found of it, with n and intervals; `rulebook` is where the definition stands today."""
    look = Lookup(audit)
    match definition:
        case Symptom():
            lines = _symptom(definition, look)
        case Cause():
            lines = _cause(definition, look)
        case Remedy():
            lines = _remedy(definition, look)
        case Standard():
            lines = _standard(definition, rulebook, look)
    return "\n".join(("", *_head(rulebook, audit), *lines)) + "\n"


def _head(rulebook: Rulebook, audit: Audit) -> Iterator[str]:
    stamp, (first, last) = audit.rulebook, audit.settings.period
    period = f", {first[:10]} to {last[:10]}" if first and last else ""
    yield f"  in the audit of {figures.plural(audit.tally.incidents, 'incident')}{period}:"
    if stamp.content_hash != rulebook.content_hash:
        told = f"(made with {stamp.name} {stamp.version}, whose rules are not those above: they may have meant another)"
        yield from (f"    {line}" for line in wrap(told, _WIDTH - 4))


def _symptom(symptom: Symptom, look: Lookup) -> Iterator[str]:
    tally = look.audit.tally
    if symptom.id not in tally.symptoms:
        yield "    the audit's rulebook had no such symptom"
        return
    hits, seen = tally.counts()[symptom.id], tally.observable()[symptom.id]
    unseen = tally.incidents - seen
    index = tally.symptoms.index(symptom.id)
    denied = sum(entry.count for entry in tally.profiles if index in entry.profile.denied)
    yield from _facts(
        ("shown by", _rate(symptom.id, hits, seen, look) if seen else "no incident could show it"),
        ("denied in", figures.plural(denied, "incident") if denied else ""),
        ("unseen in", f"{figures.plural(unseen, 'incident')} without the field it needs" if unseen else ""),
        ("by week", _weeks(symptom.id, look)),
    )
    signals = [signal for signal in look.audit.measures.signals if signal.symptom == symptom.id]
    yield from _listed("signals", [look.named(signal.statement) for signal in signals])
    blamed = [
        f"{look.title('cause', link.cause)} ({link.cause}): in about {figures.plural(link.incidents, 'incident')}"
        for link in _arrows_to(symptom.id, look)
    ]
    yield from _listed("put down to", blamed)
    yield from _evidence(look.evidence(symptom.id)[:_QUOTES])


def _rate(symptom: str, hits: int, seen: int, look: Lookup) -> str:
    """``340 of 1,200 incidents: 28% (26–31%)``, the interval as the audit has it."""
    rows = [row for table in look.audit.measures.tables if table.id == "symptoms" for row in table.rows]
    interval = next((row.cells[0].interval for row in rows if row.id == symptom), None)
    told = figures.share_with_span(hits / seen, interval) if interval else figures.share(hits / seen)
    return f"{figures.count(hits)} of {figures.plural(seen, 'incident')}: {told}{_sure(figures.level(interval))}"


def _arrows_to(symptom: str, look: Lookup) -> list[ChainLink]:
    """The arrows that end at the symptom, in any chain, each once; those at work in most incidents first."""
    diagnosis = look.audit.diagnosis
    links = [link for found in (*diagnosis.roots, *diagnosis.proximate) for link in found.chain]
    arrows = {link.cause: link for link in links if link.effect == symptom}
    return sorted(arrows.values(), key=lambda link: (-link.incidents, link.cause))[:_LINKS]


def _weeks(symptom: str, look: Lookup) -> str:
    whole = next((series for series in look.audit.tally.series if not series.dimension), None)
    counted = whole.symptoms.get(symptom, ()) if whole else ()
    return f"{figures.sparkline(counted)} ({figures.plural(len(counted), 'week')})" if any(counted) else ""


def _cause(cause: Cause, look: Lookup) -> Iterator[str]:
    diagnosis = look.audit.diagnosis
    found = diagnosis.hypothesis(cause.id)
    if found is None:
        yield "    the audit does not speak of this cause"
        return
    what, among = ("root", diagnosis.roots) if found.is_root else ("proximate", diagnosis.proximate)
    leads = f"{figures.share(found.probability_first)} of the draws"
    yield from _facts(
        ("rank", f"{found.rank} of {len(among)} {what} causes; {found.rank_one_pass} by the rulebook's numbers alone"),
        ("status", f"{found.status.value}, grade {found.grade}" if found.grade else found.status.value),
        ("prevented", _prevented(found, look)),
        ("at work in", f"{figures.share_with_span(found.active, found.active_interval)} of them"),
        ("leads in", f"{leads}; among the first three in {figures.share(found.probability_top_three)}"),
        ("rivals", ", ".join(f"{look.title('cause', rival)} ({rival})" for rival in found.rivals)),
        ("note", look.named(found.note) if found.note else ""),
    )
    most = sorted(found.chain, key=lambda link: (-link.incidents, link.cause, link.effect))[:_LINKS]
    chain = [
        f"{link.cause} → {link.effect}: in about {figures.plural(link.incidents, 'incident')}, strength"
        f" {figures.share(link.strength)} → {figures.share(link.fitted)}"
        for link in most
    ]
    yield from _listed("how it shows (strength: rulebook → fitted)", chain)
    planned = [action for action in look.audit.plan.actions if cause.id in action.causes]
    yield from _listed("in the plan", [f"{_place(action, look)}: {_title(action, look)}" for action in planned])
    yield from _evidence(chosen_evidence(look, found, set()))


def _prevented(found: Hypothesis, look: Lookup) -> str:
    failing = look.audit.diagnosis.failing
    told = figures.share_with_span(found.prevented, found.prevented_interval)
    return (
        f"{told} of the {figures.plural(failing, 'incident')} with a symptom if it were gone: about"
        f" {figures.count(found.incidents)}{_sure(figures.level(found.prevented_interval))}"
    )


def _remedy(remedy: Remedy, look: Lookup) -> Iterator[str]:
    action = next((action for action in look.audit.plan.actions if action.remedy == remedy.id), None)
    if action is None:
        ranked = [look.audit.diagnosis.hypothesis(effect.cause) for effect in remedy.effects]
        yield "    not in the plan"
        told = [f"{entry.cause}: {entry.status.value}, {_prevented(entry, look)}" for entry in ranked if entry]
        yield from _listed("the causes it acts on", told)
        return
    yield from _facts(
        ("in the plan", f"{_place(action, look)}, {words(action.phase)}"),
        ("due", f"{figures.plural(action.due_days, 'day')} after the decision"),
        ("against", ", ".join(f"{look.title('cause', cause)} ({cause})" for cause in action.causes)),
        ("prevented", _prevented_by(action)),
        ("it adds", f"{figures.share(action.added)} to the actions before it"),
        ("a person-day", f"prevents {figures.quantity(action.per_day, '')} incidents"),
        ("check", _check(action.verify)),
        ("today", "" if action.baseline is None else figures.share(action.baseline)),
        ("can be seen", _smallest(action.smallest_detectable)),
        ("flags", ", ".join(words(flag) for flag in action.flags)),
        ("note", look.named(action.note) if action.note else ""),
    )


def _prevented_by(action: Action) -> str:
    interval = action.prevented_interval
    told = figures.share_with_span(action.prevented, interval)
    count = figures.count(action.incidents)
    return f"{told} of the incidents with a symptom by itself: about {count}{_sure(figures.level(interval))}"


def _smallest(fall: float | None) -> str:
    return "" if fall is None else f"a fall by {figures.share(fall)} is the least this log's volume tells from noise"


def _check(verify: Verification | None) -> str:
    if verify is None:
        return ""
    of = f" of {verify.of}" if verify.of else ""
    return f"{words(verify.measure)}{of} changes by {verify.target:+.0%} in {verify.within_days} days"


def _standard(standard: Standard, rulebook: Rulebook, look: Lookup) -> Iterator[str]:
    counts, seen = look.audit.tally.counts(), look.audit.tally.observable()
    breaking = [symptom.id for symptom in rulebook.symptoms.values() if standard.id in symptom.breaks]
    told = [f"{name}: {_rate(name, counts[name], seen[name], look)}" for name in breaking if counts.get(name)]
    yield from _listed("broken by", told)
    if not told:
        yield "    no incident shows a symptom that breaks it"


def _place(action: Action, look: Lookup) -> str:
    return f"action {action.rank} of {len(look.audit.plan.actions)}"


def _title(action: Action, look: Lookup) -> str:
    return f"{look.title('remedy', action.remedy)} ({action.remedy})"


def _sure(level: str) -> str:
    return f"; {level} interval" if level else ""


def _evidence(found: Sequence[Evidence]) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield "    evidence:"
    for entry in found:
        quote = entry.quote
        marked = f"{quote[: entry.start]}[{quote[entry.start : entry.end]}]{quote[entry.end :]}"
        told = marked if entry.end > entry.start else quote
        lines = wrap(f"“{printable(told)}”", _WIDTH - 6)
        yield from (f"      {line}" for line in lines)
        facts = ", ".join(printable(fact) for fact in (entry.incident, entry.opened_at[:10], entry.channel) if fact)
        yield f"        {facts} (by {entry.rule})"


def _facts(*facts: tuple[str, str]) -> Iterator[str]:
    for name, value in facts:
        first, *more = wrap(printable(value), _WIDTH - 17, break_on_hyphens=False) or [""]
        if value:
            yield f"    {name:<12} {first}"
            yield from (f"{'':<17}{line}" for line in more)


def _listed(name: str, entries: Sequence[str]) -> Iterator[str]:
    if entries:
        yield ""
        yield f"    {name}:"
    for entry in entries:
        first, *more = wrap(printable(entry), _WIDTH - 8, break_on_hyphens=False) or [""]
        yield f"      {first}"
        yield from (f"        {line}" for line in more)
