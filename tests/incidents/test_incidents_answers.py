"""What customers answer: on whatever scale, in words, stars and faces, and to whatever question it was asked."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pyarrow as pa
import pytest

from cxaudit.incidents import OpenSource, ReadingOptions, mapping_text, open_sources
from cxaudit.incidents.values.grade_phrases import LANGUAGES, Language
from cxaudit.incidents.values.grade_words import WORDS, plain_words, word_grade
from cxaudit.incidents.values.scales import grades, likelihood, scale_of

SAMPLES = Path(__file__).parent / "samples"


def opened(folder: Path, *lines: str) -> OpenSource:
    path = folder / "log.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (source,) = open_sources([str(path)])
    return source


def values(source: OpenSource, *columns: str) -> list[tuple[object, ...]]:
    rows = [row for chunk in source.chunks() for row in chunk.batch.to_pylist()]
    return [tuple(row.get(column) for column in columns) for row in rows]


def graded(*texts: str) -> list[float | None]:
    found: list[float | None] = grades(pa.array(texts, pa.string()), scale_of(texts), {})[0].to_pylist()
    return found


DELIGHTED = "Response ID,Person Name,Survey Type,Score,Comment,Created At"


def delighted(*answers: tuple[str, str]) -> list[str]:
    rows = [f"{number},Ann,{kind},{score},fine,2024-07-01" for number, (kind, score) in enumerate(answers)]
    return [DELIGHTED, *rows]


@pytest.mark.parametrize(
    ("kind", "score", "wanted"),
    [
        ("nps", "9", (None, 9, None)),
        ("NPS", "0", (None, 0, None)),
        ("csat", "5", (5, None, None)),
        ("CSAT", "1", (1, None, None)),
        ("csat3", "3", (5, None, None)),
        ("stars5", "4", (4, None, None)),
        ("smileys", "2", (2, None, None)),
        ("thumbs", "1", (5, None, None)),
        ("thumbs", "0", (1, None, None)),
        ("ces", "5", (None, None, 7)),
        ("ces7", "5", (None, None, 5)),
        ("enps", "9", (None, None, None)),
        ("pmf", "1", (None, None, None)),
    ],
)
def test_what_a_score_means_is_said_by_the_type_of_its_survey(
    tmp_path: Path, kind: str, score: str, wanted: tuple[float | None, ...]
) -> None:
    source = opened(tmp_path, *delighted((kind, score), ("nps", "3"), ("csat", "2")))
    found = values(source, "satisfaction", "recommend", "effort")
    assert found == [wanted, (None, 3, None), (2, None, None)]
    assert source.losses() == ()


def test_a_score_of_a_survey_without_a_type_is_the_likelihood_to_recommend(tmp_path: Path) -> None:
    lines = [line.replace(",Survey Type", ",Permalink").replace(",nps,", ",x,") for line in delighted(("nps", "9"))]
    assert values(opened(tmp_path, *lines), "satisfaction", "recommend") == [(None, 9)]


def test_a_kind_of_survey_whose_scale_is_not_known_is_told(tmp_path: Path) -> None:
    source = opened(tmp_path, *delighted(("pmf", "1"), ("csat", "2")))
    assert any("kind 'pmf'" in note for note in source.notes)


def test_a_written_mapping_tells_which_score_answers_which_question(tmp_path: Path) -> None:
    source = opened(tmp_path, *delighted(("csat", "5"), ("nps", "3"), ("ces", "1")))
    mapping = tmp_path / "map.yaml"
    mapping.write_text(mapping_text(source), encoding="utf-8")
    (told,) = open_sources([source.path], ReadingOptions(mapping=mapping))
    columns = ("satisfaction", "recommend", "effort")
    assert values(told, *columns) == values(source, *columns) == [(5, None, None), (None, 3, None), (None, None, 1)]


def test_the_time_it_took_to_answer_a_survey_is_no_time_to_resolution() -> None:
    (source,) = open_sources([str(SAMPLES / "qualtrics.csv")])
    uses = {entry.original: entry.column for entry in source.recognised}
    assert uses["Duration (in seconds)"] == ""
    assert "resolution_minutes" not in uses.values()


@pytest.mark.parametrize(
    ("more", "open_one", "closed_one"),
    [
        ("Date/Time Closed", "", '"7/2/2024, 9:00 AM"'),
        ("Closed", "0", "1"),
        ("Case Reason", "", ""),
    ],
)
def test_the_age_of_an_open_case_is_no_time_to_resolution(
    tmp_path: Path, more: str, open_one: str, closed_one: str
) -> None:
    source = opened(
        tmp_path,
        f"Case Number,Case Owner,Subject,Case Origin,Age (Hours),Status,{more}",
        f'1,Bo,late,Email,"5,000",New,{open_one}',
        f"2,Bo,late,Email,2,Closed,{closed_one}",
    )
    assert source.shape == "salesforce"
    assert values(source, "resolution_minutes") == [(None,), (120,)]
    assert source.losses() == ()


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_every_language_can_say_of_the_bad_what_it_says_of_the_good(language: Language) -> None:
    for good, bad in ((language.best, language.worst), (language.good, language.bad)):
        assert {WORDS[word] for word in good.split(", ")}.isdisjoint(WORDS[word] for word in bad.split(", "))
        assert len(bad.split(", ")) > len(good.split(", ")) / 2
    for adverb in language.strongly.split(", "):
        assert {WORDS[f"{adverb} {word}"] for word in language.pleased.split(", ")} == {5}
        assert {WORDS[f"{adverb} {word}"] for word in language.displeased.split(", ")} == {1}
    for adverb in language.mildly.split(", "):
        assert {WORDS[f"{adverb} {word}"] for word in language.pleased.split(", ")} == {4}
        assert {WORDS[f"{adverb} {word}"] for word in language.displeased.split(", ")} == {2}
    denied = [*language.hardly.split(", "), *language.by_no_means.split(", ")]
    assert all(WORDS[f"{adverb} {word}"] <= 2 for adverb in denied for word in language.pleased.split(", "))


def test_no_word_is_good_in_one_language_and_bad_in_another() -> None:
    assert all(word == plain_words(word) for word in WORDS)
    every = [word for language in LANGUAGES.values() for word in (language.best + ", " + language.good).split(", ")]
    assert [word for word in every if WORDS[word] < 4] == []


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("Not at all satisfied", 1),
        ("Pas du tout satisfait", 1),
        ("Peu satisfait(e)", 2),
        ("Nada satisfecho", 1),
        ("Poco satisfecha", 2),
        ("Nicht zufrieden", 2),
        ("Überhaupt nicht zufrieden", 1),
        ("Per niente soddisfatto", 1),
        ("Nada satisfeito/a", 1),
        ("Helemaal niet tevreden", 1),
        ("Zeer ontevreden", 1),
        ("Très  Satisfaite", 5),
        ("Äußerst zufrieden", 5),
        ("Weder zufrieden noch unzufrieden", 3),
        ("Ni satisfait ni insatisfait", 3),
        ("👍🏽", 5),
        ("👎", 1),
        ("☹️", 2),
        ("😡😡", 1),
        (":-(", 2),
        ("Ann Bell", None),
        ("😀😡", None),
    ],
)
def test_words_and_faces_are_grades(text: str, grade: float | None) -> None:
    assert word_grade(text) == grade


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (["⭐⭐", "★★★★☆", "★★½", "☆☆☆☆☆", "4★", "★★★☆☆☆☆☆☆☆"], [2, 4, 2.5, 1, 4, pytest.approx(1 + 4 * 2 / 9)]),
        (["5 - Very satisfied", "1 - Very dissatisfied", "3: Neutral"], [5, 1, 3]),
        (["1 - Very satisfied", "5 - Very dissatisfied", "2"], [5, 1, 4]),
        (["1 Poor", "3 Good", "5 Excellent"], [1, 3, 5]),
        (["Very satisfied (10)", "Very dissatisfied (1)"], [5, 1]),
        (["4 out of 5", "4 von 5", "1/5"], [4, 4, 1]),
        (["Not so satisfied", "Somewhat satisfied", "Very satisfied", "Extremely satisfied"], [2, 3, 4, 5]),
        (["Dissatisfied", "Somewhat satisfied"], [2, 4]),
        (["Weiß nicht", "Sans réponse", "k.A.", "No contesta"], [None] * 4),
    ],
)
def test_stars_labels_and_the_words_around_them_say_what_a_grade_means(
    texts: list[str], wanted: list[float | None]
) -> None:
    assert graded(*texts) == wanted


def test_the_ends_of_how_likely_one_recommends_are_read_with_their_labels() -> None:
    texts = ["10 - Extremely likely", "Not at all likely - 0", "Äußerst wahrscheinlich", "Nada probable", "7", "maybe"]
    assert [likelihood(text) for text in texts] == [10, 0, 10, 0, 7, None]


@pytest.mark.parametrize(
    ("question", "answers", "column", "wanted"),
    [
        ("How likely are you to recommend us to a friend or colleague?", ("0", "10"), "recommend", [0, 10]),
        ("Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?", ("0", "10"), "recommend", [0, 10]),
        ("Quelle est la probabilité que vous nous recommandiez ?", ("0", "10"), "recommend", [0, 10]),
        ("¿Qué probabilidad hay de que nos recomiende a un amigo?", ("0", "10"), "recommend", [0, 10]),
        ("Con quale probabilità consiglierebbe noi a un amico?", ("0", "10"), "recommend", [0, 10]),
        ("Qual é a probabilidade de nos recomendar a um amigo? É provável?", ("0", "10"), "recommend", [0, 10]),
        ("Hoe waarschijnlijk is het dat u ons aanbeveelt?", ("0", "10"), "recommend", [0, 10]),
        ("Overall, how satisfied were you with the visit?", ("Very satisfied", "Dissatisfied"), "satisfaction", [5, 2]),
        ("How easy was it to get help?", ("1", "7"), "effort", [1, 7]),
        ("How easy was it to get help?", ("Very easy", "Somewhat difficult"), "effort", [7, 2.5]),
        ("How easy was it to get help?", ("5 - Very easy", "2 - Difficult"), "effort", [7, 2.5]),
        ("The company made it easy to solve my issue", ("Strongly agree", "Disagree"), "effort", [7, 2.5]),
        ("Wie einfach war es, Hilfe zu bekommen?", ("sehr einfach", "eher schwierig"), "effort", [7, 2.5]),
        ("A-t-il été facile de nous joindre ?", ("très facile", "pas du tout facile"), "effort", [7, 1]),
        ("¿Fue fácil resolver su problema?", ("Muy fácil", "Ni fácil ni difícil"), "effort", [7, 4]),
        ("Quanto è stato facile avere aiuto?", ("molto facile", "difficile"), "effort", [7, 2.5]),
        ("Quão fácil foi resolver o problema?", ("Muito fácil", "difícil"), "effort", [7, 2.5]),
        ("Hoe makkelijk was het om hulp te krijgen?", ("heel makkelijk", "moeilijk"), "effort", [7, 2.5]),
        ("Would you recommend us to a friend?", ("Yes", "No"), "", []),
    ],
)
def test_a_question_over_a_column_says_what_its_answers_are(
    tmp_path: Path, question: str, answers: tuple[str, str], column: str, wanted: list[float]
) -> None:
    rows = [f"{number},2025-01-0{number + 1},{answer},It came late" for number, answer in enumerate(answers)]
    source = opened(tmp_path, f'id,opened_at,"{question}",comment', *rows)
    assert {entry.original: entry.column for entry in source.recognised}[question] == column
    assert [value for (value,) in values(source, column) if value is not None] == wanted


_NPS = "On a scale from 0-10, how likely are you to recommend us to a friend or colleague?"
_IMPORTED = ",".join(f'"{{""ImportId"":""{name}""}}"' for name in ("QID1", "QID2", "QID3_TEXT", "QID4_TEXT"))
QUALTRICS = (
    "StartDate,EndDate,Status,Progress,Finished,RecordedDate,ResponseId,DistributionChannel,UserLanguage,Q1,Q2,Q3,Q4",
    f'Start Date,End Date,Response Type,x,x,x,x,x,x,"{_NPS}",How satisfied were you?,What happened?,Your name',
    f"start,end,status,x,x,x,x,x,x,{_IMPORTED}",
)


def answer(number: int, status: str) -> str:
    day = "2024-07-20 22:55:03"
    return f"{day},{day},{status},100,1,{day},R_{number},email,EN,{number},Very dissatisfied,Late,Cy Dee"


def test_the_questions_below_the_header_of_a_survey_say_what_was_asked(tmp_path: Path) -> None:
    source = opened(tmp_path, *QUALTRICS, answer(3, "0"))
    assert values(source, "recommend", "satisfaction", "text") == [(3, 1, "Late")]


@pytest.mark.parametrize(
    ("status", "used"),
    [("0", 1), ("4", 1), ("16", 1), ("IP Address", 1), ("Imported", 1)]
    + [(status, 0) for status in ("1", "2", "8", "9", "17", "Survey Test", "Spam", "Survey Preview")],
)
def test_tries_and_spam_are_no_answers_to_a_survey(tmp_path: Path, status: str, used: int) -> None:
    assert len(values(opened(tmp_path, *QUALTRICS, answer(3, status)), "id")) == used


def test_everything_that_is_answered_in_words_is_the_text_of_an_answer(tmp_path: Path) -> None:
    source = opened(
        tmp_path,
        'Respondent ID,Collector ID,Date Created,Date Modified,Email Address,"What went wrong?",,Anything else?',
        ",,,,,Delivery,Other (please specify),Open-Ended Response",
        "1,4,07/20/2024 10:55:03 PM,07/20/2024 10:57:03 PM,ann@example.org,Delivery,rude staff,It was late",
    )
    assert source.shape == "surveymonkey"
    assert values(source, "text") == [("rude staff\n\nIt was late",)]


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        # The seven steps of Qualtrics, and those of a scale on which nothing is hard.
        (("Extremely easy", "Moderately easy", "Slightly difficult", "N/A"), (7, 5.5, 2.5, None)),
        (("Not at all easy", "Slightly easy", "Moderately easy", "Extremely easy"), (1, 2.5, 4, 7)),
        (("1 - Very easy", "2", "5 - Very difficult"), (7, 5.5, 1)),
        (("1 - Strongly disagree", "6", "7 - Strongly agree"), (1, 6, 7)),
        (("7 (extremely easy)", "5", "prefer not to say"), (7, 5, None)),
        (("😀", "😡"), (7, 1)),
    ],
)
def test_effort_is_read_from_words_and_labels(
    tmp_path: Path, answers: tuple[str, ...], wanted: tuple[float | None, ...]
) -> None:
    source = opened(tmp_path, "id,ces,text", *(f"{row},{said},late" for row, said in enumerate(answers)))
    assert [value for (value,) in values(source, "effort")] == list(wanted)
    assert source.losses() == ()


def test_words_that_say_nothing_of_effort_are_told(tmp_path: Path) -> None:
    source = opened(tmp_path, "id,ces,text", "1,Very easy,late", "2,at noon,late")
    assert values(source, "effort") == [(7,), (None,)]
    assert [(loss.column, loss.lost) for loss in source.losses()] == [("effort", 1)]


def test_the_scale_of_answers_about_effort_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("effort: {column: ces, scale: 1-5}\n", encoding="utf-8")
    (tmp_path / "log.csv").write_text("id,ces,text\n1,5,late\n2,3,late\n", encoding="utf-8")
    (source,) = open_sources([str(tmp_path / "log.csv")], ReadingOptions(mapping=tmp_path / "map.yaml"))
    assert values(source, "effort") == [(7,), (4,)]


@pytest.mark.parametrize("late", [0, 600])
def test_a_grade_of_another_scale_far_down_casts_doubt_on_all(tmp_path: Path, late: int) -> None:
    chance = Random(1)  # noqa: S311 - samples, not secrets
    grades = [chance.randint(1, 5) for _ in range(2500)] + [chance.randint(6, 10) for _ in range(late)]
    source = opened(tmp_path, "id,csat,text", *(f"{row},{grade},late" for row, grade in enumerate(grades)))
    values(source, "satisfaction")
    assert [(loss.lost, "beyond the scale of 1 to 5" in loss.why) for loss in source.losses()] == [(late, True)] * (
        late > 0
    )
