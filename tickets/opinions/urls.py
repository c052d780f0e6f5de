from django.urls import path

from tickets.opinions import views

app_name = "opinions"
urlpatterns = [path("<str:token>/", views.opinion, name="opinion")]
