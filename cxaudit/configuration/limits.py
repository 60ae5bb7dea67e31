"""How much a configuration file may ask of the machine that reads it."""

MAXIMUM_BYTES = 8 * 1024 * 1024  # of one file; a rulebook of ten thousand rules takes about a third of it
MAXIMUM_DEPTH = 64  # lists and mappings inside each other, aliases followed
MAXIMUM_EXPANDED_NODES = 20_000  # values that aliases of one file stand for, all together
