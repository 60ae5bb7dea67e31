"""Which export an input is, which column is which, and what the user says against that."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cxaudit.errors import InputError, RulebookError, UsageError
from cxaudit.incidents import OpenSource, ReadingOptions, open_sources
from cxaudit.incidents.shapes import GENERIC, load_shapes
from cxaudit.model import COLUMNS, ROW, SOURCE, ColumnKind

SAMPLES = Path(__file__).parent / "samples"


def opened(path: Path | str, options: ReadingOptions | None = None) -> OpenSource:
    (source,) = open_sources([str(path)], options or ReadingOptions())
    return source


def incidents(source: OpenSource, *keep: str) -> list[dict[str, object]]:
    return [row for chunk in source.chunks(frozenset(keep)) for row in chunk.batch.to_pylist()]


def table(folder: Path, text: str, name: str = "log.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def recognised(source: OpenSource) -> dict[str, tuple[str, str]]:
    return {entry.original: (entry.column, entry.how) for entry in source.recognised}


def test_every_export_shape_has_a_sample_that_is_recognised_as_it() -> None:
    samples = {path.stem: path for path in SAMPLES.iterdir()}
    assert sorted(samples) == sorted(name for name in load_shapes() if name != GENERIC)
    assert {name: opened(path).shape for name, path in samples.items()} == {name: name for name in samples}


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.stem)
def test_a_sample_gives_incidents_whose_columns_have_their_kinds(path: Path) -> None:
    source = opened(path)
    kinds = {"timestamp[us]": ColumnKind.TIME, "double": ColumnKind.NUMBER, "bool": ColumnKind.FLAG}
    for chunk in source.chunks():
        for field in chunk.batch.schema:
            if field.name in COLUMNS:
                wanted = COLUMNS[field.name].kind
                assert wanted is kinds.get(str(field.type), wanted)
                assert (str(field.type) == "string") == (wanted in {ColumnKind.TEXT, ColumnKind.CATEGORY})
        assert chunk.batch.schema.names[-2:] == [SOURCE, ROW]
        assert chunk.batch.column("id").null_count == 0
    account = source.finished()
    assert account.used > 0
    assert not [note for note in account.notes if "could not be read" in note]


def test_zendesk_marks_stations_and_grades_are_understood() -> None:
    first, second = incidents(opened(SAMPLES / "zendesk.csv"))
    assert (first["handoffs"], first["reopens"], first["satisfaction"], first["tags"]) == (2, 2, 1, "billing; refund")
    assert (first["first_response_minutes"], first["resolution_minutes"]) == (45, 1470)
    assert (second["satisfaction"], second["closed_at"], second["resolution_minutes"]) == (None, None, None)


def test_deleted_zendesk_tickets_are_rejected_with_the_reason() -> None:
    rejections = [rejection for chunk in opened(SAMPLES / "zendesk.csv").chunks() for rejection in chunk.rejected]
    assert [(rejection.row, rejection.reason) for rejection in rejections] == [(3, "deleted ticket")]


def test_a_rating_that_was_null_in_the_first_record_is_found_in_the_second() -> None:
    first, second = incidents(opened(SAMPLES / "zendesk-api.json"))
    assert (first["satisfaction"], second["satisfaction"]) == (None, 1)
    assert second["opened_at"] == dt.datetime(2024, 5, 1, 9, 0)  # noqa: DTZ001 - columns are naive UTC


def test_freshdesk_clocks_in_hours_become_minutes() -> None:
    first, _ = incidents(opened(SAMPLES / "freshdesk.csv"))
    assert first["resolution_minutes"] == pytest.approx(73 * 60 + 3 + 12 / 60)
    assert (first["first_response_minutes"], first["sla_breached"], first["satisfaction"]) == (90, True, 1)


def test_freshdesk_codes_markup_and_passed_deadlines_are_understood() -> None:
    (only,) = incidents(opened(SAMPLES / "freshdesk-api.json"))
    assert (only["status"], only["channel"], only["priority"]) == ("Resolved", "Phone", "Urgent")
    assert (only["sla_breached"], only["reopens"], only["first_response_minutes"]) == (True, 1, 180)
    assert only["text"] == "Router keeps dropping\n\nIt drops every evening.\nThird time I write & nobody helps."


def test_only_what_the_customer_wrote_in_a_conversation_is_text() -> None:
    (only,) = incidents(opened(SAMPLES / "intercom.json"))
    assert only["text"] == "My card was charged after I cancelled.\n\nThat is the third time.\n\nnobody listened"
    assert (only["tags"], only["handoffs"], only["sla_breached"]) == ("billing; churn risk", 2, True)
    assert (only["first_response_minutes"], only["resolution_minutes"]) == (10, 120)


def test_repeated_columns_are_joined_and_negative_clocks_are_breaches() -> None:
    first, second = incidents(opened(SAMPLES / "jira.csv"))
    assert (first["tags"], first["sla_breached"], second["sla_breached"]) == ("vpn; repeat", True, False)
    assert first["opened_at"] == dt.datetime(2024, 3, 12, 14, 15)  # noqa: DTZ001 - columns are naive UTC


def test_a_flag_that_says_the_opposite_is_turned_around() -> None:
    first, second = incidents(opened(SAMPLES / "servicenow.csv"))
    assert (first["sla_breached"], second["sla_breached"]) == (True, False)
    assert (second["closed_at"], first["agent"], first["status"]) == (None, None, "Closed")


def test_more_header_rows_and_previews_of_a_survey_are_no_incidents() -> None:
    source = opened(SAMPLES / "qualtrics.csv")
    rows = incidents(source)
    assert [(row["id"], row["_row"]) for row in rows] == [("R_1", 1)]
    assert (source.finished().read, recognised(source)["Q2"]) == (3, ("text", "name"))


def test_a_survey_without_its_second_header_row_loses_no_answer(tmp_path: Path) -> None:
    lines = (SAMPLES / "surveymonkey.csv").read_text(encoding="utf-8").splitlines()
    rows = incidents(opened(table(tmp_path, "\n".join([lines[0], *lines[2:]]))))
    assert [row["id"] for row in rows] == ["118001", "118002"]


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("Ticketnummer;Erstellt am;Beschreibung;Kanal", {"id", "opened_at", "text", "channel"}),
        ("Numéro;Date de création;Commentaire;Statut", {"id", "opened_at", "text", "status"}),
        ("Número de caso;Fecha de creación;Descripción;Prioridad", {"id", "opened_at", "text", "priority"}),
        ("Protocolo;Data de abertura;Reclamação;Avaliação", {"id", "opened_at", "text", "satisfaction"}),
        ("Numero ticket;Creato il;Messaggio;Reparto", {"id", "opened_at", "text", "agent_group"}),
        ("Meldingsnummer;Aangemaakt op;Klacht;Medewerker", {"id", "opened_at", "text", "agent"}),
    ],
)
def test_headers_in_other_languages_are_known(tmp_path: Path, header: str, wanted: set[str]) -> None:
    source = opened(table(tmp_path, f"{header}\n7;2024-01-02;Es kam nie an;3\n"))
    assert {column for column, how in recognised(source).values() if how == "name"} == wanted


def test_columns_with_names_nobody_knows_are_guessed_from_what_they_hold(tmp_path: Path) -> None:
    lines = [
        f"K-{n},user{n}@example.com,2024-01-{n:02},The parcel number {n} never arrived here,x" for n in range(1, 21)
    ]
    source = opened(table(tmp_path, "my_ref,who,when_it_was,what_they_told_us,zz\n" + "\n".join(lines)))
    assert recognised(source) == {
        "my_ref": ("id", "content"),
        "who": ("customer", "content"),
        "when_it_was": ("opened_at", "content"),
        "what_they_told_us": ("text", "content"),
        "zz": ("", ""),
    }


def test_the_unit_in_a_name_counts_and_its_absence_is_said(tmp_path: Path) -> None:
    text = "id,comment,Resolution time (hrs),First response time\n1,Late again,2,5\n"
    source = opened(table(tmp_path, text))
    (row,) = incidents(source)
    assert (row["resolution_minutes"], row["first_response_minutes"]) == (120, 5)
    notes = {entry.column: entry.note for entry in source.recognised}
    assert notes["first_response_minutes"] == "no unit is named, so taken as minutes"


def test_an_export_without_text_is_read_and_says_so(tmp_path: Path) -> None:
    source = opened(table(tmp_path, "id,reopens,transfers\n1,2,3\n"))
    assert "no free text: only symptoms in other columns can be seen" in source.notes
    (row,) = incidents(source)
    assert (row["reopens"], row["handoffs"]) == (2, 3)


def test_incidents_without_an_id_are_named_by_file_and_row(tmp_path: Path) -> None:
    path = table(tmp_path, "comment\nLate again\nBroken, twice\n")
    assert [row["id"] for row in incidents(opened(path))] == [f"{path}#1", f"{path}#2"]


def test_what_the_user_says_about_a_column_wins(tmp_path: Path) -> None:
    path = table(tmp_path, "id,description,notes,t\n1,ours,theirs,90\n")
    options = ReadingOptions(columns=(("text", "notes"), ("resolution_minutes", "t")))
    source = opened(path, options)
    (row,) = incidents(source)
    assert (row["text"], row["resolution_minutes"], recognised(source)["notes"]) == ("theirs", 90, ("text", "mapped"))


def test_several_columns_can_be_joined_and_one_can_be_ruled_out(tmp_path: Path) -> None:
    path = table(tmp_path, "id,a,b,tags\n1,first,second,x\n")
    (row,) = incidents(opened(path, ReadingOptions(columns=(("text", "a + b"), ("tags", "")))))
    assert row["text"] == "first\n\nsecond"
    assert "tags" not in row


def test_a_mapping_file_gives_units_values_and_order_of_dates(tmp_path: Path) -> None:
    mapping = table(
        tmp_path,
        "text: [message]\nopened_at: {column: when, day_first: true}\nresolution_minutes: {column: took, unit: hours}\n"
        "satisfaction: {column: face, values: {':)': 5, ':(': 1, '': ''}}\n",
        "map.yaml",
    )
    path = table(tmp_path, "id,message,when,took,face\n1,Late,03/04/2024,2,:(\n2,Fine,13/04/2024,1,:)\n")
    first, second = incidents(opened(path, ReadingOptions(mapping=mapping)))
    assert (first["resolution_minutes"], first["satisfaction"], second["satisfaction"]) == (120, 1, 5)
    assert first["opened_at"] == dt.datetime(2024, 4, 3)  # noqa: DTZ001 - columns are naive UTC


def test_a_mapped_column_that_is_not_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    path = table(tmp_path, "id,message\n1,Late\n")
    with pytest.raises(InputError, match="has no column 'mesage', which was named for text; did you mean 'message'"):
        opened(path, ReadingOptions(columns=(("text", "mesage"),)))


def test_a_canonical_column_that_does_not_exist_is_a_fault_of_use(tmp_path: Path) -> None:
    path = table(tmp_path, "id,message\n1,Late\n")
    with pytest.raises(UsageError, match="column 'txt' is none that incidents have; did you mean 'text'"):
        opened(path, ReadingOptions(columns=(("txt", "message"),)))


def test_faults_of_a_mapping_file_are_told_together(tmp_path: Path) -> None:
    mapping = table(tmp_path, "txt: message\nopened_at: {colum: when}\n", "map.yaml")
    with pytest.raises(RulebookError) as caught:
        opened(table(tmp_path, "id,message\n1,Late\n"), ReadingOptions(mapping=mapping))
    assert [violation.check for violation in caught.value.violations] == ["unknown-column", "unknown-key"]


def test_an_export_shape_can_be_named(tmp_path: Path) -> None:
    path = table(tmp_path, "Id,Subject,Satisfaction Score\n1,Late,Bad\n")
    assert opened(path, ReadingOptions(shape="zendesk")).shape == "zendesk"
    with pytest.raises(UsageError, match="'zendisk' is not known; did you mean 'zendesk'"):
        opened(path, ReadingOptions(shape="zendisk"))


def test_kept_columns_come_as_they_stand_under_the_name_asked_for(tmp_path: Path) -> None:
    source = opened(table(tmp_path, "id,message,Refund Amount\n1,Late, 12.50 \n"))
    (row,) = incidents(source, "Refund Amount", "refund amount", "absent", "status")
    assert (row["Refund Amount"], row["refund amount"]) == ("12.50", "12.50")
    assert not {"absent", "status"} & set(row)


def test_the_order_of_day_and_month_is_settled_by_a_date_far_down(tmp_path: Path) -> None:
    lines = [f"{n},03/04/2024,Late again" for n in range(5000)]
    source = opened(table(tmp_path, "id,date,text\n" + "\n".join([*lines, "x,13/04/2024,Late"])))
    assert "dates such as 03/04/2024 are read with the day first, as others can only be" in source.notes
    assert incidents(source)[0]["opened_at"] == dt.datetime(2024, 4, 3)  # noqa: DTZ001 - columns are naive UTC


def test_dates_that_can_be_read_both_ways_are_taken_as_the_shorter_log_and_it_is_said(tmp_path: Path) -> None:
    days = [f"{n},{n:02}/03/2024,Late again" for n in range(1, 12)]
    path = table(tmp_path, "id,date,text\n" + "\n".join(days))
    source = opened(path)
    note = "every date could be read both ways; day first was guessed; --day-first or --month-first settles it"
    assert note in source.notes
    assert {row["opened_at"].month for row in incidents(source)} == {3}  # type: ignore[attr-defined] # a time
    assert opened(path, ReadingOptions(day_first=False)).notes == ()


@pytest.mark.parametrize(
    ("other", "months", "note"),
    [
        (("13/05/2024",), {4, 5}, "both ways; day first was taken, as in "),
        (("05/13/2024",), {3}, "both ways; month first was taken, as in "),
        (("13/05/2024", "05/13/2024", "14/05/2024"), {4, 5}, "both orders; day first was taken, as most are"),
        # Together they hold more different numbers in front, so that the day stands there.
        (("07/04/2024", "08/04/2024"), {4, 5}, "both ways; day first was guessed"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_files_of_one_system_are_read_in_one_order_of_day_and_month(
    tmp_path: Path, other: tuple[str, ...], months: set[int], note: str, *, first: bool
) -> None:
    for name, dates in (("a.csv", ("03/04/2024", "03/05/2024")), ("b.csv", other)):
        rows = "".join(f"{name}{number},{date},Late\n" for number, date in enumerate(dates))
        (tmp_path / name).write_text(f"id,date,text\n{rows}", encoding="utf-8")
    paths = [str(tmp_path / name) for name in ("a.csv", "b.csv")]
    sources = {source.path: source for source in open_sources(paths if first else paths[::-1])}
    open_to_both = sources[paths[0]]
    assert {row["opened_at"].month for row in incidents(open_to_both)} == months  # type: ignore[attr-defined] # a time
    assert [note in told for told in open_to_both.notes] == [True]


def test_a_file_of_another_system_tells_nothing_of_the_order_of_day_and_month(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,date,text\n1,03/04/2024,Late\n2,03/05/2024,Late\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("number,date,message,site,team\n1,13/04/2024,Late,x,y\n", encoding="utf-8")
    source, _ = open_sources([str(tmp_path / "a.csv"), str(tmp_path / "b.csv")])
    assert "every date could be read both ways; month first was guessed" in source.notes[0]


def test_the_account_cannot_be_asked_for_before_the_end(tmp_path: Path) -> None:
    source = opened(table(tmp_path, "id,message\n1,Late\n"))
    with pytest.raises(RuntimeError, match="only known once every chunk was taken"):
        source.finished()


def test_closing_before_opening_gives_no_duration_and_is_said(tmp_path: Path) -> None:
    source = opened(table(tmp_path, "id,message,opened at,closed at\n1,Late,2024-01-02,2024-01-01\n"))
    assert [row["resolution_minutes"] for row in incidents(source)] == [None]
    assert (
        "closed_at is before opened_at, so no duration was computed, in 1 row, first at row 1, line 2 of the file"
        in source.finished().notes
    )


def test_ids_that_a_spreadsheet_rounded_do_not_make_one_incident_of_many(tmp_path: Path) -> None:
    source = opened(table(tmp_path, "id,message\n1.23457E+11,Late\n1.23457E+11,Rude\n"))
    assert len({row["id"] for row in incidents(source)}) == 2
    assert "the ids were rounded by a spreadsheet (1.23457E+11), so they were left aside" in source.notes


def test_mail_addresses_are_the_same_customer_in_any_case(tmp_path: Path) -> None:
    source = opened(table(tmp_path, "id,message,customer email\n1,Late,Ada@Example.com\n2,Rude,ada@example.com\n"))
    assert [row["customer"] for row in incidents(source)] == ["ada@example.com"] * 2


def test_the_note_on_the_order_shows_dates_as_they_are_written(tmp_path: Path) -> None:
    lines = ["1,2024/3/4,Late", "2,13-04-2024,Late again"]
    source = opened(table(tmp_path, "id,date,text\n" + "\n".join(lines)))
    assert "dates such as 03-04-2024 are read with the day first, as others can only be" in source.notes
    source = opened(table(tmp_path, "id,date,text\n1,2024/3/4,Late\n2,2024/13/4,Late"))
    assert not [note for note in source.notes if "03" in note]
