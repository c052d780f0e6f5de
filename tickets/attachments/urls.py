from django.urls import path

from tickets.attachments import views

app_name = "attachments"
urlpatterns = [
    path("<uuid:pk>/", views.download, name="download"),
    path("<uuid:pk>/apercu/", views.preview, name="preview"),
]
