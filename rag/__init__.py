"""A question into a cited answer. Knows no screen."""
