"""Addresses of what members see of their customers' way, below those of their organisation."""

from django.urls import path

from linkflow import member_pages

app_name = "links"
urlpatterns = [
    path("links/", member_pages.funnel, name="funnel"),
    path("links/download/", member_pages.download_funnel, name="download_funnel"),
    path("settings/consent/draft/<slug:language>/preview/", member_pages.preview_draft, name="preview_draft"),
    path(
        "settings/consent/versions/<int:number>/<slug:language>/", member_pages.preview_version, name="preview_version"
    ),
    path("companies/<uuid:public_id>/consents/", member_pages.consents, name="consents"),
    path("companies/<uuid:public_id>/consents/export/", member_pages.export_consents, name="export_consents"),
]
