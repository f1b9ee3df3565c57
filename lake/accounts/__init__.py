"""What command line and console both show and do: the ledger, an event's journey, quarantine, redrive, replays."""
