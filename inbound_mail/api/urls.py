from django.urls import path

from inbound_mail.api import decisions, mails

urlpatterns = [
    path("mails/", mails.Mails.as_view(), name="mails"),
    path("mails/<uuid:pk>/", mails.Mail.as_view(), name="mail"),
    path("mails/<uuid:pk>/opening/", decisions.Opening.as_view(), name="mail_opening"),
    path("mails/<uuid:pk>/attachment/", decisions.Attachment.as_view(), name="mail_attachment"),
    path("mails/<uuid:pk>/answer/", decisions.Answer.as_view(), name="mail_answer"),
    path("mails/<uuid:pk>/replay/", decisions.Replay.as_view(), name="mail_replay"),
    path("mails/<uuid:pk>/discard/", decisions.Discard.as_view(), name="mail_discard"),
    path("mails/<uuid:pk>/take-up/", decisions.TakeUp.as_view(), name="mail_take_up"),
]
