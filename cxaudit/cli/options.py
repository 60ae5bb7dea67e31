"""The options of the commands, each with the words its help prints."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

_READING = "Reading the log"
_WRITING = "What is written"
_JOINING = "Customers in several logs"
_CLUSTER = "Beyond one machine"


def _option(names: str, text: str, panel: str | None = None, metavar: str | None = None) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(*names.split(), help=text, rich_help_panel=panel, metavar=metavar)
    return option


Logs: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        metavar="LOG...",
        help="Exported logs: CSV, TSV, JSON, JSON Lines, Parquet, XLSX, packed or not (.gz, .zst, .zip); globs; folders"
        " of Parquet files; databases, as sqlite:///FILE?table=NAME, duckdb:///FILE?query=SELECT … or"
        " postgresql://USER@HOST/NAME?query=SELECT …, typed as they are or percent-encoded as a whole; - for standard"
        " input.",
    ),
]
Outputs: TypeAlias = Annotated[
    list[Path] | None,
    _option("-o --output", "Report to write, .md or .json by its name; may be given several times.", _WRITING),
]
Rules: TypeAlias = Annotated[
    list[Path] | None,
    # What cannot be read is told by what reads it, as any other fault of a rulebook.
    typer.Option("--rules", help="Rulebook file or folder instead of the default one; several add up.", readable=False),
]
MappingFile: TypeAlias = Annotated[
    Path | None,
    _option(
        "--map",
        "YAML file that says which column is which and how it is read, as `inspect --write-mapping` writes it; other"
        " options come before it.",
        _READING,
    ),
]
Columns: TypeAlias = Annotated[
    list[str] | None,
    _option(
        "--column",
        "One column, such as text='Customer Complaint'; may be given several times.",
        _READING,
        "NAME=COLUMN",
    ),
]
Delimiter: TypeAlias = Annotated[
    str | None, _option("--delimiter", "Delimiter of a text file, if it is not recognised.", _READING)
]
Encoding: TypeAlias = Annotated[
    str | None, _option("--encoding", "Encoding of a text file, if it is not recognised.", _READING)
]
Sheet: TypeAlias = Annotated[
    str | None, _option("--sheet", "Sheet of a workbook, if not the first with rows.", _READING)
]
DayFirst: TypeAlias = Annotated[
    bool | None,
    _option(
        "--day-first/--month-first",
        "How to read dates such as 03/04/2025, whatever the others in the column suggest.",
        _READING,
    ),
]
Rejects: TypeAlias = Annotated[
    Path | None,
    _option(
        "--rejects", "CSV file for the rows that were rejected: row of the data, line of the file, reason.", _READING
    ),
]
MaxRejected: TypeAlias = Annotated[
    float,
    typer.Option(
        "--max-rejected", min=0, max=1, help="Largest share of rejected rows to go on with.", rich_help_panel=_READING
    ),
]
SplitBy: TypeAlias = Annotated[
    list[str] | None,
    _option("--by", "Split by this column only, such as channel; may be given several times.", metavar="COLUMN"),
]
JoinBy: TypeAlias = Annotated[
    str,
    _option(
        "--join",
        "customer: one customer in several logs, or with several ids, addresses and phone numbers, counts as one, and"
        " an incident in several logs counts once; the match rates are shown. none: customers are told apart as their"
        " column writes them.",
        _JOINING,
        "none|customer",
    ),
]
PhoneCountry: TypeAlias = Annotated[
    str | None,
    _option(
        "--phone-country",
        "Country, such as DE, of phone numbers without a country's code. Else they are matched only where one country"
        " alone can be meant.",
        _JOINING,
        "COUNTRY",
    ),
]
SameIds: TypeAlias = Annotated[
    bool | None,
    _option(
        "--same-ids/--own-ids",
        "Ids of customers, and of conversations with a row for each message, mean the same in all logs, or in each its"
        " own. Else the customers whom two systems both know by mail or phone decide, and for conversations the files"
        " themselves.",
        _JOINING,
    ),
]
FailOn: TypeAlias = Annotated[
    list[str] | None,
    _option(
        "--fail-on",
        "Exit with 1 at or above this: minor, major or critical for a cause with such symptoms, or ID>=NUMBER for a"
        " symptom's rate, a cause's preventable share, or a measure; may be given several times.",
        metavar="LIMIT",
    ),
]
Format: TypeAlias = Annotated[
    str, _option("-f --format", "What goes to standard output: summary, md or json.", _WRITING)
]
Templates: TypeAlias = Annotated[
    Path | None, _option("--templates", "Folder with templates of your own, which come before ours.", _WRITING)
]
Confirmations: TypeAlias = Annotated[
    Path | None, _option("--confirmations", "YAML file with what checks on site have shown of causes.")
]
KeepEvents: TypeAlias = Annotated[
    Path | None,
    _option(
        "--keep-events", "File for the events of the run, so that `merge` can put its audit together exactly.", _WRITING
    ),
]
Redact: TypeAlias = Annotated[
    bool, _option("--redact/--no-redact", "Hide personal data in everything written.", _WRITING)
]
Workers: TypeAlias = Annotated[
    int,
    typer.Option("--workers", min=0, help="Processes that look for symptoms; 0 is one a core. The result is the same."),
]
Engine: TypeAlias = Annotated[
    str,
    _option(
        "--engine",
        "Where the log is read and searched: on this machine, or by Spark on a cluster. The result is the same.",
        _CLUSTER,
        "local|spark",
    ),
]
Master: TypeAlias = Annotated[
    str | None, _option("--master", "Spark's master, such as spark://HOST:7077, yarn or local[4].", _CLUSTER, "ADDRESS")
]
SparkRemote: TypeAlias = Annotated[
    str | None, _option("--spark-remote", "A Spark Connect server, such as sc://HOST:15002.", _CLUSTER, "ADDRESS")
]
Quiet: TypeAlias = Annotated[bool, _option("-q --quiet", "No progress, and no word on what was recognised.")]
AuditFile: TypeAlias = Annotated[
    Path, typer.Argument(metavar="AUDIT", help="An audit.json written by `cxaudit analyze -o audit.json`.")
]
