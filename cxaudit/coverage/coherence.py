"""Whether the documents that hold a phrase speak of one thing.

Documents become vectors by latent semantic analysis (Deerwester et al. 1990): the words they hold, weighted by rarity,
projected on the first singular vectors of a sample. Documents of one topic point one way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxaudit.coverage.sparse import Sparse, right_singular_vectors

if TYPE_CHECKING:
    from cxaudit.coverage.grams import Grams

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

_DIMENSIONS = 64  # at most; a small log has fewer, as else every document would keep a direction of its own
_DOCUMENTS_A_DIMENSION = 50
_SAMPLE = 4_000  # documents from which the dimensions are learnt
_SAMPLE_CELLS = 400_000  # words of all of them together
_LOOKED_AT = 50  # documents of a phrase that are compared
_COMPARED = 1_000  # documents that tell how alike any two are


@dataclass(frozen=True, slots=True)
class Space:
    """Documents as rows of weighted words, the directions they are projected on, and how alike any two are."""

    weights: Sparse
    directions: Floats
    usual: float

    @classmethod
    def of(cls, words: Grams, documents: int) -> Space:
        """The space of all documents, given which hold which words; documents must be in random order."""
        term = np.repeat(np.arange(len(words)), np.diff(words.bounds))
        rarity = np.log(documents / np.maximum(1, np.diff(words.bounds)))[term]
        size = np.sqrt(np.bincount(words.holders, weights=rarity**2, minlength=documents))
        value = rarity / np.maximum(size[words.holders], 1e-12)
        weights = Sparse.of(words.holders, term, value, (documents, len(words)))
        sample = min(_SAMPLE, documents, int(np.searchsorted(weights.bounds, _SAMPLE_CELLS)))
        dimensions = min(_DIMENSIONS, max(2, documents // _DOCUMENTS_A_DIMENSION))
        directions = right_singular_vectors(weights.taken(np.arange(sample)), dimensions)
        plain = cls(weights, directions, 0.0)
        return cls(weights, directions, plain.coherence(np.arange(min(_COMPARED, documents)), _COMPARED))

    def coherence(self, documents: Integers, most: int = _LOOKED_AT) -> float:
        """The mean cosine of any two of the first `most` documents, minus that of any two of the log.

        A document without a telling word is like no other.
        """
        vectors = self.weights.taken(documents[:most]).times(self.directions)
        sizes = np.sqrt((vectors**2).sum(axis=1))
        number, telling = len(vectors), int((sizes > 0).sum())
        vectors = vectors[sizes > 0] / sizes[sizes > 0, None]
        if number < 2:
            return 0.0
        total = vectors.sum(axis=0)
        return float((total @ total - telling) / (number * (number - 1))) - self.usual
