"""Who asks, and how much they may: identity, keys, sites, quotas and rates."""
