"""Every prefix there is; tenant pages live under ``/o/<organisation>/``."""

from django.contrib import admin
from django.urls import include, path

from portal import views

urlpatterns = [
    path("", include("portal.dashboard.urls")),
    path("o/<slug:organisation>/", include("portal.organisations.urls")),
    path("o/<slug:organisation>/", include("integrations.urls")),
    path("o/<slug:organisation>/", include("companies.urls")),
    path("o/<slug:organisation>/", include("companies.datasets.urls")),
    path("link/", include("linkflow.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]

handler404 = "portal.views.not_found"
