"""Who sends, and the staff who may act. Knows nothing of complaints."""
