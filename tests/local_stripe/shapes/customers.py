"""A customer, what it can buy, and the card it pays with."""

from tests.local_stripe.shapes.parts import BILLING_DETAILS, nulls

CUSTOMER = {
    **nulls("address currency customer_account default_source description discount email name"),
    **nulls("phone shipping test_clock"),
    "balance": 0,
    "delinquent": False,
    "invoice_prefix": "LOCAL",
    "invoice_settings": nulls("custom_fields default_payment_method footer rendering_options"),
    "livemode": False,
    "metadata": {},
    "next_invoice_sequence": 1,
    "preferred_locales": [],
    "tax_exempt": "none",
}

PRODUCT = {
    **nulls("default_price description package_dimensions shippable statement_descriptor"),
    **nulls("tax_code unit_label url"),
    "active": True,
    "images": [],
    "livemode": False,
    "marketing_features": [],
    "metadata": {},
    "name": "",
    "type": "service",
    "updated": 0,
}

PRICE = {
    **nulls("custom_unit_amount lookup_key nickname tiers_mode transform_quantity"),
    "active": True,
    "billing_scheme": "per_unit",
    "currency": "",
    "livemode": False,
    "metadata": {},
    "product": "",
    "recurring": None,
    "tax_behavior": "unspecified",
    "type": "recurring",
    "unit_amount": 0,
    "unit_amount_decimal": "0",
}

CARD = {
    **nulls("generated_from wallet"),
    "brand": "visa",
    "checks": {
        "address_line1_check": None,
        "address_postal_code_check": None,
        "cvc_check": "pass",
    },
    "country": "US",
    "display_brand": "visa",
    "exp_month": 12,
    "exp_year": 2050,
    "fingerprint": "local0000stripe0",
    "funding": "credit",
    "last4": "",
    "networks": {"available": ["visa"], "preferred": None},
    "regulated_status": "unregulated",
    "three_d_secure_usage": {"supported": True},
}

PAYMENT_METHOD = {
    **nulls("customer customer_account"),
    "allow_redisplay": "unspecified",
    "billing_details": BILLING_DETAILS,
    "card": CARD,
    "livemode": False,
    "metadata": {},
    "type": "card",
}
