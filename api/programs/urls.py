from django.urls import path

from api.programs import views

app_name = "programs"
urlpatterns = [
    path("", views.tokens, name="tokens"),
    path("jetons/", views.token_new, name="token_new"),
    path("jetons/<uuid:public_id>/fin/", views.token_end, name="token_end"),
]
