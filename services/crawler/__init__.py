"""The crawler: makes tables of what lies in the object store, as AWS Glue's does."""
