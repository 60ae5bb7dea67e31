"""What can be wrong with a rulebook on a real log: one file is one check, and the list below is all of them."""

from cxaudit.checks.corpus.blind import blind
from cxaudit.checks.corpus.confusable_pair import confusable_pair
from cxaudit.checks.corpus.corpus import Corpus, CorpusCheck, EarlierHits, Lack
from cxaudit.checks.corpus.hit_rate_shift import hit_rate_shift
from cxaudit.checks.corpus.no_hits import no_hits
from cxaudit.checks.corpus.pairs import ConfusablePair, confusable_pairs
from cxaudit.model import Rulebook, Violation

CORPUS_CHECKS: tuple[CorpusCheck, ...] = (blind, confusable_pair, hit_rate_shift, no_hits)

CORPUS_SLUGS = frozenset(check.__name__.replace("_", "-") for check in CORPUS_CHECKS)


def run_corpus_checks(rulebook: Rulebook, corpus: Corpus) -> tuple[Violation, ...]:
    """The violations of every check that needs a log, in no particular order."""
    return tuple(violation for check in CORPUS_CHECKS for violation in check(rulebook, corpus))
