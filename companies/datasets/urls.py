from django.urls import path

from companies.datasets.views import company, history, plan, proof, records, statements, steer

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
    path("companies/<uuid:public_id>/refresh/", steer.refresh, name="refresh"),
    path("companies/<uuid:public_id>/refresh/<slug:kind>/", steer.refresh, name="refresh_kind"),
    path("companies/<uuid:public_id>/read-again/", steer.read_again, name="read_again"),
    path("companies/<uuid:public_id>/cancel/", steer.cancel, name="cancel"),
    path("companies/<uuid:public_id>/pause/", steer.pause, name="pause"),
    path("companies/<uuid:public_id>/resume/", steer.resume, name="resume"),
    path("companies/<uuid:public_id>/plan/", plan.company_plan, name="company_plan"),
    path("companies/<uuid:public_id>/plan/reset/", plan.reset_company_plan, name="reset_company_plan"),
    path("settings/data-types/", plan.data_types, name="data_types"),
    path("settings/data-types/reset/", plan.reset_data_types, name="reset_data_types"),
]
