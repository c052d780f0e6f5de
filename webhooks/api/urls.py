from django.urls import path

from webhooks.api import deliveries, subscription, subscriptions

urlpatterns = [
    path("", subscriptions.Webhooks.as_view(), name="webhooks"),
    path("<uuid:pk>/", subscription.Webhook.as_view(), name="webhook"),
    path("<uuid:pk>/secret/", subscription.WebhookSecret.as_view(), name="webhook_secret"),
    path("<uuid:pk>/test/", deliveries.WebhookTest.as_view(), name="webhook_test"),
    path("<uuid:pk>/replay/", deliveries.WebhookReplay.as_view(), name="webhook_replay"),
    path("<uuid:pk>/deliveries/", deliveries.WebhookDeliveries.as_view(), name="webhook_deliveries"),
    path("<uuid:pk>/deliveries/<int:number>/", deliveries.WebhookDelivery.as_view(), name="webhook_delivery"),
    path(
        "<uuid:pk>/deliveries/<int:number>/replay/",
        deliveries.WebhookDeliveryReplay.as_view(),
        name="webhook_delivery_replay",
    ),
]
