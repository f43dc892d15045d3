from django.urls import path

from portal.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("developers/webhooks/", views.endpoints, name="endpoints"),
    path("developers/webhooks/<uuid:endpoint>/remove/", views.remove_endpoint, name="remove_endpoint"),
    path("developers/webhooks/<uuid:endpoint>/test/", views.send_test, name="send_test"),
]
