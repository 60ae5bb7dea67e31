"""A small sound rulebook, and the commands of `cxaudit rules` run on rulebooks."""

from pathlib import Path

from typer.testing import CliRunner

from cxaudit.cli.rules import rules_app
from cxaudit.errors import CxauditError

RULES = """\
symptoms:
  - id: rude-staff
    title: Staff were rude
    severity: major
    detect: {phrase: [rude]}
    caused_by: {burnt-out-staff: often}
    examples:
      match: [She was rude]
      no_match: [She was kind]
causes:
  - id: burnt-out-staff
    title: Staff are burnt out
    family: culture
    area: managerial-practice
    prior: rare
    remedies: [cap-workload]
remedies:
  - id: cap-workload
    title: Cap the workload
    kind: people
    action: preventive
    strength: intermediate
    phase: system-shift
    owner: HR director
    effort: {days: [10, 20, 40]}
    effect: {reduces: burnt-out-staff, by: [0.2, 0.35, 0.5]}
    verify: {measure: rate, of: rude-staff, target: -30%, within: 90 days}
"""


def run(*arguments: str, standard_input: str = "") -> tuple[int, str, str]:
    result = CliRunner().invoke(rules_app, arguments, input=standard_input)
    if isinstance(result.exception, CxauditError):
        raise result.exception
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def rules(folder: Path, old: str = "", new: str = "") -> str:
    assert old in RULES
    path = folder / "rules.yaml"
    path.write_text(RULES.replace(old, new) if old else RULES)
    return str(path)
