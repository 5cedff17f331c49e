from django.contrib.auth.views import LogoutView
from django.urls import path

from studio.people.views import SignIn, sign_in_by_link

urlpatterns = [
    path("login", SignIn.as_view(), name="login"),
    path("logout", LogoutView.as_view(), name="logout"),
    path("link/<str:secret>", sign_in_by_link, name="link"),
]
