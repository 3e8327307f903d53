"""Where Stripe tells that something changed."""

from fastapi import APIRouter, Request
from pydantic import BaseModel

from service.state import State

router = APIRouter(tags=["premium"])

PATH = "/v1/stripe/webhook"


class Received(BaseModel):
    """The event is kept: Stripe need not send it again."""

    received: bool = True


@router.post(PATH, include_in_schema=False)
async def receive(request: Request, state: State) -> Received:
    """Keep an event of Stripe's. The signature covers the raw body, so it is read as it came."""
    await state.billing.receive(await request.body(), request.headers.get("stripe-signature"))
    return Received()
