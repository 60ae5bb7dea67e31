"""Why a cause is blamed, and why one incident happened."""
