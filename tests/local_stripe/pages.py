"""The hosted pages: Checkout and the billing portal, as plain forms."""

from datetime import UTC, datetime
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tests.local_stripe.account import agenda, paying, portal, subscriptions
from tests.local_stripe.account.cards import Card
from tests.local_stripe.account.paying import Payment
from tests.local_stripe.account.refusals import Refused
from tests.local_stripe.account.world import World
from tests.local_stripe.api.form import decoded
from tests.local_stripe.shapes.parts import Resource

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title} – local Stripe</title>
<style>body {{ font: 1rem system-ui; max-width: 28rem; margin: 3rem auto; padding: 0 1rem }}</style>
<main>
<h1>{title}</h1>
{content}
</main>
</html>
"""
_CHECKOUT = """<p>{amount}</p>{trial}{alert}
<form method="post">
<p><label>E-mail
<input name="email" type="email" autocomplete="email" required value="{email}"></label></p>
{card}{terms}
<p><button>Subscribe</button></p>
</form>"""
_TERMS = """<p><label><input type="checkbox" name="terms" required>
I accept the terms of service</label></p>"""
_PORTAL = """{alert}
<h2>Subscriptions</h2>
<ul>{rows}</ul>
<h2>Payment method</h2>
<form method="post">{card}<p><button name="do" value="card">Update the card</button></p></form>"""
_ROW = """<li>{state}
<form method="post"><input type="hidden" name="subscription" value="{identity}">
<button name="do" value="{action}">{label}</button></form></li>"""
_CARDS = {
    Card.OK: "A card that pays",
    Card.DECLINED: "A card that is declined",
    Card.FAILS_LATER: "A card that pays once and fails later",
    Card.AUTHENTICATION: "A card whose owner does not confirm",
}
_NO_CARD = "none"


def _page(title: str, content: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(title=escape(title), content=content), status)


def _alert(message: str) -> str:
    return f'<p role="alert">{escape(message)}</p>' if message else ""


def _link(url: str | None, label: str) -> str:
    return f'<a href="{escape(url)}">{label}</a>' if url else ""


def _card_choice(*, optional: bool) -> str:
    options = [f'<option value="{card.value}">{label}</option>' for card, label in _CARDS.items()]
    if optional:
        options.append(f'<option value="{_NO_CARD}">No card</option>')
    return f'<p><label>Card <select name="card">{"".join(options)}</select></label></p>'


class Pages:
    """Answers what browsers ask."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def checkout(self, request: Request) -> Response:
        """Shows a Checkout session, and takes its payment."""
        agenda.catch_up(self._world)
        session = self._world.resources.get(request.path_params["session"])
        if not session or session["status"] != "open":
            return _page("This page is no longer available", "", 200 if session else 404)
        if request.method == "GET":
            return self._shown_checkout(session)
        payment = _entered(decoded((await request.body()).decode()))
        try:
            return RedirectResponse(paying.complete(self._world, session["id"], payment), 303)
        except Refused as refused:
            return self._shown_checkout(session, str(refused))

    def _shown_checkout(self, session: Resource, message: str = "") -> Response:
        customer = self._world.resources.get(session["customer"] or "", {})
        days = paying.trial_days(self._world, session)
        content = _CHECKOUT.format(
            amount=f"{session['amount_total'] / 100:.2f} {session['currency'].upper()}",
            trial=f"<p>{days} days free, then the amount above.</p>" if days else "",
            alert=_alert(message),
            email=escape(customer.get("email") or ""),
            card=_card_choice(optional=not paying.needs_card(self._world, session)),
            terms=_TERMS if paying.needs_consent(session) else "",
        )
        return _page("Subscribe", content + _link(session["cancel_url"], "Back"))

    async def portal(self, request: Request) -> Response:
        """Shows a customer's subscriptions, and changes them."""
        agenda.catch_up(self._world)
        session = self._world.resources.get(request.path_params["session"])
        if not session:
            return _page("This page is no longer available", "", 404)
        if request.method == "GET":
            return self._shown_portal(session)
        try:
            self._manage(session, decoded((await request.body()).decode()))
        except Refused as refused:
            return self._shown_portal(session, str(refused))
        return RedirectResponse(str(request.url), 303)

    def _manage(self, session: Resource, form: Resource) -> None:
        if form["do"] == "card":
            portal.replace_card(self._world, session, Card(form["card"]))
        else:
            wanted = form["do"] == "cancel"
            portal.cancel_at_period_end(self._world, session, form["subscription"], wanted=wanted)

    def _shown_portal(self, session: Resource, message: str = "") -> Response:
        found = subscriptions.living(self._world, session["customer"])
        content = _PORTAL.format(
            alert=_alert(message),
            rows="".join(_subscription_row(each) for each in found),
            card=_card_choice(optional=False),
        )
        return _page("Billing", content + _link(session["return_url"], "Return"))


def _subscription_row(subscription: Resource) -> str:
    [item] = subscription["items"]["data"]
    day = datetime.fromtimestamp(item["current_period_end"], UTC).date().isoformat()
    ends = bool(subscription["cancel_at"])
    action, label = ("renew", "Do not cancel") if ends else ("cancel", "Cancel subscription")
    return _ROW.format(
        state=f"{subscription['status']}, {'ends' if ends else 'renews'} {day}",
        identity=subscription["id"],
        action=action,
        label=label,
    )


def _entered(form: Resource) -> Payment:
    card = form.get("card", Card.OK.value)
    return Payment(
        card=None if card == _NO_CARD else Card(card),
        email=form.get("email", ""),
        terms_accepted="terms" in form,
    )
