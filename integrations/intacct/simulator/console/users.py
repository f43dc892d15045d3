"""Company > Admin > Users and Web Services users: the same pages for two kinds of login."""

from __future__ import annotations

import secrets
from http import HTTPStatus

from integrations.intacct.simulator.console import user_form
from integrations.intacct.simulator.console.desk import Visit
from integrations.intacct.simulator.web import HttpError, Response, see_other
from integrations.intacct.simulator.world import Login

WEB_SERVICES_USERS = "web-services-users"
KINDS = {"users": "Users", WEB_SERVICES_USERS: "Web Services users"}
# Without the letters and digits that are taken for one another when a password is copied by eye.
ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def index(visit: Visit) -> Response:
    """List the users of this kind."""
    company, kind = visit.company, visit.pieces["kind"]
    rows = [
        {
            "login": login,
            "url": visit.address(kind, "named", login.user_id),
            "status": dict(user_form.STATUSES)[login.status],
            "user_type": dict(user_form.USER_TYPES).get(login.user_type, login.user_type),
            "admin": dict(user_form.ADMIN).get(login.admin, login.admin),
        }
        for login in company.logins
        if login.is_web_services == _is_web_services(visit)
    ]
    return visit.page("users.html", title=KINDS[kind], kind=kind, rows=rows)


def add(visit: Visit) -> Response:
    """Add a user: the form, then *Create*, then the mail with the password."""
    company, kind = visit.company, visit.pieces["kind"]
    form = user_form.user_form(company, is_new=True, is_web_services=_is_web_services(visit))
    form.fill(status="active", user_type="business user", admin="false", may_open_top_level=True)
    if visit.is_post and user_form.check(form.read(visit.request), company, is_new=True):
        match visit.request.field("action"):
            case "save":
                hidden = [(each.name, value) for each in form for value in each.values]
                return visit.page("user_create.html", form=form, hidden=hidden, kind=kind, title=KINDS[kind])
            case "create":
                login = Login(user_id=form.text("user_id"), password="", is_web_services=_is_web_services(visit))
                user_form.apply(form, login, company)
                company.logins.append(login)
                _send_password(visit, login)
                return visit.go(kind, "named", login.user_id, "mail")
    return visit.page("user_form.html", title=f"{KINDS[kind]}: add", form=form, kind=kind)


def edit(visit: Visit) -> Response:
    """Show and change a user."""
    company, kind, login = visit.company, visit.pieces["kind"], _login(visit)
    form = user_form.user_form(company, is_new=False, is_web_services=login.is_web_services)
    user_form.show(form, login)
    if visit.is_post and user_form.check(form.read(visit.request), company, is_new=False):
        user_form.apply(form, login, company)
        return visit.go(kind, done="user")
    return visit.page(
        "user_form.html",
        title=f"User information: {login.user_id}",
        form=form,
        kind=kind,
        login=login,
        user_url=visit.address(kind, "named", login.user_id),
    )


def reset_password(visit: Visit) -> Response:
    """Send a new password, after asking: every integration that uses the old one breaks."""
    login = _login(visit)
    if not visit.is_post:
        return _confirm(
            visit,
            title=f"Reset the password of {login.user_id}?",
            warning="Everything that signs in with the old password stops working.",
            verb="Reset password",
        )
    _send_password(visit, login)
    return visit.go(visit.pieces["kind"], "named", login.user_id, "mail")


def mail(visit: Visit) -> Response:
    """Stand in for the e-mail that carries the password; it can be opened once."""
    login = _login(visit)
    password = visit.desk.mail.pop((visit.company.company_id, login.user_id), "")
    return visit.page("mail.html", login=login, password=password, kind=visit.pieces["kind"])


def unlock(visit: Visit) -> Response:
    """Let a user in again who was locked out after too many wrong passwords."""
    login = _login(visit)
    if not visit.is_post:
        return see_other(visit.address(visit.pieces["kind"], "named", login.user_id))
    login.status, login.failed_sign_ins = "active", 0
    return visit.go(visit.pieces["kind"], done="unlocked")


def delete(visit: Visit) -> Response:
    """Delete a user, after asking."""
    login = _login(visit)
    if not visit.is_post:
        return _confirm(
            visit,
            title=f"Delete the user {login.user_id}?",
            warning="Everything that signs in as this user stops working.",
            verb="Delete user",
        )
    visit.company.logins.remove(login)
    visit.desk.forget_rights(visit.company.company_id, login.user_id)
    visit.desk.mail.pop((visit.company.company_id, login.user_id), None)
    return visit.go(visit.pieces["kind"], done="deleted-user")


def _login(visit: Visit) -> Login:
    login = visit.company.login(visit.pieces["holder"])
    if login is None or login.is_web_services != _is_web_services(visit):
        raise HttpError(HTTPStatus.NOT_FOUND, "There is no such user in this company.")
    return login


def _is_web_services(visit: Visit) -> bool:
    return visit.pieces["kind"] == WEB_SERVICES_USERS


def _send_password(visit: Visit, login: Login) -> None:
    login.password = "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(3))
    login.failed_sign_ins = 0
    visit.desk.mail[visit.company.company_id, login.user_id] = login.password


def _confirm(visit: Visit, *, title: str, warning: str, verb: str) -> Response:
    back = visit.address(visit.pieces["kind"], "named", visit.pieces["holder"])
    return visit.page("confirm.html", title=title, warning=warning, verb=verb, back=back)
