"""Counting: events in, a tally out; tallies add up."""

from cxaudit.tally.addition import EVIDENCE_PER_SYMPTOM, add, smallest_ranks
from cxaudit.tally.counting import OTHER, UNKNOWN, Counting, count
from cxaudit.tally.distributions import OPEN_AGE
from cxaudit.tally.events import (
    DIMENSIONS,
    DURATIONS,
    FLAGS,
    NUMBERS,
    event_schema,
    pack,
    profile_array,
    profile_column,
    unpack,
)
from cxaudit.tally.history import (
    REPEAT_DAYS,
    RepeatRule,
    SharedRule,
    count_customers,
    keep_last_state,
    mark_repeats,
    mark_shared,
)
from cxaudit.tally.shuffle import Shuffle
from cxaudit.tally.weeks import day_of
