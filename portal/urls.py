"""Every prefix there is; tenant pages live under ``/o/<organisation>/``."""

from django.contrib import admin
from django.urls import include, path

from companies.api import router as companies_router
from companies.datasets.api import router as datasets_router
from companies.datasets.api_proofs import router as proofs_router
from companies.datasets.api_statements import router as statements_router
from linkflow.api import router as consents_router
from portal import views
from portal.api.site import addresses, make_api

api = make_api(companies_router, statements_router, datasets_router, proofs_router, consents_router)

urlpatterns = [
    path("", include("portal.dashboard.urls")),
    path("", include("portal.organisations.urls")),
    path("", include("portal.people.urls")),
    path("o/<slug:organisation>/", include("portal.webhooks.urls")),
    path("", include("integrations.urls")),
    path("o/<slug:organisation>/", include("companies.urls")),
    path("o/<slug:organisation>/", include("companies.datasets.urls")),
    path("o/<slug:organisation>/", include("linkflow.member_urls")),
    path("link/", include("linkflow.urls")),
    path("accounts/", include("portal.accounts.urls")),
    path("admin/", admin.site.urls),
    path("api/", addresses(api)),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]

handler404 = "portal.views.not_found"
handler500 = "portal.views.broken"
