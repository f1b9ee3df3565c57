"""A job's beginning and end in its script, and its bookmarks between them.

docs.aws.amazon.com/glue/latest/dg/monitor-continuations.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from awsglue.bookmarks import Found, remember, unread
from awsglue.lake_access import call
from lake.edges.catalog import CatalogRefused

if TYPE_CHECKING:
    from awsglue.context import GlueContext

Call = Callable[..., dict[str, Any]]

ENABLE, PAUSE = "job-bookmark-enable", "job-bookmark-pause"


class BookmarkVersionMismatch(Exception):
    """Another run moved the bookmark, or it was reset, while this one worked."""


class Job:
    """`Job(glueContext)`, `init(name, args)` … `commit()`. What is not committed is read again by the next run."""

    current: Job | None = None  # the one whose bookmarks sources read

    def __init__(
        self,
        glue_context: GlueContext | None = None,  # noqa: ARG002 - Glue's signature
        ask: Call = call,
    ) -> None:
        self._ask = ask
        self.name = ""
        self._run_id = ""
        self._option = ""
        self._version = 0
        self._before: dict[str, Any] = {}
        self._after: dict[str, Any] = {}

    def init(self, job_name: str, args: Mapping[str, Any] | None = None) -> None:
        """Reads the bookmarks, where the run has them enabled or paused."""
        given = args or {}
        self.name = job_name
        self._run_id = str(given.get("JOB_RUN_ID") or "")
        self._option = str(given.get("job_bookmark_option") or "")
        if self.bookmarked:
            answer = self._ask("GetScriptBookmark", JobName=job_name)
            self._version, self._before = answer["Version"], answer["Value"]
        self._after = {}
        Job.current = self

    @property
    def bookmarked(self) -> bool:
        """Whether its sources read only what is new."""
        return self._option in (ENABLE, PAUSE)

    def isInitialized(self) -> bool:  # noqa: N802 - Glue's name
        return Job.current is self

    def commit(self) -> None:
        """Moves the bookmarks past all that this run read. Raises BookmarkVersionMismatch."""
        if self._option != ENABLE or not self._after:
            return
        value = self._before | self._after
        members = {"JobName": self.name, "RunId": self._run_id, "Version": self._version, "Value": value}
        try:
            self._version = self._ask("MoveScriptBookmark", **members)["Version"]
        except CatalogRefused as refusal:
            if refusal.code == "ConcurrentModificationException":
                raise BookmarkVersionMismatch(str(refusal)) from None
            raise
        self._before, self._after = value, {}

    def unread(self, context: str, found: list[Found], band_s: float) -> list[Found]:
        """Of a source's objects those that no run has committed, to be remembered by `commit`."""
        if not self.bookmarked or not context:
            return found
        before = self._before.get(context)
        new = unread(found, before, band_s)
        after = remember(new, before, band_s)
        if after is not None:
            self._after[context] = after
        return new


def of_current_job(context: str, found: list[Found], band_s: float) -> list[Found]:
    """The objects that a source is to read: all where there is no job with bookmarks."""
    return Job.current.unread(context, found, band_s) if Job.current is not None else found
