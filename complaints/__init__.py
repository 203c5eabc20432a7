"""What is said against the accounts: from arrival to appeal."""
