"""The pipeline to look at: a web page in place of AWS's console."""
