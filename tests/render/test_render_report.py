"""The Markdown report: what stands in it, that it agrees with itself, and what templates may do."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from audit_sample import make_audit, with_alarm, without_findings, without_incidents, without_symptoms
from markdown_it import MarkdownIt
from regenerate_golden import CASES, GOLDEN

from cxaudit.errors import UsageError
from cxaudit.model import Audit, CauseStatus, ChainLink, Entry
from cxaudit.render import RENDERERS, render_markdown

if TYPE_CHECKING:
    from pathlib import Path

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@pytest.mark.parametrize("name", CASES)
def test_the_report_is_as_it_was_agreed(name: str) -> None:
    golden = (GOLDEN / f"{name}.md").read_text(encoding="utf-8")
    assert render_markdown(CASES[name]()) == golden, "if the change is meant, run tests/render/regenerate_golden.py"


@pytest.mark.parametrize("name", CASES)
def test_every_table_is_read_as_a_table(name: str) -> None:
    text = render_markdown(CASES[name]())
    rules = [line for line in text.splitlines() if re.fullmatch(r"\|(?: ?:?-{2,}:? ?\|)+", line)]
    assert sum(token.type == "table_open" for token in PARSER.parse(text)) == len(rules)


@pytest.mark.parametrize("name", CASES)
def test_the_words_stay_neutral(name: str) -> None:
    text = render_markdown(CASES[name]()).casefold()
    for word in ("caused by", "proven", "proves", "human error", "none\n", "nan", "true", "false"):
        assert word not in text


def test_a_warning_stands_before_the_ranking() -> None:
    text = render_markdown(with_alarm(make_audit()))
    warning = text.index("## Read this before the ranking")
    assert warning < text.index("## Do first")
    assert warning < text.index("| Root cause")
    message = "Incidents name more symptoms at once than the model expects"
    assert text.index(message) < text.index("Leads to check:") < warning
    assert "What [puts the ranking in doubt](#read-this-before-the-ranking):" in text


def test_links_within_the_report_lead_to_headings() -> None:
    text = render_markdown(with_alarm(make_audit()))
    headings = {line.lstrip("# ").lower().replace(" ", "-") for line in text.splitlines() if line.startswith("#")}
    targets = re.findall(r"\]\(#([^)]*)\)", text)
    assert targets
    assert set(targets) <= headings


def test_totals_agree_across_sections() -> None:
    audit = make_audit()
    text = render_markdown(audit)
    assert "1,210 read = 1,200 used + 10 rejected" in text
    assert "| 1,010 | 1,000 |       10 |" in text
    assert "|   200 |   200 |        0 |" in text
    assert sum(audit.rejections.values()) == audit.rows_rejected
    for symptom, number in audit.tally.counts().items():
        if number:
            title = audit.catalogue[symptom].title
            row = next(line for line in text.splitlines() if line.startswith(f"| {title} "))
            assert f" {number} | 1,200 |" in row
            assert f"\n- {title}: {number} incidents\n" in text
    families = text.split("### The four families")[1].split("*Derived*")[0]
    assert sum(int(number) for number in re.findall(r"(\d+) \| 500 \|", families)) == 500


def test_every_finding_tells_its_evidence_and_the_rule_behind_it() -> None:
    text = render_markdown(make_audit())
    assert "I was **charged twice** for order 881" in text
    source = "— incident D-1042, logs/desk.csv row 1, 2025-04-02, phone"
    assert f"{source}; Charged wrongly, rule `rules/core/symptoms/billing.yaml:14`" in text


def test_an_unredacted_report_warns_its_reader() -> None:
    audit = make_audit()
    open_report = render_markdown(replace(audit, settings=replace(audit.settings, redacted=False)))
    assert "may hold personal data" in open_report
    assert "may hold personal data" not in render_markdown(audit)


@pytest.mark.parametrize("make", [without_symptoms, without_findings, without_incidents])
def test_a_report_with_little_to_say_has_no_empty_section(make: object) -> None:
    assert callable(make)
    lines = [line for line in render_markdown(make()).splitlines() if line]
    for line, following in zip(lines, [*lines[1:], "#"], strict=True):
        depth = len(line) - len(line.lstrip("#"))
        if depth:
            assert not following.startswith("#") or following.startswith("#" * (depth + 1)), line


def test_a_cause_that_seldom_comes_first_does_not_lead() -> None:
    audit = make_audit()
    first, *others = audit.diagnosis.roots
    contested = replace(audit.diagnosis, roots=(replace(first, probability_first=0.4), *others))
    text = render_markdown(replace(audit, diagnosis=contested))
    assert "No single internal cause clearly" in text
    assert "in 40% of the draws, is “No error-proofing in billing”" in text
    assert "The leading internal cause" in render_markdown(audit)


def test_a_refuted_cause_is_no_finding() -> None:
    audit = make_audit()
    first, *others = audit.diagnosis.roots
    refuted = replace(audit.diagnosis, roots=(replace(first, status=CauseStatus.REFUTED), *others))
    text = render_markdown(replace(audit, diagnosis=refuted))
    assert "“No error-proofing in billing” was refuted on site and is left out." in text
    assert "### 1. No end-to-end owner across departments" in text


def hostile_audit() -> Audit:
    bad = (
        '<img src=x onerror=alert(1)> | `x` **b** "]; click n0 "javascript:1" <br/> ```\n# head\n[l](http://e.example)'
    )
    audit = make_audit()
    evidence = tuple(
        replace(entry, quote=bad, start=0, end=9, incident=bad, channel=bad) for entry in audit.tally.evidence
    )
    catalogue = {
        name: Entry(
            entry.id,
            entry.what,
            bad,
            entry.location,
            dict.fromkeys(entry.attributes, bad),
            {name: (bad,) * len(values) for name, values in entry.lists.items()},
        )
        for name, entry in audit.catalogue.items()
    }
    sources = tuple(replace(source, path=bad, shape=bad, notes=(bad,)) for source in audit.sources)
    return replace(
        with_alarm(audit),
        sources=sources,
        rejections={bad: 10},
        catalogue=catalogue,
        tally=replace(audit.tally, evidence=evidence),
        measures=replace(audit.measures, unknowns=(bad,)),
    )


def test_no_markup_of_a_log_or_a_rulebook_gets_into_the_report() -> None:
    text = render_markdown(hostile_audit())
    tokens = PARSER.parse(text)
    blocks = [token.content.strip() for token in tokens if token.type == "html_block"]
    assert all(re.fullmatch(r"</?details>(\n<summary>[^<>]*</summary>)?", block) for block in blocks)
    children = [child for token in tokens for child in token.children or []]
    assert not [child.content for child in children if child.type in {"html_inline", "image"}]
    links = {child.attrGet("href") for child in children if child.type == "link_open"}
    assert all(str(link).startswith("#") for link in links)
    headings = sum(token.type == "heading_open" for token in tokens)
    assert headings == sum(
        token.type == "heading_open" for token in PARSER.parse(render_markdown(with_alarm(make_audit())))
    )
    assert len([token for token in tokens if token.type == "fence"]) == 1


def mermaid(audit: Audit) -> list[str]:
    return [
        line.strip()
        for token in PARSER.parse(render_markdown(audit))
        if token.type == "fence"
        for line in token.content.splitlines()
    ]


@pytest.mark.parametrize("make", [make_audit, hostile_audit])
def test_every_line_of_the_graph_is_a_node_an_arrow_or_a_style(make: object) -> None:
    assert callable(make)
    lines = mermaid(make())
    assert lines[0] == "flowchart LR"
    node = r'n\d+\["[^"<>`\[\]{}|]*"\]:::(root|cause|symptom)'
    arrow = r'n\d+ -->\|"[\d,]+"\| n\d+'
    style = r"classDef \w+ [\w:#,]+"
    assert all(re.fullmatch(f"{node}|{arrow}|{style}", line) for line in lines[1:])


def test_a_large_graph_is_cut_to_what_can_be_read() -> None:
    audit = make_audit()
    first = audit.diagnosis.roots[0]
    rule = first.chain[0].rule
    chain = tuple(ChainLink(first.cause, f"effect-{n}", 0.5, 0.5, 1000.0 - n, rule) for n in range(200))
    large = replace(audit, diagnosis=replace(audit.diagnosis, roots=(replace(first, chain=chain),)))
    nodes = [line for line in mermaid(large) if ":::" in line]
    assert len(nodes) <= 19
    assert "The arrows with the fewest incidents (182) are left out." in render_markdown(large)


def test_an_arrow_that_leads_to_no_symptom_is_left_out_of_the_graph() -> None:
    audit = make_audit()
    first, second, third = audit.diagnosis.roots
    half = ChainLink(first.cause, "weak-release", 0.5, 0.5, 500.0, first.chain[0].rule)
    roots = (replace(first, chain=(half, *first.chain)), second, third)
    changed = mermaid(replace(audit, diagnosis=replace(audit.diagnosis, roots=roots)))
    assert changed == mermaid(audit)


def test_a_template_of_the_users_replaces_only_its_own_section(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "cover.md.j2").write_text(
        "# Acme: {{ audit.rulebook.name }} | {{ '<b>' }}\n", encoding="utf-8"
    )
    text = render_markdown(make_audit(), tmp_path)
    assert text.startswith("# Acme: core | \\<b>\n\n## The audit in one page\n")
    assert text.split("## The audit")[1] == render_markdown(make_audit()).split("## The audit")[1]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("one\n{% if %}\n", r"cover\.md\.j2:2: the template cannot be read"),
        ("{{ report.no_such_thing }}", "no_such_thing"),
        ("{{ ''.__class__.__mro__ }}", "may not have"),
        ("{% include 'nowhere.md.j2' %}", r"template 'nowhere\.md\.j2' was not found"),
    ],
)
def test_a_faulty_template_is_told_in_one_sentence(tmp_path: Path, template: str, message: str) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "cover.md.j2").write_text(template, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        render_markdown(make_audit(), tmp_path)


def test_the_renderers_are_listed_by_the_ending_of_the_file() -> None:
    audit = make_audit()
    assert {name: type(render(audit, None)) for name, render in RENDERERS.items()} == {"json": bytes, "md": str}
