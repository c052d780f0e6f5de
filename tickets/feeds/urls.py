from django.urls import path

from tickets.feeds import views

app_name = "feeds"
urlpatterns = [
    path("agenda/<str:secret>.ics", views.feed, name="feed"),
    path("programmes/agenda/", views.feeds, name="list"),
    path("programmes/agenda/<int:pk>/revocation/", views.revocation, name="revocation"),
]
