"""Where the counting is done: on this machine, or on a cluster that runs the same kernel."""

from types import MappingProxyType

from cxaudit.engines.cautions import Caution, shown_value
from cxaudit.engines.local import LocalEngine
from cxaudit.engines.result import Counted, CountOptions, Engine, refuse_unknown_dimensions

ENGINES: MappingProxyType[str, Engine] = MappingProxyType({"local": LocalEngine()})
