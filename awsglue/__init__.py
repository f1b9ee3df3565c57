"""AWS Glue's library for scripts, as its developer guide documents it, on the stack's Spark: tarn's own code.

    docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python.html

What is not served is refused by name: NotImplementedError, with a sentence. docs/jobs.md lists what is.
"""
