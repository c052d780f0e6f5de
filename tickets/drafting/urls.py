from django.urls import path

from tickets.drafting import views

app_name = "drafting"
urlpatterns = [
    path("brouillons/<path:form>/abandon/", views.discard, name="discard"),
    path("brouillons/<path:form>/", views.save, name="draft"),
]
