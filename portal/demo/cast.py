"""Who is in the demo. Every password here opens a demo on one machine, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from portal.organisations.roles import Role

PROVIDER = "sage-intacct"


@dataclass(frozen=True, slots=True)
class SignIn:
    """What somebody types to sign in to the portal."""

    email: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """An organisation of the demo; it has one person in every role."""

    name: str
    slug: str
    purpose: str
    has_intacct: bool
    companies: tuple[str, ...] = ()

    @property
    def people(self) -> dict[Role, SignIn]:
        word = self.slug.split("-")[0]
        return {role: SignIn(f"{role}@{self.slug}.example", f"{word}-{role}-demo") for role in Role}


ACORN = Tenant(
    name="Acorn Lending",
    slug="acorn-lending",
    purpose="Acorn Lending reads your books to decide on your credit line, and to review it while it runs.",
    has_intacct=False,
)
BIRCH = Tenant(
    name="Birch Software",
    slug="birch-software",
    purpose="Birch Software shows your figures in the reports that you ordered.",
    has_intacct=True,
    companies=("Harbour Supplies", "Juniper Bakery", "Quarry Wholesale"),
)
TENANTS = (ACORN, BIRCH)

CONSULTANT = SignIn("consultant@both-firms.example", "consultant-demo")
CONSULTANT_ROLES = {ACORN.slug: Role.ANALYST, BIRCH.slug: Role.DEVELOPER}
STAFF = SignIn("support@ledgerbridge.example", "support-staff-demo")

PARTNER_LABEL = "Ledgerbridge"
PARTNER_SENDER = {
    "sender_id": "LedgerbridgePartner",
    "sender_password": "ledgerbridge-sender-secret",
}
OWN_SENDER = {"sender_id": "AcornLending", "sender_password": "acorn-sender-secret"}
"""The sender that Acorn's administrator enters, as its agreement with Sage would name it."""
