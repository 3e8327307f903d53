"""What moves money: a payment intent, a charge, a refund, a dispute."""

from tests.local_stripe.shapes.parts import BILLING_DETAILS, nulls

PAYMENT_INTENT = {
    **nulls("allowed_payment_method_types application application_fee_amount"),
    **nulls("automatic_payment_methods canceled_at cancellation_reason client_secret customer"),
    **nulls("customer_account description excluded_payment_method_types last_payment_error"),
    **nulls("latest_charge managed_payments next_action on_behalf_of payment_method"),
    **nulls("payment_method_configuration_details processing receipt_email review"),
    **nulls("setup_future_usage shipping statement_descriptor statement_descriptor_suffix"),
    **nulls("transfer_data transfer_group"),
    "amount": 0,
    "amount_capturable": 0,
    "amount_details": {"tip": {}},
    "amount_received": 0,
    "capture_method": "automatic",
    "confirmation_method": "automatic",
    "currency": "",
    "livemode": False,
    "metadata": {},
    "payment_method_options": {},
    "payment_method_types": ["card"],
    "status": "requires_payment_method",
}

CHARGE = {
    **nulls("application application_fee application_fee_amount balance_transaction customer"),
    **nulls("description failure_balance_transaction failure_code failure_message on_behalf_of"),
    **nulls("payment_intent payment_method receipt_email receipt_number receipt_url review"),
    **nulls("shipping source source_transfer statement_descriptor statement_descriptor_suffix"),
    **nulls("transfer_data transfer_group"),
    "amount": 0,
    "amount_captured": 0,
    "amount_refunded": 0,
    "billing_details": BILLING_DETAILS,
    "calculated_statement_descriptor": "LOCAL STRIPE",
    "captured": True,
    "currency": "",
    "disputed": False,
    "fraud_details": {},
    "livemode": False,
    "metadata": {},
    "outcome": None,
    "paid": False,
    "payment_method_details": None,
    "refunded": False,
    "status": "failed",
}

REFUND = {
    **nulls("balance_transaction charge failure_balance_transaction failure_reason"),
    **nulls("payment_intent reason receipt_number source_transfer_reversal transfer_reversal"),
    "amount": 0,
    "currency": "",
    "destination_details": None,
    "metadata": {},
    "status": "succeeded",
}

EVIDENCE = {
    **nulls("access_activity_log billing_address cancellation_policy customer_communication"),
    **nulls("cancellation_policy_disclosure cancellation_rebuttal customer_email_address"),
    **nulls("customer_name customer_purchase_ip customer_signature duplicate_charge_id"),
    **nulls("duplicate_charge_documentation duplicate_charge_explanation product_description"),
    **nulls("receipt refund_policy refund_policy_disclosure refund_refusal_explanation"),
    **nulls("service_date service_documentation shipping_address shipping_carrier"),
    **nulls("shipping_date shipping_documentation shipping_tracking_number"),
    **nulls("uncategorized_file uncategorized_text"),
    "enhanced_evidence": {},
}

DISPUTE = {
    "amount": 0,
    "balance_transactions": [],
    "charge": "",
    "currency": "",
    "enhanced_eligibility_types": [],
    "evidence": EVIDENCE,
    "evidence_details": {
        "due_by": None,
        "enhanced_eligibility": {},
        "has_evidence": False,
        "past_due": False,
        "submission_count": 0,
        "submission_method": "not_submitted",
    },
    "is_charge_refundable": False,
    "livemode": False,
    "metadata": {},
    "payment_intent": None,
    "payment_method_details": {
        "card": {
            "brand": "visa",
            "case_type": "chargeback",
            "network": "visa",
            "network_reason_code": "10.4",
        },
        "type": "card",
    },
    "reason": "fraudulent",
    "status": "needs_response",
}
