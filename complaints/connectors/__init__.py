"""The outside asked for facts: name servers."""
