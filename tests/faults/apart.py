"""A service beside the scene's processes, with settings and a database of its own."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.faults.scene import Scene
from tests.local_stripe import API_KEY
from tests.premium.services import WEBHOOK_SECRET
from tests.service.conftest import roomy_settings, serving


@contextlib.contextmanager
def serving_apart(scene: Scene, data: Path, folder: Path, **given: Any) -> Iterator[str]:
    """Serves in a thread; speaks to the scene's Stripe and mail server."""
    settings = {
        "data_dir": data,
        "database_url": f"sqlite+aiosqlite:///{folder / 'apart.sqlite3'}",
        "smtp_url": scene.deployment.mailbox.url,
        "mail_from": "ask@podcast.example",
        "stripe_secret_key": API_KEY,
        "stripe_api_base": scene.stripe.url,
        "stripe_price_id": scene.price,
        "stripe_webhook_secret": WEBHOOK_SECRET,
    }
    with serving(roomy_settings(**{**settings, **given})) as url:
        yield url
