"""What a claim is held against, rule by rule. Pure."""
