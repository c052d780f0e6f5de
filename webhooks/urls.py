from django.urls import path

from webhooks import log_views as log
from webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.subscriptions, name="list"),
    path("nouveau/", views.new, name="new"),
    path("<uuid:pk>/", views.subscription, name="subscription"),
    path("<uuid:pk>/modification/", views.edit, name="edit"),
    path("<uuid:pk>/pause/", views.pause, name="pause"),
    path("<uuid:pk>/secret/", views.secret, name="secret"),
    path("<uuid:pk>/secret/changement/", views.secret_change, name="secret_change"),
    path("<uuid:pk>/suppression/", views.removal, name="removal"),
    path("<uuid:pk>/essai/", log.test, name="test"),
    path("<uuid:pk>/rejeu/", log.replay_failed, name="replay_failed"),
    path("<uuid:pk>/livraisons/<int:number>/", log.delivery, name="delivery"),
    path("<uuid:pk>/livraisons/<int:number>/rejeu/", log.replay, name="replay"),
]
