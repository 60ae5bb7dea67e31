"""Sums over one profile after another, compiled: imported only where numba is installed."""
