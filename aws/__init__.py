"""AWS's wire, and nothing of the lake: which API a request is for, who signed it, how a refusal reads."""
