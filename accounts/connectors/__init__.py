"""The same questions asked of the platform's own systems instead of imported rows."""
