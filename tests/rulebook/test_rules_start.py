"""What a check costs before it has begun."""

import gc
import subprocess
import sys

from rules_command import RULES, run

HEAVY = ("jinja2", "msgspec", "networkx", "numpy", "pyarrow", "rich")


def test_a_check_loads_no_library_that_it_does_not_need() -> None:
    program = (
        "import sys; from cxaudit.cli import run; run(['rules', 'check', '-']);"
        f"sys.stderr.write(' '.join(name for name in {HEAVY!r} if name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=RULES, capture_output=True, text=True, check=True, timeout=60
    )
    assert "0 errors" in done.stdout
    assert done.stderr == ""


def test_garbage_is_collected_again_after_a_check() -> None:
    assert gc.isenabled()
    run("check", "-", standard_input=RULES)
    assert gc.isenabled()
