from django.urls import path

from portal.dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.home, name="home"),
    path("o/<slug:organisation>/", views.organisation, name="organisation"),
    path("o/<slug:organisation>/activity/", views.activity, name="activity"),
]
