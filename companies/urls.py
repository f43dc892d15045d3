from django.urls import path

from companies.views import companies, connections, links

app_name = "companies"
urlpatterns = [
    path("companies/", companies.companies, name="companies"),
    path("companies/new/", companies.new_company, name="new_company"),
    path("companies/<uuid:public_id>/edit/", companies.edit_company, name="edit_company"),
    path("companies/<uuid:public_id>/delete/", companies.delete_company, name="delete_company"),
    path("companies/<uuid:public_id>/link/", links.request_data, name="request_data"),
    path("companies/<uuid:public_id>/link/issue/", links.issue_link, name="issue_link"),
    path("companies/<uuid:public_id>/link/revoke/", links.revoke_link, name="revoke_link"),
    path("companies/<uuid:public_id>/link/mail/", links.mail_link, name="mail_link"),
    path("companies/<uuid:public_id>/link/remind/", links.remind, name="remind"),
    path("companies/<uuid:public_id>/link/answered/", links.answered, name="answered"),
    path("companies/<uuid:public_id>/connection/", connections.connection, name="connection"),
    path("companies/<uuid:public_id>/connection/unlink/", connections.unlink, name="unlink"),
    path("companies/<uuid:public_id>/connection/check/", connections.check, name="check"),
]
