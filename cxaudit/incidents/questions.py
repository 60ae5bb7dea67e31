"""Recognises the questions of a survey by their words: what stands over a column is what was asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from cxaudit.incidents.rules import Asked, ColumnRule
from cxaudit.incidents.values.ease import ease_grade
from cxaudit.incidents.values.grade_words import answers_nothing, plain_words
from cxaudit.incidents.values.scales import is_grade, labelled_number, likelihood

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from cxaudit.incidents.sampling import Sample

_ENOUGH = 0.8  # share of answers that have to be of the kind the question asks for
_LOOKED_AT = 500  # answers
_FEWEST_WORDS = 4  # of the name of a column that is a question; "Satisfaction" is none
_FEWEST_SAID = 2  # words of an answer in words, on average
_MOST_LIKELY = 10.0  # of the scale on which people say how likely they recommend
_UNNAMED = re.compile(r"column \d+")  # how readers call a column that has no name
_LONGEST_SHOWN = 60  # characters of a question

# In English, German, French, Spanish, Italian, Portuguese and Dutch; compared without accents.
_ASKS = MappingProxyType(
    {
        "recommend": (
            r"likely.*\brecommend|\brecommend.*\b(likely|friend|colleague)|wahrscheinlich.*empf(eh|ieh)l|probab.*recommand"
            r"|recommand.*\b(ami|proche|collegue)|probab.*recomi?end|recomend.*\b(amigo|colega|familiar)"
            r"|probab.*(consigli|raccomand)|(consigli|raccomand).*\b(amic|collega)|provav.*(recomend|indic)"
            r"|waarschijnlijk.*(aanbeve|aanra)|(aanbeve|aanra).*\b(vriend|collega)"
        ),
        "satisfaction": (
            r"how (satisfied|happy|pleased)|satisfied (are|were) you|(would|do) you rate|rate (your|our|the|us)\b"
            r"|overall (satisfaction|experience)|wie zufrieden|wie (bewerten|beurteilen) sie|wie wurden sie .*bewert"
            r"|satisf\w* (etes|etiez)|(etes|etiez) vous .*satisf|satisf.*\bvous\b|niveau de satisfaction|comment evalu"
            r"|(que tan|cuan|como de|grado de|nivel de|que grado).*satisf|como (calificaria|valora|evaluaria)"
            r"|(quanto|quale|come).*(soddisf|valut)|(quao|qual|como|nivel de|grau de).*(satisf|avali)|hoe tevreden"
            r"|hoe (beoordeelt|waardeert)"
        ),
        "effort": (
            r"how easy|made it easy|easy (was|is) it|wie (einfach|leicht)|facile|facilite|fue de facil|que tan facil"
            r"|facil(idad)?\b|quanto e stato facile|quao facil|hoe (ge)?makkelijk|hoe eenvoudig"
        ),
    }
)
_OVERALL = re.compile(
    r"\b(overall|general|gesamt|insgesamt|allgemein|global|ensemble|generale|complessiv|geral|algemeen)"
)
# Answers to these are no words about the service.
_OF_PERSON = re.compile(
    r"\b(name|e ?mail|mail|phone|telephone|address|postcode|zip|birth|order number|account number|telefon|adresse"
    r"|vorname|nachname|nom|prenom|courriel|nombre|apellidos?|correo|telefono|direccion|nome|cognome|indirizzo|sobrenome"
    r"|telefone|endereco|naam|adres|telefoonnummer|geburtsdatum)\b"
)
# What SurveyMonkey writes below a question that is answered in words, and Qualtrics within the id of one.
_OPEN = re.compile(
    r"open ended|please specify|please explain|comment|offene antwort|antwort mit offenem|bitte angeben|reponse ouverte"
    r"|veuillez preciser|respuesta abierta|especifique|risposta aperta|specificare|resposta aberta|especifique"
    r"|open antwoord|specificeer"
)
_TEXT_ENTRY = re.compile(r'"ImportId"\s*:\s*"[^"]*_TEXT[^"]*"')
_ASKS_WORDS = re.compile(
    r"\b(what|why|how (can|could|might)|which|anything|tell us|explain|describe|comments?|feedback|suggestions?|reason"
    r"|improve|was|warum|weshalb|wie konnen|grund|kommentar|anregung|verbessern|pourquoi|que pouvons|comment pouvons"
    r"|raison|commentaires?|ameliorer|por que|que podriamos|motivo|comentarios?|mejorar|perche|cosa|commenti|migliorare"
    r"|porque|o que|comentarios?|melhorar|waarom|wat|reden|opmerkingen|verbeteren)\b"
)


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked over a `column`, as it stands in the heading; `words` are those of it and of what follows."""

    column: str
    asked: str
    words: str
    open: bool

    @property
    def note(self) -> str:
        """Why it was recognised."""
        line = " ".join(self.asked.split())
        return f"the question is: {line if len(line) <= _LONGEST_SHOWN else f'{line[: _LONGEST_SHOWN - 1]}…'}"


