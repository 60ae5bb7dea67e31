"""Words looked up and rows of words found one after the other, compiled: imported only where numba is installed."""
