"""The businesses that can be simulated."""

from types import MappingProxyType

from cxaudit.simulation.business import Business
from cxaudit.simulation.businesses.airline import AIRLINE
from cxaudit.simulation.businesses.bank import BANK
from cxaudit.simulation.businesses.telecom import TELECOM

BUSINESSES: MappingProxyType[str, Business] = MappingProxyType(
    {business.name: business for business in (TELECOM, AIRLINE, BANK)}
)
