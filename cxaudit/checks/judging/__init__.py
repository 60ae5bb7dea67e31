"""Which violations count: those chosen, neither suppressed by a comment nor known from before."""

from cxaudit.checks.judging.baseline import Baseline, read_baseline, render_baseline
from cxaudit.checks.judging.earlier import Earlier, earlier_of
from cxaudit.checks.judging.judgement import Judgement, Terms, judge
from cxaudit.checks.judging.selection import Selection
