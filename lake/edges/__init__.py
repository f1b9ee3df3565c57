"""What lies outside: each module speaks to one of them, by one SDK."""
