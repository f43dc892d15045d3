from django.urls import include, path

from portal.people import views

app_name = "people"
tenant_urls = [
    path("settings/people/", views.people, name="people"),
    path("settings/people/<int:member>/", views.member, name="member"),
    path("settings/people/<int:member>/remove/", views.remove, name="remove"),
    path("settings/people/invitations/<uuid:invitation>/again/", views.invite_again, name="invite_again"),
    path("settings/people/invitations/<uuid:invitation>/withdraw/", views.withdraw, name="withdraw"),
]
urlpatterns = [
    path("o/<slug:organisation>/", include(tenant_urls)),
    path("invitation/<str:token>/", views.join, name="join"),
]
