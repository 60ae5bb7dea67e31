"""How much more usual a phrase is in one set of documents than in another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_PRIOR_DOCUMENTS = 500  # weight of the pooled share as a prior, in documents


def keyness(unmatched: Integers, matched: Integers, documents: int, matched_documents: int) -> Floats:
    """The z-score of each phrase's log-odds in `documents` unmatched ones against the matched ones.

    Document frequencies with an informative Dirichlet prior of the pooled share: "Fightin' Words", Monroe, Colaresi and
    Quinn 2008.
    """
    prior = _PRIOR_DOCUMENTS * (unmatched + matched) / max(1, documents + matched_documents)
    one, other = unmatched + prior, matched + prior
    without_one = documents + _PRIOR_DOCUMENTS - one
    without_other = matched_documents + _PRIOR_DOCUMENTS - other
    # A phrase in every document leaves nothing to hold it against.
    logit_one = np.log(one) - np.log(np.maximum(without_one, 0.5))
    logit_other = np.log(other) - np.log(np.maximum(without_other, 0.5))
    return np.asarray((logit_one - logit_other) / np.sqrt(1 / one + 1 / other), dtype=np.float64)
