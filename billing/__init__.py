"""Who may ask, and what it costs."""
