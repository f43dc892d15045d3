from django.urls import path

from portal.organisations import views

app_name = "organisations"
urlpatterns = [
    path("developers/", views.developers, name="developers"),
    path("developers/keys/<uuid:key>/revoke/", views.revoke_key, name="revoke_key"),
]
