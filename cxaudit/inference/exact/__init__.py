"""Exact inference: sums over all states of the hidden causes, given each profile of symptoms."""
