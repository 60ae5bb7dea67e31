"""What a rulebook does on a real log: what it sees, what it cannot see, and what it should see."""

from cxaudit.coverage.logs import CountedLog, count_log, refuse_nothing
from cxaudit.coverage.measuring import measure_coverage
from cxaudit.coverage.reading import read_rows
from cxaudit.coverage.suggesting import suggest
from cxaudit.coverage.texts import Texts, read_texts
