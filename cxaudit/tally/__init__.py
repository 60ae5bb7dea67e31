"""Counting: events in, a tally out; tallies add up."""

from cxaudit.tally.addition import EVIDENCE_PER_SYMPTOM, add, smallest_ranks
from cxaudit.tally.components import components
from cxaudit.tally.counting import OTHER, UNKNOWN, Counting, TallyCounter, count
from cxaudit.tally.distributions import OPEN_AGE
from cxaudit.tally.events import (
    DIMENSIONS,
    DURATIONS,
    FLAGS,
    IDENTIFIERS,
    NUMBERS,
    event_schema,
    identified_schema,
    pack,
    profile_array,
    profile_column,
    unpack,
    worded_schema,
)
from cxaudit.tally.history import (
    NO_PAIRS,
    REPEAT_DAYS,
    RepeatRule,
    SharedRule,
    count_customers,
    keep_last_state,
    mark_repeats,
    mark_shared,
    shared_keys,
)
from cxaudit.tally.profiles import shows
from cxaudit.tally.shuffle import Shuffle
from cxaudit.tally.weeks import day_of
