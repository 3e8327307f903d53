"""Where Stripe tells that something changed."""

from fastapi import APIRouter, Request
from pydantic import BaseModel

from service.billing_setup import WEBHOOK_PATH
from service.state import State

router = APIRouter(tags=["premium"])


class Received(BaseModel):
    """The event is kept: Stripe need not send it again."""

    received: bool = True


@router.post(WEBHOOK_PATH, include_in_schema=False)
async def receive(request: Request, state: State) -> Received:
    """Keep an event of Stripe's. The signature covers the raw body, so it is read as it came."""
    await state.billing.receive(await request.body(), request.headers.get("stripe-signature"))
    return Received()
