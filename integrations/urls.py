from django.urls import include, path

from integrations import views

app_name = "integrations"
tenant_urls = [
    path("settings/integrations/accounting/", views.integrations, name="integrations"),
    path("settings/integrations/<slug:provider>/", views.settings, name="settings"),
    path("settings/integrations/<slug:provider>/switch/", views.switch, name="switch"),
]
urlpatterns = [
    path("o/<slug:organisation>/", include(tenant_urls)),
    path("integrations/<slug:provider>/", views.capabilities, name="capabilities"),
]
