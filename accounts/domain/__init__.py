"""Rules about who sends: plain Python, no Django, no database, no network, no clock."""
