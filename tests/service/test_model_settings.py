"""What an operator sets for a language model, and what is refused in words."""

from typing import Any

import pytest

from service.settings import (
    Settings,
    SettingsRefused,
    is_loopback,
    read_settings,
    refuse_unsafe,
)

_LOCAL = {"OPENAI_BASE_URL": "http://127.0.0.1:8090/v1", "ASK_MODEL": "qwen"}
_PAID = {
    "OPENAI_API_KEY": "sk-secret-key",
    "ASK_MODEL": "gpt",
    "ASK_MODEL_INPUT_PRICE": "0.4",
    "ASK_MODEL_OUTPUT_PRICE": "1.6",
}

_OTHERS = ("OPENAI_BASE_URL", "ASK_OPEN_TO_ALL", "STRIPE_SECRET_KEY", "ASK_SMTP_URL")


def settings_of(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], **given: Any
) -> Settings:
    for name in (*_PAID, *_OTHERS):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return read_settings(**given)


def test_without_a_key_or_an_address_there_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that is set and empty is not set."""
    variables = {"ASK_MODEL": "qwen", "OPENAI_API_KEY": " ", "OPENAI_BASE_URL": ""}
    assert not settings_of(monkeypatch, variables).wants_model


def test_a_local_model_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its address and its name are enough."""
    model = settings_of(monkeypatch, _LOCAL).language_model
    assert (model.name, model.base_url) == ("qwen", "http://127.0.0.1:8090/v1")
    assert model.price(1_000_000, 1_000_000) == 0.0


def test_a_paid_model_has_its_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dollars for a million tokens."""
    model = settings_of(monkeypatch, _PAID).language_model
    assert model.price(1_000_000, 500_000) == pytest.approx(0.4 + 0.8)


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"OPENAI_API_KEY": "sk-secret-key"}, "ASK_MODEL is not set"),
        ({"OPENAI_API_KEY": "sk-secret-key", "ASK_MODEL": "gpt"}, "ASK_MODEL_INPUT_PRICE"),
        ({**_PAID, "ASK_MODEL_OUTPUT_PRICE": "-1"}, "ASK_MODEL_OUTPUT_PRICE"),
        ({**_PAID, "ASK_DAILY_MODEL_DOLLARS": "nan"}, "ASK_DAILY_MODEL_DOLLARS"),
        ({**_LOCAL, "OPENAI_BASE_URL": "localhost:8090"}, "OPENAI_BASE_URL"),
        ({"OPENAI_BASE_URL": "https://models.example/v1", "ASK_MODEL": "m"}, "costs"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], told: str
) -> None:
    """The sentence names the variable, and never the key."""
    with pytest.raises(SettingsRefused, match=told) as refused:
        _ = settings_of(monkeypatch, variables).language_model
    assert "sk-secret" not in str(refused.value)


def test_the_key_is_not_in_the_settings_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever prints the settings prints no secret."""
    settings = settings_of(monkeypatch, _PAID)
    assert "sk-secret" not in repr(settings)
    assert "sk-secret" not in settings.model_dump_json()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "ask.example.org"])
def test_money_for_nothing_is_refused(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """A paid model at an address that others reach needs a gate, or the operator's word."""
    with pytest.raises(SettingsRefused, match="ASK_OPEN_TO_ALL=yes"):
        refuse_unsafe(settings_of(monkeypatch, _PAID, host=host))
    refuse_unsafe(settings_of(monkeypatch, _LOCAL, host=host))
    refuse_unsafe(settings_of(monkeypatch, {**_PAID, "ASK_OPEN_TO_ALL": "yes"}, host=host))
    sold = {**_PAID, "STRIPE_SECRET_KEY": "sk_test_x", "ASK_SMTP_URL": "smtp://localhost"}
    sold["ASK_PUBLIC_URL"] = "https://ask.example.org"
    refuse_unsafe(settings_of(monkeypatch, sold, host=host))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_nobody_else_reaches_this_machine(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """At a loopback address nothing has to be said."""
    refuse_unsafe(settings_of(monkeypatch, _PAID, host=host))
    assert is_loopback(host)
