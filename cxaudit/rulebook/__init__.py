"""Loads rulebooks: YAML with places to the nouns of the model, strictly, with every fault told at once."""

from cxaudit.rulebook.collection import Definition, Given
from cxaudit.rulebook.content_hash import definition_hash
from cxaudit.rulebook.loader import (
    Examination,
    examine_rulebook,
    in_order,
    load_rulebook,
    read_rulebook,
)
from cxaudit.rulebook.sources import CORE, STANDARD_INPUT
from cxaudit.rulebook.vocabulary import AREAS, FAMILIES
