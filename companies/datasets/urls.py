from django.urls import path

from companies.datasets.views import company, history, proof, records, statements

app_name = "datasets"
urlpatterns = [
    path("companies/<uuid:public_id>/", company.company, name="company"),
    path("companies/<uuid:public_id>/data/", records.data, name="data"),
    path("companies/<uuid:public_id>/data/<slug:kind>/", records.records, name="records"),
    path("companies/<uuid:public_id>/data/<slug:kind>/download/", records.download, name="download"),
    path("companies/<uuid:public_id>/data/<slug:kind>/<int:pk>/", records.record, name="record"),
    path("companies/<uuid:public_id>/statements/<slug:kind>/", statements.statement, name="statement"),
    path(
        "companies/<uuid:public_id>/statements/<slug:kind>/download/",
        statements.download_statement,
        name="download_statement",
    ),
    path("companies/<uuid:public_id>/proof/", proof.proof, name="proof"),
    path("companies/<uuid:public_id>/proof/<uuid:sync_id>/", proof.proof_of_sync, name="proof_of_sync"),
    path("companies/<uuid:public_id>/proof/<uuid:sync_id>/download/", proof.download_proof, name="download_proof"),
    path("companies/<uuid:public_id>/history/", history.history, name="history"),
    path("companies/<uuid:public_id>/refresh/", company.refresh, name="refresh"),
]
