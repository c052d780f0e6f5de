"""Pages that exist in development only: the captured mail, the gallery of components."""

from django.urls import path

from cst import dev_gallery
from outbound_mail import capture

app_name = "dev"
urlpatterns = [
    path("composants/", dev_gallery.gallery, name="gallery"),
    path("mail/", capture.mail_list, name="mail"),
    path("mail/<str:name>/", capture.mail_detail, name="mail_detail"),
    path("mail/<str:name>/html/", capture.mail_html, name="mail_html"),
]
