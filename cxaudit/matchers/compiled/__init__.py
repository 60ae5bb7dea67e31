"""Texts taken apart into words by one pass over a buffer, compiled: imported only where numba is installed."""
