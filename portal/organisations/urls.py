"""Pages of an organisation, and what its customers' browsers fetch of its face."""

from django.urls import include, path

from portal.organisations.views import developers, face, own_site, wording

app_name = "organisations"
tenant_urls = [
    path("developers/", developers.developers, name="developers"),
    path("developers/keys/<uuid:key>/revoke/", developers.revoke_key, name="revoke_key"),
    path("settings/customers-pages/", face.face, name="face"),
    path("settings/consent/", wording.wording, name="wording"),
    path("settings/consent/draft/<slug:language>/", wording.draft, name="draft"),
    path("settings/consent/discard/", wording.discard_draft, name="discard_draft"),
    path("settings/consent/publish/", wording.publish_draft, name="publish_draft"),
    path("settings/consent/versions/<int:number>/draft/", wording.draft_from_version, name="draft_from_version"),
    path("settings/customers-pages/own-site/", own_site.own_site, name="own_site"),
]
urlpatterns = [
    path("o/<slug:organisation>/", include(tenant_urls)),
    path("face/<slug:digest>.png", face.logo, name="logo"),
    path("face/<slug:name>.css", face.accent, name="accent"),
    path("embed/v1.js", own_site.script, name="embed_script"),
]
