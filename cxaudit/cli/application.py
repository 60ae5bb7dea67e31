"""The commands, put together, and the exit code of whatever comes out of them."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer
from typer.main import get_command

from cxaudit.cli.analyze import analyze
from cxaudit.cli.compare import compare
from cxaudit.cli.explain import explain
from cxaudit.cli.inspect import inspect
from cxaudit.cli.learn import learn
from cxaudit.cli.merge import merge
from cxaudit.cli.plan import plan
from cxaudit.cli.render import render
from cxaudit.cli.rules import rules_app
from cxaudit.cli.simulate import simulate
from cxaudit.errors import CxauditError, RulebookError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# One thread for linear algebra: its matrices are small here, and figures must not depend on the machine's cores.
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_INTERRUPTED = 130
_BUG = 70
_FULL_CODE = 2
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)

app = typer.Typer(
    name="cxaudit",
    help="Why does our service keep failing, and what do we fix first?",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(analyze)
app.command()(explain)
app.command()(inspect)
app.command()(learn)
app.command()(plan)
app.command()(render)
app.command()(compare)
app.command()(merge)
app.command()(simulate)
app.add_typer(rules_app, name="rules")


@app.callback(invoke_without_command=False)
def _root(
    version: bool = typer.Option(False, "--version", help="Print the version and exit.", is_eager=True),
) -> None:
    if version:
        from cxaudit import __version__

        typer.echo(f"cxaudit {__version__}")
        raise typer.Exit


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code; nothing but a bug of ours is ever shown as a traceback."""
    for name in _THREADS:
        os.environ.setdefault(name, "1")
    _replace_closed_streams()
    try:
        code = get_command(app).main(list(arguments), prog_name="cxaudit", standalone_mode=False)
        sys.stdout.flush()
    except (CxauditError, typer.TyperException) as error:
        return _show(error)
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted()
    except BrokenPipeError:
        # The reader of our output went away, as `head` does; what is left in the buffer has nowhere to go.
        _let_go_of_stdout()
        return 0
    except OSError as error:
        return _report_full(error) if error.errno in _FULL else _report_bug(error)
    except Exception as error:  # noqa: BLE001 - the last stop: a bug is told as one, with its traceback kept
        return _report_bug(error)
    return _interrupted() if code == _INTERRUPTED else code if isinstance(code, int) else 0


def _replace_closed_streams() -> None:
    """What was closed before we began swallows what is written to it, and the exit code still tells how it went."""
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _show(error: CxauditError | typer.TyperException) -> int:
    """Say what the user can mend."""
    if isinstance(error, RulebookError):
        from cxaudit.render.violations_text import render_violations

        typer.echo(render_violations(error.violations), err=True, nl=False)
    # The Click that Typer carries knows how to show its own errors; its public base class does not say so.
    show = getattr(error, "show", lambda: typer.echo(f"cxaudit: {error}", err=True))
    show()
    return error.exit_code


def _interrupted() -> int:
    typer.echo("cxaudit: interrupted; no report was written", err=True)
    return _INTERRUPTED


def _report_full(error: OSError) -> int:
    """Say which of our outputs found no room."""
    import tempfile

    try:
        sys.stdout.flush()
    except OSError:
        where = "standard output"
        _let_go_of_stdout()
    else:
        where = error.filename or f"standard output or a temporary file in {tempfile.gettempdir()}"
    reason = os.strerror(error.errno or 0)
    typer.echo(f"cxaudit: {where} cannot be written to its end ({reason}); make room or choose another place", err=True)
    return _FULL_CODE


def _let_go_of_stdout() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report_bug(error: BaseException) -> int:
    """Keep the traceback in a file, and say where; messages of exceptions may repeat cells, so they are left out."""
    import tempfile

    with tempfile.NamedTemporaryFile("w", prefix="cxaudit-bug-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.writelines(_frames(error))
    typer.echo(
        f"cxaudit: this is a bug of ours ({type(error).__name__}); please report it with the file {file.name}"
        " (it holds no row of your log)",
        err=True,
    )
    return _BUG


def _frames(error: BaseException) -> Iterator[str]:
    """Where the error and those behind it came from, by file, line and type alone."""
    import traceback

    seen: BaseException | None = error
    while seen is not None:
        yield from traceback.format_tb(seen.__traceback__)
        yield f"{type(seen).__module__}.{type(seen).__qualname__}\n"
        seen = seen.__cause__ or seen.__context__
