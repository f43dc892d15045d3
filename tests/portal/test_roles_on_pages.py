"""The matrix of roles, tried on every page of companies, integrations and activity."""

import pytest
from django.urls import reverse

from companies.actions import create_company
from portal.organisations.actions import draft_from
from portal.organisations.roles import Right, Role, allows
from tests.factories import ConnectionFactory, InvitationFactory, MembershipFactory, WordingVersionFactory

PAGES = {
    "dashboard:activity": ("get", Right.VIEW_ACTIVITY),
    "companies:companies": ("get", Right.VIEW_COMPANIES),
    "companies:new_company": ("get", Right.ADD_COMPANIES),
    "companies:edit_company": ("get", Right.ADD_COMPANIES),
    "companies:delete_company": ("get", Right.DELETE_COMPANIES),
    "companies:request_data": ("get", Right.ISSUE_LINKS),
    "companies:issue_link": ("get", Right.ISSUE_LINKS),
    "companies:revoke_link": ("get", Right.ISSUE_LINKS),
    "companies:mail_link": ("get", Right.ISSUE_LINKS),
    "companies:remind": ("post", Right.ISSUE_LINKS),
    "companies:answered": ("post", Right.ISSUE_LINKS),
    "companies:connection": ("get", Right.VIEW_COMPANIES),
    "companies:check": ("post", Right.REFRESH_DATA),
    "companies:unlink": ("get", Right.UNLINK),
    "links:funnel": ("get", Right.VIEW_COMPANIES),
    "links:download_funnel": ("get", Right.VIEW_COMPANIES),
    "links:consents": ("get", Right.VIEW_CONSENTS),
    "links:export_consents": ("post", Right.VIEW_CONSENTS),
    "datasets:company_plan": ("get", Right.VIEW_COMPANIES),
    "datasets:reset_company_plan": ("get", Right.CHANGE_PLAN),
    "datasets:pause": ("post", Right.CHANGE_PLAN),
    "datasets:resume": ("post", Right.CHANGE_PLAN),
    "datasets:refresh": ("post", Right.REFRESH_DATA),
    "datasets:read_again": ("get", Right.REFRESH_DATA),
    "datasets:cancel": ("get", Right.REFRESH_DATA),
    "datasets:data_types": ("get", Right.VIEW_COMPANIES),
    "datasets:reset_data_types": ("get", Right.CHANGE_SETTINGS),
    "organisations:face": ("get", Right.VIEW_COMPANIES),
    "organisations:wording": ("get", Right.VIEW_COMPANIES),
    "links:preview_draft": ("get", Right.VIEW_COMPANIES),
    "links:preview_version": ("get", Right.VIEW_COMPANIES),
    "organisations:draft": ("get", Right.CHANGE_SETTINGS),
    "organisations:discard_draft": ("get", Right.CHANGE_SETTINGS),
    "organisations:publish_draft": ("get", Right.CHANGE_SETTINGS),
    "organisations:draft_from_version": ("get", Right.CHANGE_SETTINGS),
    "organisations:own_site": ("get", Right.VIEW_COMPANIES),
    "people:people": ("get", Right.MANAGE_PEOPLE),
    "people:member": ("get", Right.MANAGE_PEOPLE),
    "people:remove": ("get", Right.MANAGE_PEOPLE),
    "people:withdraw": ("get", Right.MANAGE_PEOPLE),
    "people:invite_again": ("post", Right.MANAGE_PEOPLE),
    "integrations:integrations": ("get", Right.VIEW_COMPANIES),
    "integrations:settings": ("get", Right.VIEW_COMPANIES),
    "integrations:switch": ("post", Right.CHANGE_SETTINGS),
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", list(PAGES))
def test_opens_to_whom_the_matrix_says(signed_in, acorn, ada, intacct, name, role):
    company = create_company(organisation=acorn, name="Hartwell Joinery", is_test=False, actor=ada)
    ConnectionFactory(company=company, integration=intacct)
    version = WordingVersionFactory(organisation=acorn)
    draft_from(version=version, actor=ada)
    invitation = InvitationFactory(organisation=acorn)
    method, right = PAGES[name]
    args = {
        "companies:companies": [],
        "companies:new_company": [],
        "dashboard:activity": [],
        "datasets:data_types": [],
        "datasets:reset_data_types": [],
        "organisations:face": [],
        "organisations:wording": [],
        "links:preview_draft": ["en"],
        "links:preview_version": [1, "en"],
        "organisations:draft": ["en"],
        "organisations:discard_draft": [],
        "organisations:publish_draft": [],
        "organisations:draft_from_version": [1],
        "organisations:own_site": [],
        "links:funnel": [],
        "links:download_funnel": [],
        "people:people": [],
        "people:member": [acorn.memberships.get(user=ada).pk],
        "people:remove": [acorn.memberships.get(user=ada).pk],
        "people:withdraw": [invitation.public_id],
        "people:invite_again": [invitation.public_id],
        "integrations:integrations": [],
        "integrations:settings": ["sage-intacct"],
        "integrations:switch": ["sage-intacct"],
    }.get(name, [company.public_id])
    browser = signed_in(MembershipFactory(organisation=acorn, role=role).user)
    answer = getattr(browser, method)(reverse(name, args=["acorn", *args]))
    assert (answer.status_code == 403) is not allows(role, right)
    assert answer.status_code in ({200, 302} if allows(role, right) else {403})
