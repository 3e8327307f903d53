"""HTTP in, HTTP out, no decisions: one module a resource."""
