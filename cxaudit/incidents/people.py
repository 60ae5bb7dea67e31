"""Tells columns that hold the names of people, so that these are hidden wherever they stand, used or left aside."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from cxaudit.incidents.recognition import PlannedColumn
from cxaudit.incidents.rules import ColumnRule
from cxaudit.incidents.values.grade_words import plain_words
from cxaudit.incidents.values.numbers import is_flag
from cxaudit.incidents.values.presence import present, strings
from cxaudit.incidents.values.texts import categories, paragraphs
from cxaudit.model import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from cxaudit.incidents.raw import Reader
    from cxaudit.incidents.sampling import Sample

# Parts of names of columns, in English, German, French, Spanish, Italian, Portuguese and Dutch, without accents.
_NAME = frozenset(
    """
    surname lastname firstname forename middlename familyname givenname maidenname fullname displayname username
    customername contactname agentname vorname nachname familienname zuname rufname kundenname prenom apellido
    apellidos cognome sobrenome apelido voornaam achternaam tussenvoegsel klantnaam initials
    """.split()  # noqa: SIM905 - a paragraph of words reads better than a column of quotes
)
_NAME_PARTS = frozenset({"name", "names", "nom", "noms", "nombre", "nombres", "nome", "nomi", "nomes", "naam", "namen"})
_OF_A_NAME = frozenset({"first", "last", "middle", "full", "given", "family", "sur", "maiden", "display", "preferred"})
_CUSTOMER = frozenset(
    """
    customer customers client clients contact contacts person persons patient passenger guest member subscriber
    insured policyholder buyer shopper caller requester requestor requesterid reporter author commenter sender
    recipient respondent complainant claimant tenant resident student user attendee kunde kundin kunden kontakt
    kontaktperson ansprechpartner ansprechpartnerin ansprechperson autor autorin verfasser melder meldende anrufer
    anruferin absender absenderin empfanger anfragender antragsteller antragstellerin anforderer besteller gast
    mieter demandeur appelant rapporteur auteur expediteur destinataire interlocuteur abonne cliente clientes
    contacto solicitante informador remitente destinatario autora contatto mittente richiedente segnalatore autore
    interlocutore contato remetente relator titular klant klanten contactpersoon aanvrager melder afzender beller
    ontvanger persoon persona pessoa personne
    """.split()  # noqa: SIM905 - likewise
)
_STAFF = frozenset(
    """
    agent agents assignee owner operator representative rep advisor adviser employee staff manager supervisor
    technician submitter resolver opener handler consultant bearbeiter bearbeiterin mitarbeiter mitarbeiterin
    zustandig sachbearbeiter verantwortlich betreuer conseiller technicien gestionnaire responsable asesor agente
    tecnico gestor operatore addetto responsabile atendente responsavel medewerker behandelaar eigenaar
    """.split()  # noqa: SIM905 - likewise
)
_DONE_BY = re.compile(
    r"(opened|closed|resolved|created|updated|modified|assigned|handled|solved|entered|submitted|reported|raised"
    r"|requested)_(by|to|for)|(erstellt|geschlossen|gelost|bearbeitet|gemeldet|geoffnet)_von|zugewiesen(e_person)?(_an)?"
    r"|(cree|ferme|resolu|ouvert)_par|(creado|cerrado|asignado)_(por|a)|(aberto|fechado|criado|atribuido)_(por|a)"
    r"|(creato|chiuso|aperto|assegnato)_(da|a)|(aangemaakt|gesloten|toegewezen)_(door|aan)"
)
# What says that something else of a person, or of no person, stands in the column.
_NO_NAME = frozenset(
    """
    id ids no nr num number key uuid guid code type typ tipo group groups team queue role email mail phone mobile
    telephone address city country region state segment tier level class since date time at count score rating
    reply replies message messages interactions turns satisfaction status company account organization
    organisation firma brand product file event ticket case form campaign plan list host domain page store shop
    site project department service channel ip language sprache locale currency age gender title reason comment
    text notes url link photo avatar tag tags sla priority severity urgency issuetype tickettype category categories
    subcategory source component components version versions resolution stage pipeline label labels
    links macro view template skill organizations organisations companies brands products groups teams
    """.split()  # noqa: SIM905 - likewise
)
# Where a known export has these, or the user names them, no names of people stand in them.
_LABELLED = frozenset({"category", "priority", "status", "channel", "product", "tags", "stage"})
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W_]+")
_LOOKED_AT = 300  # values
_ENOUGH = 0.7  # share of values that have to look like names
_LONGEST = 60  # characters
_MOST_WORDS = 5
_LABELS = 0.2  # different values to values, up to which single words are rather labels than names
_BESIDE = re.compile(r"[(<\[][^)>\]]*[)>\]]|\S+@\S+")  # a mail address or the like that follows a name


def is_of_people(name: str, texts: Sequence[str]) -> bool:
    """Whether a column of this name that holds `texts` names people, by what both look like."""
    if not _may_name(name):
        return False
    looked_at = texts[:_LOOKED_AT]
    if not looked_at:
        return _says_name(name)
    if is_flag(looked_at) or (_words(name) <= _NAME_PARTS and _is_label(looked_at)):
        return False
    bare = [_BESIDE.sub("", text).strip() for text in looked_at]
    alike = [text for text in bare if _looks_like_a_name(text)]
    if len(alike) < _ENOUGH * len(looked_at):
        return False
    if _says_name(name):
        return True
    # "Kunde" may hold names, or whether the customer is a business.
    several = sum(" " in text or "," in text for text in alike)
    return several > len(alike) / 2 or len(set(alike)) > _LABELS * len(alike)


def with_people(
    planned: tuple[PlannedColumn, ...], reader: Reader, sample: Sample, aside: Sequence[str], *, spoken: bool
) -> tuple[tuple[PlannedColumn, ...], tuple[str, ...]]:
    """The plan with the names of people in columns that nothing else uses, so that they are hidden in what is quoted.

    Columns that are `aside` name none, whatever they are called. Where conversations are `spoken`, a name says who
    speaks, and only one that nobody had is taken; the others come beside the plan, with the columns of authors, to be
    hidden once it is settled who spoke.
    """
    known = (plan for plan in planned if COLUMNS[plan.column].personal or _is_labelled(plan))
    used = {name for plan in known for name in plan.originals}.union(aside)
    free = [name for name in reader.columns if name not in used and is_of_people(name, sample.texts(name))]
    staff = [name for name in free if _of_staff(name)]
    plans = {plan.column: plan for plan in planned}
    hidden = [name for plan in planned if plan.column == "author" for name in plan.originals]
    for column, names in (("customer_name", [name for name in free if name not in staff]), ("agent", staff)):
        plan = plans.get(column)
        parts = tuple((name,) for name in names)
        if plan is None and names:
            plans[column] = PlannedColumn(column, ColumnRule(parts), "name")
        elif plan is not None and (spoken or plan.how == "mapped"):
            hidden += names
        elif plan is not None:
            plans[column] = replace(plan, rule=replace(plan.rule, parts=(*plan.rule.parts, *parts)))
    return tuple(plans[each] for each in COLUMNS if each in plans), tuple(hidden)


def _is_labelled(plan: PlannedColumn) -> bool:
    return plan.column in _LABELLED and plan.how in {"shape", "mapped"}


def with_hidden(made: Mapping[str, pa.Array], table: pa.RecordBatch, hidden: Sequence[str]) -> dict[str, pa.Array]:
    """What was made of rows, with the names in the columns `hidden` beside that of the customer."""
    if not hidden:
        return dict(made)
    known = [made["customer_name"]] if "customer_name" in made else []
    names = paragraphs([*known, *(strings(present(table.column(name))) for name in hidden)])
    return {**made, "customer_name": categories(names, {})}


def _is_label(texts: Sequence[str]) -> bool:
    """Whether the values are words in lower case that say what something is, over and over."""
    return all(text == text.lower() and " " not in text for text in texts) and (
        len(set(texts)) <= max(1, _LABELS * len(texts))
    )


def _words(name: str) -> frozenset[str]:
    # Of a dotted name what the objects around the last one are says nothing, as ``source`` in ``source.author.name``.
    return frozenset(plain_words(_CAMEL.sub(" ", ".".join(name.split(".")[-2:]))).split())


def _may_name(name: str) -> bool:
    words = _words(name)
    return not words & _NO_NAME and (bool(words & (_NAME | _NAME_PARTS | _CUSTOMER | _STAFF)) or _was_done(name))


def _says_name(name: str) -> bool:
    """Whether the column calls itself one of names, and not only one that has to do with people."""
    words = _words(name)
    one_of = bool(words & (_OF_A_NAME | _CUSTOMER | _STAFF)) or len(words) == 1
    return bool(words & _NAME) or (bool(words & _NAME_PARTS) and one_of)


def _of_staff(name: str) -> bool:
    words = _words(name)
    return bool(words & _STAFF) or (_was_done(name) and not words & _CUSTOMER)


def _was_done(name: str) -> bool:
    return _DONE_BY.search("_".join(plain_words(_CAMEL.sub(" ", name)).split())) is not None


def _looks_like_a_name(text: str) -> bool:
    words = text.replace(",", " ").split()
    letters = sum(map(str.isalpha, text))
    return (
        0 < len(words) <= _MOST_WORDS
        and len(text) <= _LONGEST
        and not any(map(str.isdigit, text))
        and letters >= len("".join(words)) * _ENOUGH
        and text[:1].isalpha()
    )
