"""What the demo says when it is ready: for people, or as one line of JSON for programs."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from portal.demo.cast import CONSULTANT, OWN_SENDER, PARTNER_LABEL, STAFF, TENANTS, SignIn

SHOWN = ("healthy", "single", "new", "no-payables")
"""The simulated companies to begin with; the console has all of them."""


def facts(companies: list[dict[str, str]]) -> dict[str, Any]:
    """Addresses and sign-ins. ``companies`` is the simulator's list."""
    gateway = urlsplit(settings.INTACCT_GATEWAY_URL)
    return {
        "portal": f"{settings.PUBLIC_URL}/",
        "admin": f"{settings.PUBLIC_URL}/admin/",
        "sign_ins": {
            tenant.slug: {str(role): _typed(sign_in) for role, sign_in in tenant.people.items()} for tenant in TENANTS
        },
        "both": _typed(CONSULTANT),
        "staff": _typed(STAFF),
        "sender": OWN_SENDER,
        "simulator": {
            "gateway": settings.INTACCT_GATEWAY_URL,
            "console": f"{gateway.scheme}://{gateway.netloc}/console/",
            "companies": companies,
        },
        "mail": str(settings.DATA_DIR / "mail"),
    }


def _typed(sign_in: SignIn) -> dict[str, str]:
    return {"email": sign_in.email, "password": sign_in.password}


def block(told: dict[str, Any]) -> str:
    """The same for people to read."""
    lines = ["", _("Ledgerbridge is ready: %(address)s") % {"address": told["portal"]}, ""]
    for tenant in TENANTS:
        lines += [f"  {tenant.name}", *_table([(role.label, *_pair(each)) for role, each in tenant.people.items()])]
    lines += ["  " + _("Others"), *_table([(_("In both"), *_pair(CONSULTANT)), (_("Support"), *_pair(STAFF))])]
    lines += [
        "  "
        + _("Support signs in at %(address)s and can lend the sender of %(partner)s to Acorn.")
        % {"address": told["admin"], "partner": PARTNER_LABEL},
        "",
        "  " + _("Sage Intacct is simulated: %(address)s") % {"address": told["simulator"]["console"]},
        *_table([(_("Acorn's sender"), *OWN_SENDER.values())]),
    ]
    by_scenario = {row["scenario"]: row for row in told["simulator"]["companies"]}
    rows = [by_scenario[name] for name in SHOWN if name in by_scenario]
    for row in rows:
        typed = filter(None, (row["company_id"], row["user_id"], row["password"]))
        lines += ["    " + "  ".join(typed), f"      {row['summary']}"]
    lines.append("")
    lines += [
        "  "
        + _("The console lists %(count)d companies, most of them with a fault to find and to mend.")
        % {"count": len({row["company_id"] for row in told["simulator"]["companies"]})},
        "  " + _("Mail is kept in %(folder)s") % {"folder": told["mail"]},
        "",
        _("Ctrl-C ends it. What is done here is kept for the next start; --fresh begins anew."),
        "",
    ]
    return "\n".join(lines)


def _pair(sign_in: SignIn) -> tuple[str, str]:
    return sign_in.email, sign_in.password


def _table(rows: list[tuple[Any, ...]]) -> list[str]:
    """Lay rows out in columns, with an empty line after them."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return [
        "    " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in texts
    ] + [""]
