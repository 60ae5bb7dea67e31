"""Finds the shipped `rules/`, `templates/` and `examples/`, in an installed wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path

from cxaudit.errors import UsageError

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent


def resource(name: str) -> Path:
    """The folder or file `name` (such as ``rules/core``) among the shipped resources.

    A checkout is looked at first, because a copy inside the package goes stale in an editable install.
    """
    roots = [_PACKAGE / "shipped"]
    if (_CHECKOUT / "pyproject.toml").is_file():
        roots.insert(0, _CHECKOUT)
    for root in roots:
        if (root / name).exists():
            return root / name
    message = f"the shipped {name} was not found beside the program: the installation is damaged, install cxaudit again"
    raise UsageError(message)
