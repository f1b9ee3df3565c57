"""The customers' apps: a seeded generator with an answer key, and a sender for events of your own."""
