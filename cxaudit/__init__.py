"""cxaudit: from exported incident logs to the internal causes of service failure, and what to fix first."""

__version__ = "0.1.0"
