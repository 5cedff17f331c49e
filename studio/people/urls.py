from django.contrib.auth.views import LogoutView
from django.urls import path

from studio.people.pages.account import Account
from studio.people.pages.audit import Audit
from studio.people.pages.everybody import Everybody
from studio.people.pages.of_show import OfShow
from studio.people.pages.tokens import Tokens
from studio.people.views import SignIn, join, password, sign_in_by_link
from studio.webhooks.pages import WebhookPage, Webhooks

urlpatterns = [
    path("login", SignIn.as_view(), name="login"),
    path("logout", LogoutView.as_view(), name="logout"),
    path("link/<str:secret>", sign_in_by_link, name="link"),
    path("join/<str:secret>", join, name="join"),
    path("password/<str:secret>", password, name="password"),
    path("people/", Everybody.as_view(), name="people"),
    path("people/tokens/", Tokens.as_view(), name="people_tokens"),
    path("people/users/<str:name>/", Account.as_view(), name="account"),
    path("people/shows/<str:show_id>/audit/", Audit.as_view(), name="show_audit"),
    path("people/shows/<str:show_id>/webhooks/", Webhooks.as_view(), name="show_hooks"),
    path("people/shows/<str:show_id>/webhooks/<str:webhook_id>/", WebhookPage.as_view(), name="show_hook"),
    path("people/webhooks/", Webhooks.as_view(), name="hooks"),
    path("people/webhooks/<str:webhook_id>/", WebhookPage.as_view(), name="hook"),
    path("people/shows/<str:show_id>/", OfShow.as_view(), name="show_people"),
]
