"""Signing in and out, and one's own password."""

from typing import Any

from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, views
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from actionplan.shared import clock, errors, routes
from departments import audit, carried, samples
from departments.forms import NewPasswordForm, SignInForm
from departments.models import User


class SignIn(views.LoginView):
    """The sign-in page; in the demonstration it offers sample accounts in one click."""

    template_name = "sign_in.html"
    extra_context = {"body_class": "login"}
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Who has signed in elsewhere meanwhile goes on with what this page carries."""
        return (_typed_back(request) if request.user.is_authenticated else None) or super().dispatch(
            request, *args, **kwargs
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        typed = carried.of(self.request)
        return super().get_context_data(samples=_offered(typed), carried=typed, **kwargs)

    def get_redirect_url(self) -> str:  # type: ignore[override]  # the stubs are of a later Django
        """The page that was wanted. An address that takes forms alone is none: their session had ended."""
        address = super().get_redirect_url()
        return address if routes.is_page(address) else ""

    def form_valid(self, form: Any) -> HttpResponse:
        audit.record(what="sign-in", at=clock.now(), who=form.get_user(), request=self.request)
        response = super().form_valid(form)
        return _typed_back(self.request) or response

    def form_invalid(self, form: Any) -> HttpResponse:
        name = str(form.data.get("username", ""))[:60]
        audit.record(what="sign-in-refused", at=clock.now(), who=None, about=name, request=self.request)
        return super().form_invalid(form)


def sign_in_as_sample(request: HttpRequest) -> HttpResponse:
    """Signs in as a sample account without its password; there is no such address in production."""
    if not settings.DEMO:
        raise Http404
    accounts = User.objects.filter(is_sample=True, is_active=True)
    user = next((one for one in accounts if one.username == request.POST.get("username")), None)
    if user is None:
        raise Http404
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    audit.record(what="sign-in", at=clock.now(), who=user, request=request, sample=True)
    return _typed_back(request) or redirect("home")


@never_cache
def sign_in_state(request: HttpRequest) -> JsonResponse:
    """Tells a page whose session had ended whether its person is signed in again, and then a fresh token."""
    mark = request.GET.get(carried.WRITER, "")
    same = request.user.is_authenticated and not carried.by_another(request, mark)
    state = {"signed_in": request.user.is_authenticated, "same": same}
    return JsonResponse(state | ({"token": get_token(request)} if same else {}))


def ask_to_sign_in(request: HttpRequest) -> HttpResponse | None:
    """The sign-in page with what was typed into a form that is carried; nothing for other requests."""
    typed = carried.of(request)
    if typed is None:
        return None
    context = {"form": SignInForm(request), "samples": _offered(typed), "carried": typed}
    response = render(request, "sign_in.html", SignIn.extra_context | context, status=401)
    add_never_cache_headers(response)
    return response


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of this system whose token was replaced when its person signed in anew is filled once more."""
    own_page = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if not own_page:
        return errors.csrf_failed(request, reason)
    rescued = _typed_back(request) if request.user.is_authenticated else ask_to_sign_in(request)
    return rescued or errors.csrf_failed(request, reason)


def _offered(typed: carried.Carried | None) -> samples.Offer:
    """The sample accounts of the demonstration; of a form that is carried, its writer's alone."""
    if not settings.DEMO:
        return samples.Offer([], [])
    if typed is None:
        return samples.offer()
    writer = typed.writer
    return samples.Offer([writer] if writer and writer.is_sample else [], [])


def _typed_back(request: HttpRequest) -> HttpResponse | None:
    """The way back into the form for what the request carries, unless somebody else has typed it."""
    typed = carried.of(request)
    if typed is None:
        return None
    if typed.writer != request.user:
        messages.info(
            request, _("Somebody else had typed into a form here; nothing of it was shown or saved.")
        )
        return None
    return render(request, "typed_back.html", {"carried": typed})


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The answer after too many failures; the same whether or not the name exists."""
    minutes = int(get_cool_off(request).total_seconds() // 60)
    advice = _("Try again in %(minutes)s minutes, or ask your administrator.") % {"minutes": minutes}
    return errors.page(request, 429, _("Too many attempts to sign in"), advice)


def note_refusal(request: HttpRequest) -> None:
    """What the guard of the routes calls when it, or the view behind it, refuses someone."""
    audit.refused(request, at=clock.now())


class ChangePassword(views.PasswordChangeView):
    """One's own password; all other sessions end."""

    template_name = "password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.request.user
        due = isinstance(person, User) and person.password_is_due(at=clock.now())
        return super().get_context_data(due=due, days=settings.PASSWORD_DAYS, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        audit.record(what="password-changed", at=clock.now(), who=self.request.user, request=self.request)
        messages.success(self.request, gettext_lazy("Your password was changed."))
        return response
