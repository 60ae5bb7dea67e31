"""What causes do to a log: what would be prevented, by which way, and how much is attributed to each."""
