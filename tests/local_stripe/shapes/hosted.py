"""The hosted pages' sessions, and what tells a service that something happened."""

from tests.local_stripe.shapes.parts import Resource, nulls

CHECKOUT_SESSION = {
    **nulls("after_expiration allow_promotion_codes amount_subtotal amount_total"),
    **nulls("billing_address_collection cancel_url client_reference_id client_secret"),
    **nulls("collected_information consent consent_collection currency currency_conversion"),
    **nulls("customer customer_account customer_creation customer_details customer_email"),
    **nulls("integration_identifier invoice invoice_creation locale managed_payments"),
    **nulls("optional_items origin_context payment_intent payment_link"),
    **nulls("payment_method_configuration_details permissions recovered_from"),
    **nulls("saved_payment_method_options setup_intent shipping_address_collection"),
    **nulls("shipping_cost submit_type subscription success_url url wallet_options"),
    "adaptive_pricing": {"enabled": False},
    "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
    "custom_fields": [],
    "custom_text": nulls("after_submit shipping_address submit terms_of_service_acceptance"),
    "discounts": [],
    "expires_at": 0,
    "livemode": False,
    "metadata": {},
    "mode": "subscription",
    "payment_method_collection": "always",
    "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
    "payment_method_types": ["card"],
    "payment_status": "unpaid",
    "phone_number_collection": {"enabled": False},
    "shipping_options": [],
    "status": "open",
    "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
    "ui_mode": "hosted_page",
}

PORTAL_SESSION = {
    **nulls("customer_account flow locale on_behalf_of return_url"),
    "configuration": "",
    "customer": "",
    "livemode": False,
    "url": "",
}

PORTAL_CONFIGURATION = {
    **nulls("application default_return_url name"),
    "active": True,
    "business_profile": nulls("headline privacy_policy_url terms_of_service_url"),
    "features": {
        "customer_update": {"allowed_updates": [], "enabled": False},
        "invoice_history": {"enabled": True},
        "payment_method_update": {"enabled": True, "payment_method_configuration": None},
        "subscription_cancel": {
            "cancellation_reason": {"enabled": False, "options": []},
            "enabled": True,
            "mode": "at_period_end",
            "proration_behavior": "none",
        },
        "subscription_pause": {
            "duration": {"interval_options": [], "type": "indefinite"},
            "enabled": False,
        },
        "subscription_update": {
            "billing_cycle_anchor": "unchanged",
            "default_allowed_updates": [],
            "enabled": False,
            "products": [],
            "proration_behavior": "none",
            "schedule_at_period_end": {"conditions": []},
            "trial_update_behavior": "end_trial",
        },
    },
    "is_default": True,
    "livemode": False,
    "login_page": {"enabled": False, "url": None},
    "metadata": {},
    "updated": 0,
}

WEBHOOK_ENDPOINT: Resource = {
    "api_version": None,
    "application": None,
    "description": None,
    "enabled_events": ["*"],
    "livemode": False,
    "metadata": {},
    "status": "enabled",
    "url": "",
}

EVENT = {
    "api_version": "",
    "data": {},
    "livemode": False,
    "pending_webhooks": 0,
    "request": {"id": None, "idempotency_key": None},
    "type": "",
}
