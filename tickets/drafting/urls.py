from django.urls import path

from tickets.drafting import file_views, views

app_name = "drafting"
urlpatterns = [
    path("fichiers/", file_views.uploads, name="uploads"),
    path("fichiers/<uuid:pk>/", file_views.upload, name="upload"),
    path("fichiers/<uuid:pk>/categorie/", file_views.upload_category, name="upload_category"),
    path("fichiers/<uuid:pk>/abandon/", file_views.upload_abandon, name="upload_abandon"),
    path("brouillons/<path:form>/abandon/", views.discard, name="discard"),
    path("brouillons/<path:form>/", views.save, name="draft"),
]
