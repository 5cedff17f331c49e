"""Webhooks: what happens is posted to addresses that directors name, signed by Standard Webhooks."""
