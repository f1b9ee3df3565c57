"""One endpoint for all of AWS's APIs."""
