"""Compiling to machine code where numba is installed; without it everything is worked out by NumPy."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable


Compiled = TypeVar("Compiled", bound="Callable[..., Any]")


def can_compile() -> bool:
    """Whether numba is installed."""
    return find_spec("numba") is not None


def compiled(function: Compiled) -> Compiled:
    """`function` as machine code that lets other threads run.

    It is kept beside the module or, where that cannot be written, in the user's cache folder (or where NUMBA_CACHE_DIR
    says); where nothing can be written it is made anew in each process.
    """
    import numba  # noqa: PLC0415 - it takes half a second, and only large logs need it

    try:
        made: Compiled = numba.njit(nogil=True, error_model="numpy", cache=True)(function)
    except RuntimeError:
        made = numba.njit(nogil=True, error_model="numpy")(function)
    return made
