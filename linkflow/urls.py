from django.urls import URLPattern

app_name = "linkflow"
urlpatterns: list[URLPattern] = []
