"""Where events are delivered to."""

from tests.local_stripe.account.world import World, random_text
from tests.local_stripe.shapes.parts import Resource

_SECRET_LENGTH = 32


def create(world: World, parameters: Resource) -> Resource:
    """A new endpoint; only now its ``secret`` is shown."""
    secret = f"whsec_{random_text(_SECRET_LENGTH)}"
    return {**add(world, parameters, secret), "secret": secret}


def add(world: World, fields: Resource, secret: str) -> Resource:
    """A new endpoint whose secret is known already."""
    endpoint = world.new("webhook_endpoint", **fields)
    world.secrets[endpoint["id"]] = secret
    return endpoint


def delete(world: World, identity: str, _: Resource) -> Resource:
    """Delivers nothing there any more."""
    world.get("webhook_endpoint", identity)
    del world.resources[identity]
    return {"id": identity, "object": "webhook_endpoint", "deleted": True}
