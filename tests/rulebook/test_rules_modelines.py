"""Every shipped rules file says by which schema editors check it, and fits it; the schemas are those of the program."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from rules_command import RULES, run
from test_rulebook_json_schema import typed

from cxaudit.configuration import parse_file
from cxaudit.errors import UsageError
from cxaudit.incidents import rules as column_rules
from cxaudit.incidents import shapes
from cxaudit.incidents.values.numbers import UNITS
from cxaudit.incidents.values.scales import SCALES
from cxaudit.model import COLUMNS, Report
from cxaudit.resources import resource
from cxaudit.rulebook import load_rulebook
from cxaudit.rulebook.formatting import format_text
from cxaudit.rulebook.modeline import modeline_of

SHIPPED = resource("rules")
SCHEMAS = SHIPPED / "schema"
FILES = sorted(path.relative_to(SHIPPED).as_posix() for path in SHIPPED.rglob("*.yaml"))
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


@pytest.mark.parametrize("name", FILES)
def test_a_shipped_file_fits_the_schema_that_its_first_line_names(name: str) -> None:
    path = SHIPPED / name
    found = MODELINE.match(path.read_text(encoding="utf-8"))
    assert found, "the first line names no schema"
    schema = (path.parent / found[1]).resolve()
    assert schema.parent == SCHEMAS.resolve()
    report = Report()
    node = parse_file(path, name, report)
    assert node is not None
    jsonschema.Draft7Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(typed(node))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("rulebook.schema.json", ()),
        ("scenarios.schema.json", ("--scenarios",)),
        ("shape.schema.json", ("--shapes",)),
    ],
)
def test_the_shipped_schemas_are_those_that_the_program_writes(name: str, options: tuple[str, ...]) -> None:
    code, shown, _ = run("schema", *options)
    assert code == 0
    assert (SCHEMAS / name).read_text(encoding="utf-8") == shown, "write them anew: make schemas"


def test_make_schemas_writes_every_shipped_schema() -> None:
    written = (SCHEMAS.parents[1] / "Makefile").read_text(encoding="utf-8")
    assert {path.name for path in SCHEMAS.iterdir()} == set(re.findall(r"rules schema .*rules/schema/(\S+)", written))


def test_two_schemas_at_once_are_refused() -> None:
    with pytest.raises(UsageError, match="one at a time"):
        run("schema", "--scenarios", "--shapes")


def test_the_schema_of_shapes_has_the_keys_and_words_that_are_read() -> None:
    schema = json.loads((SCHEMAS / "shape.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    rule = schema["definitions"]["rule"]["anyOf"][1]["properties"]
    assert set(schema["properties"]) == set(shapes._KEYS)  # noqa: SLF001 - the one list of them
    assert set(schema["properties"]["columns"]["properties"]) == set(COLUMNS)
    assert set(rule) == set(column_rules._KEYS)  # noqa: SLF001 - likewise
    assert set(rule["unit"]["enum"]) == {*UNITS, column_rules.SINCE_OPENING}
    assert set(rule["scale"]["enum"]) == set(SCALES)


def test_a_modeline_changes_neither_the_layout_nor_what_a_rulebook_says(tmp_path: Path) -> None:
    plain, marked = tmp_path / "plain.yaml", tmp_path / "marked.yaml"
    line = "# yaml-language-server: $schema=schema/rulebook.schema.json\n"
    laid_out = format_text(RULES, "rules.yaml", Report())
    assert laid_out is not None
    assert format_text(line + laid_out, "rules.yaml", Report()) == line + laid_out
    plain.write_text(laid_out, encoding="utf-8")
    marked.write_text(line + laid_out, encoding="utf-8")
    assert load_rulebook([plain]).content_hash == load_rulebook([marked]).content_hash
    assert run("lock", str(plain), "--lock", str(tmp_path / "plain.lock"))[0] == 0
    assert run("lock", str(marked), "--lock", str(tmp_path / "marked.lock"))[0] == 0
    locks = [json.loads((tmp_path / f"{name}.lock").read_text()) for name in ("plain", "marked")]
    assert locks[0]["content_hash"] == locks[1]["content_hash"]
    assert locks[0]["definitions"] == locks[1]["definitions"]


@pytest.mark.parametrize("place", ["rulebook.schema.json", "schema/rulebook.schema.json"])
def test_what_is_begun_below_a_schema_leads_to_it(tmp_path: Path, place: str) -> None:
    schema = tmp_path / place
    schema.parent.mkdir(exist_ok=True)
    assert run("schema", "--output", str(schema))[0] == 0
    pack = tmp_path / "packs" / "own" / "pack.yaml"
    pack.parent.mkdir(parents=True)
    assert run("new", "pack", "own", "--output", str(pack))[0] == 0
    first, _, rest = pack.read_text(encoding="utf-8").partition("\n")
    assert first == f"# yaml-language-server: $schema=../../{place}"
    assert rest.startswith("rulebook:\n")


def test_where_there_is_no_schema_none_is_named(tmp_path: Path) -> None:
    pack = tmp_path / "pack.yaml"
    assert run("new", "pack", "own", "--output", str(pack))[0] == 0
    assert pack.read_text(encoding="utf-8").startswith("rulebook:\n")
    deep = tmp_path / "a" / "b" / "c" / "d" / "e"
    deep.mkdir(parents=True)
    (tmp_path / "rulebook.schema.json").write_text("{}", encoding="utf-8")
    assert modeline_of(deep / "far.yaml") == "", "what stands far above is not meant"
