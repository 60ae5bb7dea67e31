"""Rows that belong together are brought together, in memory while they fit and on disk when they do not."""

from cxaudit.spilling.spill import Spill, Written

__all__ = ["Spill", "Written"]
