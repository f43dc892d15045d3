"""Addresses of the wizard; the token in each of them is a key."""

from django.urls import path
from django.views.i18n import set_language

from linkflow import asides, renewing, views
from linkflow.embedding import own_forms_only

app_name = "linkflow"
urlpatterns = [
    path("language/", own_forms_only(set_language), name="set_language"),
    path("<str:token>/", views.open_link, name="open_link"),
    path("<str:token>/ask-anew/", asides.ask_anew, name="ask_anew"),
    path("<str:token>/leave/", asides.leave, name="leave"),
    path("<str:token>/data/", asides.data, name="data"),
    path("<str:token>/disconnect/", views.disconnect, name="disconnect"),
    path("<str:token>/renew/", renewing.renew, name="renew"),
    path("<str:token>/recheck/", views.recheck, name="recheck"),
    path("<str:token>/<slug:slug>/", views.step, name="step"),
    path("<str:token>/<slug:slug>/progress/", views.progress, name="progress"),
    path("<str:token>/<slug:slug>/help/", asides.help, name="help"),
    path("<str:token>/<slug:slug>/send/", asides.send, name="send"),
    path("<str:token>/<slug:slug>/list/", asides.permission_list, name="permission_list"),
]
