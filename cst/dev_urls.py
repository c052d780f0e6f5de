"""Pages that exist in development only: the captured mail."""

from django.urls import path

from outbound_mail import capture

app_name = "dev"
urlpatterns = [
    path("mail/", capture.mail_list, name="mail"),
    path("mail/<str:name>/", capture.mail_detail, name="mail_detail"),
    path("mail/<str:name>/html/", capture.mail_html, name="mail_html"),
]
