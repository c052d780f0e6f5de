"""Every address of the CST. tests/access/ names each of them with who may reach it."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from cst import health, home
from inbound_mail.webhooks import views as webhooks

admin.autodiscover()
# Django's own admin login has no rate limit and no second factor; allauth's has both.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = "CST EXER — données de référence"
admin.site.site_title = "CST EXER"

urlpatterns = [
    path("", home.home, name="home"),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("portail/", include("tickets.portal.urls")),
    path("console/", include("tickets.console.urls")),
    path("console/courrier/", include("inbound_mail.urls")),
    path("mail/<slug:esp>/", webhooks.posted, name="mail_posted"),
    # Mailgun posts the mail as it came to an address that says "mime", its fields to any other.
    path("mail/<slug:esp>/mime/", webhooks.posted, name="mail_posted_mime"),
    path("mail/<slug:esp>/suivi/", webhooks.tracked, name="mail_tracked"),
    path("fichiers/", include("tickets.attachments.urls")),
    path("saisie/", include("tickets.drafting.urls")),
    path("avis/", include("tickets.opinions.urls")),
    path("", include("tickets.feeds.urls")),
    path("programmes/webhooks/", include("webhooks.urls")),
    path("programmes/", include("api.programs.urls")),
    path("api/", include("cst.api_urls")),
    path("health/live/", health.live, name="health_live"),
    path("health/ready/", health.ready, name="health_ready"),
    path("admin/", admin.site.urls),
]

if settings.DEVELOPMENT:
    urlpatterns.append(path("dev/", include("cst.dev_urls")))

handler400 = "cst.home.bad_request"
handler403 = "cst.home.forbidden"
handler404 = "cst.home.not_found"
handler429 = "accounts.throttling.too_many_requests"  # asked for by django-allauth
handler500 = "cst.home.server_error"
