"""Which of the last words of a Spark that failed is told."""

from __future__ import annotations

import pytest

from services.etl.spark_child import cause

JAVA = """Traceback (most recent call last):
py4j.protocol.Py4JJavaError: An error occurred while calling o42.parquet.
: org.apache.spark.SparkException: Job aborted.
    at org.apache.spark.sql.errors.QueryExecutionErrors$.jobAbortedError(QueryExecutionErrors.scala:1)
Caused by: software.amazon.awssdk.services.s3.model.NoSuchUploadException: Not Found
    at software.amazon.awssdk.core.ExecutionFailureExceptionReportingStage.execute(A.java:26)
    ... 49 more
"""


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (JAVA, "Caused by: software.amazon.awssdk.services.s3.model.NoSuchUploadException: Not Found"),
        (
            "Traceback (most recent call last):\n  x = 1 / 0\nZeroDivisionError: division by zero\n",
            "ZeroDivisionError: d",
        ),
        ("Killed\n\n", "Killed"),
        ("", "it said nothing"),
    ],
)
def test_it_is_the_one_that_says_what_went_wrong(said: str, told: str) -> None:
    assert cause(said).startswith(told)
