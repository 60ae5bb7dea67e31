"""The model fitted to a log: estimates, how sure they are, and signs that it does not fit."""
