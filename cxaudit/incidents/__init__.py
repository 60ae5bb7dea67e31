"""From files of any help desk to batches of incidents with canonical columns."""

from cxaudit.incidents.ledger import Unread
from cxaudit.incidents.mapping_text import mapping_text
from cxaudit.incidents.opening import open_sources
from cxaudit.incidents.options import ReadingOptions
from cxaudit.incidents.shape_schema import shape_schema
from cxaudit.incidents.source import Chunk, OpenSource
from cxaudit.incidents.streaming import every_chunk, together
