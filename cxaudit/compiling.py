"""Compiling to machine code where numba is installed; without it everything is worked out by NumPy."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable


Compiled = TypeVar("Compiled", bound="Callable[..., Any]")


def can_compile() -> bool:
    """Whether numba is installed; compiled code looks at eight bytes at a time as little-endian machines hold them."""
    return find_spec("numba") is not None and sys.byteorder == "little"


def compiled(function: Compiled) -> Compiled:
    """`function`, of a folder `compiled`, as machine code that lets other threads run.

    It is kept in the user's cache folder, or where NUMBA_CACHE_DIR says; where nothing can be written it is made anew
    in each process.
    """
    import numba  # noqa: PLC0415 - it takes half a second, and only large logs need it

    numba.config.CACHE_DIR = _kept_in(Path(function.__code__.co_filename).parents[1], _chosen_folder())
    try:
        made: Compiled = numba.njit(nogil=True, error_model="numpy", cache=True)(function)
    except RuntimeError:
        made = numba.njit(nogil=True, error_model="numpy")(function)
    return made


@cache
def _kept_in(room: Path, folder: Path) -> str:
    """Where every version of the compiled modules of a room, and of those around them, has a folder of its own.

    What numba keeps of one function does not notice that another, which it calls, has changed or moved; after an
    upgrade it would fail or, worse, go on with the old one.
    """
    sources = [Path(__file__), *sorted(room.rglob("*.py"))]
    version = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    return str(folder / f"compiled-{version}")


@cache
def _chosen_folder() -> Path:
    import numba  # noqa: PLC0415 - likewise
    import platformdirs  # noqa: PLC0415 - likewise

    return Path(numba.config.CACHE_DIR or platformdirs.user_cache_dir("cxaudit", appauthor=False))
