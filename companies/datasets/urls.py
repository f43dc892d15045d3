from django.urls import path

from companies.datasets.views import company, history, records

app_name = "datasets"
urlpatterns = [
    path("companies/<uuid:public_id>/", company.company, name="company"),
    path("companies/<uuid:public_id>/data/", records.data, name="data"),
    path("companies/<uuid:public_id>/data/<slug:kind>/", records.records, name="records"),
    path("companies/<uuid:public_id>/data/<slug:kind>/download/", records.download, name="download"),
    path("companies/<uuid:public_id>/data/<slug:kind>/<int:pk>/", records.record, name="record"),
    path("companies/<uuid:public_id>/history/", history.history, name="history"),
    path("companies/<uuid:public_id>/refresh/", company.refresh, name="refresh"),
]
