"""Pages of an organisation, and what its customers' browsers fetch of its face."""

from django.urls import include, path

from portal.organisations.views import developers, face

app_name = "organisations"
tenant_urls = [
    path("developers/", developers.developers, name="developers"),
    path("developers/keys/<uuid:key>/revoke/", developers.revoke_key, name="revoke_key"),
    path("settings/customers-pages/", face.face, name="face"),
]
urlpatterns = [
    path("o/<slug:organisation>/", include(tenant_urls)),
    path("face/<slug:digest>.png", face.logo, name="logo"),
    path("face/<slug:name>.css", face.accent, name="accent"),
]
