"""What is installed from a wheel finds its rules, templates and examples, as a checkout does."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(build, check=True, capture_output=True)
    [wheel] = folder.glob("cxaudit-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "site")
    return folder / "site"


def run_installed(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cxaudit", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_holds_the_rules_the_templates_and_the_licence(installed: Path) -> None:
    shipped = installed / "cxaudit" / "shipped"
    assert (shipped / "rules" / "core" / "rulebook.yaml").is_file()
    assert (shipped / "rules" / "shapes" / "zendesk.yaml").is_file()
    assert (shipped / "templates" / "report.md.j2").is_file()
    assert (installed / "cxaudit" / "py.typed").is_file()
    assert list(installed.glob("cxaudit-*.dist-info/licenses/LICENSE"))


def test_an_installed_program_analyses_with_the_shipped_rulebook(installed: Path, tmp_path: Path) -> None:
    rows = "\n".join(f"{number},The parcel arrived late" for number in range(12))
    program = "import cxaudit.resources; print(cxaudit.resources.resource('rules/core'))"
    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(found.stdout.strip()) == installed / "cxaudit" / "shipped" / "rules" / "core"
    (tmp_path / "log.csv").write_text(f"id,text\n{rows}\n", encoding="utf-8")
    done = run_installed(installed, tmp_path, "analyze", "log.csv", "-q", "-o", "report.md")
    assert done.returncode == 0, done.stderr
    report = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "core 1." in report
    where = run_installed(installed, tmp_path, "rules", "explain", "late-or-missed")
    assert where.returncode == 0, where.stderr
