"""Addresses of sign-in and password."""

from django.contrib.auth.views import LogoutView

from actionplan.shared.routes import ANYONE, GET, POST, SIGNED_IN, Route
from departments import views

ROUTES = [
    Route("sign-in/", views.SignIn.as_view(), "sign-in", frozenset({ANYONE}), GET | POST),
    Route(
        "sign-in/sample/", views.sign_in_as_sample, "sign-in-sample", frozenset({ANYONE}), POST,
        limit="only in the demonstration",
    ),
    Route(
        "sign-in/state/", views.sign_in_state, "sign-in-state", frozenset({ANYONE}), for_scripts=True,
        limit="whether one is signed in, for a page whose session had ended",
    ),
    Route("sign-out/", LogoutView.as_view(), "sign-out", frozenset({SIGNED_IN}), POST),
    Route("password/", views.ChangePassword.as_view(), "password", frozenset({SIGNED_IN}), GET | POST),
]  # fmt: skip
