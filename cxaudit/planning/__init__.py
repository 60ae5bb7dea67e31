"""From causes to a plan: which remedies to start first, what they are expected to prevent, and how one will know."""

from cxaudit.planning.plan import make_plan
