"""Why a script failed, as Glue's ErrorMessage says it. Pure.

    Error Category: QUERY_ERROR; Failed Line Number: 12; AnalysisException: [PATH_NOT_FOUND] …

Categories: docs.aws.amazon.com/glue/latest/dg/glue-errors.html ("error classification"). A Python-shell job has the
last line of the traceback alone.
"""

from __future__ import annotations

import traceback

LONGEST = 2000

# By the class of the exception, then by a word in its message; the first that fits.
_BY_CLASS = {
    "ImportError": "IMPORT_ERROR",
    "ModuleNotFoundError": "IMPORT_ERROR",
    "SyntaxError": "SYNTAX_ERROR",
    "IndentationError": "SYNTAX_ERROR",
    "TabError": "SYNTAX_ERROR",
    "SystemExit": "SYSTEM_EXIT_ERROR",
    "GlueArgumentError": "INVALID_ARGUMENT_ERROR",
    "AnalysisException": "QUERY_ERROR",
    "ParseException": "QUERY_ERROR",
    "MemoryError": "OUT_OF_MEMORY_ERROR",
    "NotImplementedError": "UNSUPPORTED_OPERATION_ERROR",
    "PermissionError": "PERMISSION_ERROR",
    "FileNotFoundError": "RESOURCE_NOT_FOUND_ERROR",
    "EntityNotFoundException": "RESOURCE_NOT_FOUND_ERROR",
    "TimeoutError": "TIMEOUT_ERROR",
    "ConnectionError": "CONNECTION_ERROR",
    "ConnectionRefusedError": "CONNECTION_ERROR",
    "BookmarkVersionMismatch": "GLUE_JOB_BOOKMARK_VERSION_MISMATCH_ERROR",
}
_BY_WORD = {
    "OutOfMemoryError": "OUT_OF_MEMORY_ERROR",
    "No space left on device": "DISK_NO_SPACE_ERROR",
    "AccessDenied": "PERMISSION_ERROR",
    "NoSuchKey": "RESOURCE_NOT_FOUND_ERROR",
    "NoSuchBucket": "RESOURCE_NOT_FOUND_ERROR",
    "EntityNotFoundException": "RESOURCE_NOT_FOUND_ERROR",
}


def message(error: BaseException, script: str, spark: bool) -> str:
    """Glue's ErrorMessage for an exception that ended a script."""
    said = _said(error)[:LONGEST]
    if not spark:
        return said
    line = failed_line(error, script)
    where = [f"Failed Line Number: {line}"] if line is not None else []
    return "; ".join([f"Error Category: {category(error)}", *where, said])


def category(error: BaseException) -> str:
    """The class of failures that an exception belongs to."""
    for kind in type(error).__mro__:
        if found := _BY_CLASS.get(kind.__name__):
            return found
    text = str(error)
    found = next((category for word, category in _BY_WORD.items() if word in text), None)
    return found or ("UNCLASSIFIED_SPARK_ERROR" if _of_java(error) else "UNCLASSIFIED_ERROR")


def failed_line(error: BaseException, script: str) -> int | None:
    """The line of the script that failed."""
    if isinstance(error, SyntaxError) and error.filename == script:
        return error.lineno
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == script]
    return lines[-1] if lines else None


def _said(error: BaseException) -> str:
    lines = str(error).splitlines()
    told = [line.strip() for line in _until_java_frames(lines) if line.strip()]
    if _of_java(error):
        if any("Traceback (most recent call last)" in line for line in told):
            told = [told[0], *told[1:2], told[-1]]  # of a function of the script: its exception, without its frames
        return " ".join(told).replace(". :", ".").replace(".: ", ". ") or type(error).__name__
    first = told[0] if told else ""
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


def _until_java_frames(lines: list[str]) -> list[str]:
    end = next((place for place, line in enumerate(lines) if line.startswith("\tat ")), len(lines))
    return lines[:end]


def _of_java(error: BaseException) -> bool:
    return type(error).__name__ in ("Py4JJavaError", "Py4JError", "Py4JNetworkError")