def questions_of(columns: Sequence[str], sample: Sample) -> tuple[Question, ...]:
    """The questions that stand over columns, in their name or in the rows that continue the heading."""
    return tuple(_questions(columns, sample))


def answered(column: str, questions: Sequence[Question], sample: Sample) -> tuple[Question, ColumnRule] | None:
    """The question that canonical `column` answers, if its answers are of that kind, and how they are read."""
    asks = re.compile(_ASKS.get(column, "(?!)"))
    found = [each for each in questions if asks.search(each.words) and _answers(column, sample.texts(each.column))]
    if column == "effort":
        found = [each for each in found if not re.search(_ASKS["recommend"], each.words)]
    if not found:
        return None
    best = next((each for each in found if _OVERALL.search(each.words)), found[0])
    return best, ColumnRule(((best.column,),), asked=_scale(column, sample.texts(best.column)))


def in_words(questions: Sequence[Question], taken: Collection[str], sample: Sample) -> tuple[Question, ...]:
    """The questions that are answered in words about the service."""
    free = [each for each in questions if each.column not in taken and not _OF_PERSON.search(each.words)]
    return tuple(each for each in free if each.open or (_ASKS_WORDS.search(each.words) and _wordy(each, sample)))


def _questions(columns: Sequence[str], sample: Sample) -> Iterator[Question]:
    before = ""
    for name in columns:
        below = sample.heading(name)
        words = plain_words(" ".join((name, *(text for text in below if not text.startswith("{")))))
        # A question with several answers stands over the first of their columns alone.
        words = f"{before} {words}" if below and _UNNAMED.fullmatch(name) else words
        before = words if not _UNNAMED.fullmatch(name) else before
        is_open = any(_TEXT_ENTRY.search(text) or _OPEN.search(plain_words(text)) for text in below)
        if below or len(name.split()) >= _FEWEST_WORDS:
            asked = next((text for text in below if len(text.split()) >= _FEWEST_WORDS and text[:1] != "{"), name)
            yield Question(name, asked, words, is_open)


def _answers(column: str, texts: Sequence[str]) -> bool:
    looked_at = texts[:_LOOKED_AT]
    fitting = sum(_fits(column, text) for text in looked_at)
    return fitting >= _ENOUGH * len(looked_at)


def _fits(column: str, text: str) -> bool:
    if column == "satisfaction":
        return is_grade(text)
    plain = likelihood(text) if column == "recommend" else labelled_number(text)
    if column == "effort" and (ease_grade(text) is not None or answers_nothing(text)):
        return True
    return plain is not None and 0 <= plain <= _MOST_LIKELY


def _scale(column: str, texts: Sequence[str]) -> Asked:
    """The scale of answers about effort in numbers; those of others, and of words, are learnt or always the same."""
    found = [value for text in texts if (value := labelled_number(text)) is not None]
    if column != "effort" or not found or any(ease_grade(text) is not None for text in texts):
        return Asked()
    top = max(found)
    return Asked((), {"": "1-5" if top <= 5 else "1-7" if top <= 7 else "1-10"})


def _wordy(question: Question, sample: Sample) -> bool:
    texts = sample.texts(question.column)[:_LOOKED_AT]
    words = sum(len(text.split()) for text in texts)
    differing = len(set(texts)) > len(texts) / 2
    return bool(texts) and differing and words >= _FEWEST_SAID * len(texts)
