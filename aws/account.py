"""The one account of a stack: ARNs and Glue's `CatalogId` carry it, STS answers it."""

ACCOUNT = "000000000000"  # 12 digits, as AWS has; no account of AWS's has this one
ROOT = f"arn:aws:iam::{ACCOUNT}:root"  # who the stack's one key is
