"""Every object by name."""

from __future__ import annotations

from integrations.intacct.simulator.objects.audit import AUDITHISTORY
from integrations.intacct.simulator.objects.balances import BALANCES
from integrations.intacct.simulator.objects.banking import BANKING
from integrations.intacct.simulator.objects.cash import CASH
from integrations.intacct.simulator.objects.company import COMPANY
from integrations.intacct.simulator.objects.ledger import LEDGER
from integrations.intacct.simulator.objects.orders import ORDERS
from integrations.intacct.simulator.objects.schema import ObjectType
from integrations.intacct.simulator.objects.taxes import TAXES
from integrations.intacct.simulator.objects.trade import TRADE
from integrations.intacct.simulator.objects.usage import USAGE

FAMILIES = (LEDGER, TRADE, COMPANY, CASH, BANKING, ORDERS, TAXES, BALANCES, USAGE, (AUDITHISTORY,))

OBJECTS: dict[str, ObjectType] = {kind.name: kind for family in FAMILIES for kind in family}
