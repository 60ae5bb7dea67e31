"""Turns YAML into nodes that know where they stand; the only user of the YAML library.

Every scalar stays text, as it was written: YAML 1.1 would make ``no`` a false, ``010`` an eight and ``12:30`` seven
hundred and fifty. Whoever reads a node types it, by its schema.
"""

from cxaudit.configuration.comments import Comment, find_comments, lines_inside_values
from cxaudit.configuration.expected import (
    certain,
    closest,
    expect_boolean,
    expect_keys,
    expect_mapping,
    expect_number,
    expect_scalar,
    expect_sequence,
    expect_text,
    expect_word,
    is_ambiguous,
    suggestion,
)
from cxaudit.configuration.files import parse_file, parse_text, read_bytes
from cxaudit.configuration.limits import (
    MAXIMUM_BYTES,
    MAXIMUM_DEPTH,
    MAXIMUM_EXPANDED_NODES,
)
