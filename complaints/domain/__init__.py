"""Rules about complaints: plain Python, no Django, no database, no network, no clock. Start reading at `facts`."""
