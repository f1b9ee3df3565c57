"""What every service runs on: its log, its window, its door, its end."""
