"""One Stripe account: its objects and what becomes of them with time. No input or output."""
