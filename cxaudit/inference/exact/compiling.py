"""Compiling to machine code where numba is installed; without it everything is worked out by NumPy."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable


Compiled = TypeVar("Compiled", bound="Callable[..., Any]")


def can_compile() -> bool:
    """Whether numba is installed."""
    return find_spec("numba") is not None


def compiled(function: Compiled) -> Compiled:
    """`function` as machine code that lets other threads run.

    It is kept in the user's cache folder, or where NUMBA_CACHE_DIR says; where nothing can be written it is made anew
    in each process.
    """
    import numba  # noqa: PLC0415 - it takes half a second, and only large logs need it

    _keep_by_version()
    try:
        made: Compiled = numba.njit(nogil=True, error_model="numpy", cache=True)(function)
    except RuntimeError:
        made = numba.njit(nogil=True, error_model="numpy")(function)
    return made


@cache
def _keep_by_version() -> None:
    """Give every version of the compiled modules a folder of its own.

    What numba keeps of one function does not notice that another, which it calls, has changed or moved; after an
    upgrade it would fail or, worse, go on with the old one.
    """
    import numba  # noqa: PLC0415 - likewise
    import platformdirs  # noqa: PLC0415 - likewise

    sources = sorted(Path(__file__).parent.rglob("*.py"))
    version = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    chosen = numba.config.CACHE_DIR or platformdirs.user_cache_dir("cxaudit", appauthor=False)
    numba.config.CACHE_DIR = str(Path(chosen) / f"compiled-{version}")
