"""A subscription and its item."""

from tests.local_stripe.shapes.parts import ISSUER, Resource, nulls

SUBSCRIPTION = {
    **nulls("application application_fee_percent billing_cycle_anchor_config billing_thresholds"),
    **nulls("cancel_at canceled_at customer_account days_until_due default_payment_method"),
    **nulls("default_source description ended_at latest_invoice managed_payments"),
    **nulls("next_pending_invoice_item_invoice on_behalf_of pause_collection"),
    **nulls("pending_invoice_item_interval pending_setup_intent pending_update schedule"),
    **nulls("test_clock transfer_data trial_end trial_start"),
    "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
    "billing_cycle_anchor": 0,
    "billing_mode": {"flexible": {"proration_discounts": "included"}, "type": "flexible"},
    "billing_schedules": [],
    "cancel_at_period_end": False,
    "cancellation_details": nulls("comment feedback reason"),
    "collection_method": "charge_automatically",
    "currency": "",
    "customer": "",
    "default_tax_rates": [],
    "discounts": [],
    "invoice_settings": {
        **nulls("account_tax_ids custom_fields description footer"),
        "issuer": ISSUER,
    },
    "items": {},
    "livemode": False,
    "metadata": {},
    "payment_settings": {
        **nulls("payment_method_options payment_method_types"),
        "save_default_payment_method": "off",
    },
    "start_date": 0,
    "status": "incomplete",
    "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
}

SUBSCRIPTION_ITEM: Resource = {
    "billing_thresholds": None,
    "current_period_end": 0,
    "current_period_start": 0,
    "discounts": [],
    "metadata": {},
    "plan": {},
    "price": {},
    "quantity": 1,
    "subscription": "",
    "tax_rates": [],
}
