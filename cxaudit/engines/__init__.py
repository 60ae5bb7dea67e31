"""Where the counting is done: on this machine, or on a cluster that runs the same kernel."""

from types import MappingProxyType

from cxaudit.engines.cautions import Caution, shown_value
from cxaudit.engines.events_file import EventsFile
from cxaudit.engines.gathering import KEPT_VALUES
from cxaudit.engines.joining.options import Join
from cxaudit.engines.local import LocalEngine, count_kept
from cxaudit.engines.replacing import SUPERSEDED
from cxaudit.engines.result import Cluster, Counted, CountOptions, Engine, Keep, refuse_unknown_dimensions
from cxaudit.engines.spark import SparkEngine

ENGINES: MappingProxyType[str, Engine] = MappingProxyType({"local": LocalEngine(), "spark": SparkEngine()})
