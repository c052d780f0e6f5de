from django.urls import path

from accounts import own_account, views

app_name = "accounts"
urlpatterns = [
    path("langue/", views.language, name="language"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("profil/", own_account.profile, name="profile"),
    path("sessions/<int:pk>/fin/", own_account.session_end, name="session_end"),
    path("appareils-retenus/oubli/", own_account.remembered_forget, name="remembered_forget"),
]
