"""Who may ask. Knows neither transcripts nor the web.

Billing             the protocol that the service asks
UnlimitedBilling    everybody may ask: no payment is set up
"""

from billing.interface import Billing, Entitlement
from billing.without_stripe import UnlimitedBilling

__all__ = ["Billing", "Entitlement", "UnlimitedBilling"]
