"""What Stripe promises a service, held by our local Stripe and by the real one.

``STRIPE_TEST_SECRET_KEY`` adds Stripe itself, in its test mode. What needs a hosted page or another
day is in ``tests/local_stripe``: only ours can be hurried.
"""
