"""Text into a searchable library. Knows no questions, no answers, no screen."""
