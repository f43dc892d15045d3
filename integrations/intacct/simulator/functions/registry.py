"""Every function by name."""

from __future__ import annotations

from integrations.intacct.simulator.calls import Handler
from integrations.intacct.simulator.functions.balances import GET_ACCOUNT_BALANCES, GET_BALANCES_BY_DIMENSIONS
from integrations.intacct.simulator.functions.company import (
    API_SESSION,
    COMPANY_PREFERENCES,
    ENTITY_DETAILS,
    FINANCIAL_SETUP,
    GET_APPLICATIONS,
    USER_FORMATTING,
    USER_PERMISSIONS,
)
from integrations.intacct.simulator.functions.describing import GET_DIMENSIONS, INSPECT, LOOKUP
from integrations.intacct.simulator.functions.legacy import GET_LIST, GET_TRIAL_BALANCE
from integrations.intacct.simulator.functions.query import QUERY
from integrations.intacct.simulator.functions.reading import READ, READ_BY_NAME, READ_BY_QUERY, READ_MORE
from integrations.intacct.simulator.functions.reports import GET_AUDIT_TRAIL, READ_REPORT, READ_VIEW
from integrations.intacct.simulator.functions.writing import CREATE, DELETE, LEGACY, UPDATE

FUNCTIONS: dict[str, Handler] = {
    "getAPISession": API_SESSION,
    "query": QUERY,
    "readByQuery": READ_BY_QUERY,
    "readMore": READ_MORE,
    "read": READ,
    "readByName": READ_BY_NAME,
    "lookup": LOOKUP,
    "inspect": INSPECT,
    "getDimensions": GET_DIMENSIONS,
    "readEntityDetails": ENTITY_DETAILS,
    "getFinancialSetup": FINANCIAL_SETUP,
    "readUserFormatting": USER_FORMATTING,
    "getUserPermissions": USER_PERMISSIONS,
    "get_applications": GET_APPLICATIONS,
    "get_companyprefs": COMPANY_PREFERENCES,
    "get_list": GET_LIST,
    "get_trialbalance": GET_TRIAL_BALANCE,
    "get_accountbalances": GET_ACCOUNT_BALANCES,
    "get_accountbalancesbydimensions": GET_BALANCES_BY_DIMENSIONS,
    "readReport": READ_REPORT,
    "readView": READ_VIEW,
    "getAuditTrail": GET_AUDIT_TRAIL,
    "create": CREATE,
    "update": UPDATE,
    "delete": DELETE,
    **LEGACY,
}
