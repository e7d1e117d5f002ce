"""A question becomes a verified Answer."""
