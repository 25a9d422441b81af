"""What a sentence does (recommends, reports a practice, finds, or none of these) and how its row reads."""
