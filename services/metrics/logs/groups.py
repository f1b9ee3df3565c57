"""Log groups and streams: those that clients made, and those of the services' own files, which nobody may change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aws import pages
from aws.account import ACCOUNT
from aws.refusal import Refused
from services.metrics.logs import files
from services.metrics.logs.files import FileStream
from services.metrics.refusals import log_invalid, log_not_found, refuse_members
from services.metrics.store import Db

RETENTIONS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
BAD_TOKEN = log_invalid("The specified nextToken is invalid.")
NO_GROUP = "The specified log group does not exist."
NO_STREAM = "The specified log stream does not exist."


class Groups:
    """Groups and streams. `folder`: where the services' log files are."""

    def __init__(self, folder: Path, region: str) -> None:
        self._folder = folder
        self._region = region

    def create(self, db: Db, asked: Mapping[str, Any], now: float) -> dict[str, Any]:
        """CreateLogGroup."""
        refuse_members(dict(asked), "kmsKeyId", "deletionProtectionEnabled")
        name = asked["logGroupName"]
        if name.startswith(files.PREFIX):
            raise log_invalid(f"Log groups starting with {files.PREFIX} are tarn's own.")
        if db.execute("SELECT 1 FROM log_groups WHERE name=?", (name,)).fetchone():
            raise Refused("ResourceAlreadyExistsException", "The specified log group already exists")
        kind = asked.get("logGroupClass") or "STANDARD"
        db.execute("INSERT INTO log_groups VALUES (?,?,NULL,?,0)", (name, int(now * 1000), kind))
        self._tag(db, self.arn(name), asked.get("tags") or {})
        return {}

    def delete(self, db: Db, asked: Mapping[str, Any]) -> dict[str, Any]:
        """DeleteLogGroup, with all that is in it."""
        name = self.own(db, asked["logGroupName"])
        db.execute("DELETE FROM log_events WHERE stream IN (SELECT id FROM log_streams WHERE log_group=?)", (name,))
        db.execute("DELETE FROM log_streams WHERE log_group=?", (name,))
        db.execute("DELETE FROM metric_filters WHERE log_group=?", (name,))
        db.execute("DELETE FROM log_groups WHERE name=?", (name,))
        db.execute("DELETE FROM tags WHERE arn=?", (self.arn(name),))
        return {}

    def describe(self, db: Db, asked: Mapping[str, Any]) -> dict[str, Any]:
        """DescribeLogGroups, a page."""
        refuse_members(dict(asked), "accountIdentifiers", "includeLinkedAccounts")
        prefix, pattern = asked.get("logGroupNamePrefix"), asked.get("logGroupNamePattern")
        if prefix and pattern:
            raise log_invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.")
        chosen = {named(one) for one in asked.get("logGroupIdentifiers") or []}
        found = [
            row
            for row in self._every(db)
            if row["logGroupName"].startswith(prefix or "")
            and (not pattern or pattern.lower() in row["logGroupName"].lower())
            and (not chosen or row["logGroupName"] in chosen)
            and asked.get("logGroupClass") in (None, row["logGroupClass"])
        ]
        rows, more = pages.page(found, asked.get("limit") or 50, asked.get("nextToken"), BAD_TOKEN)
        return {"logGroups": rows, "nextToken": more}

    def listed(self, db: Db, asked: Mapping[str, Any]) -> dict[str, Any]:
        """ListLogGroups, a page, by a pattern: parts of names between `|`, prefixes where they begin with `^`."""
        refuse_members(
            dict(asked), "accountIdentifiers", "includeLinkedAccounts", "dataSources", "fieldIndexNames", "logGroupTags"
        )
        parts = (asked.get("logGroupNamePattern") or "").split("|")
        found = [
            {"logGroupName": name, "logGroupArn": self.arn(name), "logGroupClass": kind}
            for name, kind in ((row["logGroupName"], row["logGroupClass"]) for row in self._every(db))
            if any(name.startswith(one[1:]) if one[:1] == "^" else one in name for one in parts)
            and asked.get("logGroupClass") in (None, kind)
        ]
        rows, more = pages.page(found, asked.get("limit") or 50, asked.get("nextToken"), BAD_TOKEN)
        return {"logGroups": rows, "nextToken": more}

    def create_stream(self, db: Db, asked: Mapping[str, Any], now: float) -> dict[str, Any]:
        """CreateLogStream."""
        group, name = self.own(db, asked["logGroupName"]), asked["logStreamName"]
        if re.search(r"[:*]", name):
            raise log_invalid("Log stream names must not contain ':' or '*'.")
        made = db.execute(
            "INSERT OR IGNORE INTO log_streams (log_group, name, created) VALUES (?,?,?)",
            (group, name, int(now * 1000)),
        ).rowcount
        if not made:
            raise Refused("ResourceAlreadyExistsException", "The specified log stream already exists")
        return {}

    def delete_stream(self, db: Db, asked: Mapping[str, Any]) -> dict[str, Any]:
        """DeleteLogStream."""
        row = self.stream(db, self.own(db, asked["logGroupName"]), asked["logStreamName"])
        db.execute("DELETE FROM log_events WHERE stream=?", (row["id"],))
        db.execute("DELETE FROM log_streams WHERE id=?", (row["id"],))
        return {}

    def describe_streams(self, db: Db, asked: Mapping[str, Any]) -> dict[str, Any]:
        """DescribeLogStreams, a page."""
        group = self.group_of(asked)
        prefix, by_time = asked.get("logStreamNamePrefix") or "", asked.get("orderBy") == "LastEventTime"
        if prefix and by_time:
            raise log_invalid("Cannot order by LastEventTime with a logStreamNamePrefix.")
        rows = [row for row in self._streams(db, group) if row["logStreamName"].startswith(prefix)]
        key = "lastEventTimestamp" if by_time else "logStreamName"
        rows.sort(key=lambda row: row.get(key) or (0 if by_time else ""), reverse=bool(asked.get("descending")))
        cut, more = pages.page(rows, asked.get("limit") or 50, asked.get("nextToken"), BAD_TOKEN)
        return {"logStreams": cut, "nextToken": more}

    def retain(self, db: Db, asked: Mapping[str, Any]) -> dict[str, Any]:
        """PutRetentionPolicy, and with no days DeleteRetentionPolicy."""
        days = asked.get("retentionInDays")
        if days is not None and days not in RETENTIONS:
            raise log_invalid(f"retentionInDays must be one of {', '.join(map(str, RETENTIONS))}")
        db.execute("UPDATE log_groups SET retention=? WHERE name=?", (days, self.own(db, asked["logGroupName"])))
        return {}

    def own(self, db: Db, name: str) -> str:
        """The name of a group that clients may change. Raises Refused."""
        if name in files.groups(self._folder):
            raise log_invalid(f"{name} is the log of a service of tarn's: it can be read alone.")
        if db.execute("SELECT 1 FROM log_groups WHERE name=?", (name,)).fetchone() is None:
            raise log_not_found(NO_GROUP)
        return name

    def group_of(self, asked: Mapping[str, Any]) -> str:
        """The group that a request names, by name or by ARN. Raises Refused."""
        name, identifier = asked.get("logGroupName"), asked.get("logGroupIdentifier")
        if name and identifier:
            raise Refused("ValidationException", "LogGroup name and LogGroup ARN are mutually exclusive parameters.")
        if not name and not identifier:
            raise log_invalid("Exactly one of logGroupName and logGroupIdentifier must be given.")
        return named(str(name or identifier))

    def file_streams(self, group: str) -> dict[str, Path] | None:
        """The files of a service's group; None for another."""
        return files.groups(self._folder).get(group)

    def stream(self, db: Db, group: str, name: str) -> Mapping[str, Any]:
        """A stream of the database. Raises Refused."""
        row = db.execute("SELECT * FROM log_streams WHERE log_group=? AND name=?", (group, name)).fetchone()
        if row is None:
            raise log_not_found(NO_STREAM)
        return dict(row)

    def arn(self, name: str) -> str:
        """A group's ARN, without the `:*` that some answers add."""
        return f"arn:aws:logs:{self._region}:{ACCOUNT}:log-group:{name}"

    def tag(self, db: Db, asked: Mapping[str, Any]) -> dict[str, Any]:
        """TagResource, UntagResource and ListTagsForResource of a group."""
        arn = asked["resourceArn"].removesuffix(":*")
        self.own(db, named(arn))
        self._tag(db, arn, asked.get("tags") or {})
        db.executemany("DELETE FROM tags WHERE arn=? AND key=?", [(arn, key) for key in asked.get("tagKeys") or []])
        rows = db.execute("SELECT key, value FROM tags WHERE arn=?", (arn,))
        return {"tags": {row["key"]: row["value"] for row in rows}}

    def tag_group(self, db: Db, asked: Mapping[str, Any]) -> dict[str, Any]:
        """TagLogGroup, UntagLogGroup and ListTagsLogGroup: the same by the group's name, as older clients ask."""
        given = asked.get("tags") or {}
        keys = {"tags": given} if isinstance(given, dict) else {"tagKeys": given}
        return self.tag(db, {"resourceArn": self.arn(asked["logGroupName"]), **keys})

    def _tag(self, db: Db, arn: str, given: Mapping[str, str]) -> None:
        db.executemany(
            "INSERT OR REPLACE INTO tags VALUES (?,?,?)", [(arn, key, value) for key, value in given.items()]
        )

    def _every(self, db: Db) -> list[dict[str, Any]]:
        rows = db.execute(
            "SELECT g.*, (SELECT count(*) FROM metric_filters f WHERE f.log_group = g.name) AS filters "
            "FROM log_groups g"
        ).fetchall()
        found = [
            self._shown(r["name"], r["created"], r["filters"], r["bytes"], r["class"], r["retention"]) for r in rows
        ]
        for name, streams in files.groups(self._folder).items():
            stats = [path.stat() for path in streams.values() if path.exists()]
            made = int(min((one.st_ctime for one in stats), default=0) * 1000)
            found.append(self._shown(name, made, 0, sum(one.st_size for one in stats), "STANDARD", None))
        return sorted(found, key=lambda row: str(row["logGroupName"]))

    def _shown(
        self, name: str, created: int, filters: int, size: int, kind: str, retention: int | None
    ) -> dict[str, Any]:
        return {
            "logGroupName": name,
            "creationTime": created,
            "retentionInDays": retention,
            "metricFilterCount": filters,
            "arn": f"{self.arn(name)}:*",
            "storedBytes": size,
            "logGroupClass": kind,
            "logGroupArn": self.arn(name),
            "deletionProtectionEnabled": False,
        }

    def _streams(self, db: Db, group: str) -> list[dict[str, Any]]:
        of_files = self.file_streams(group)
        if of_files is not None:
            found = []
            for name, path in of_files.items():
                first, last = FileStream(name, path).span() or (None, None)
                made = int(path.stat().st_ctime * 1000)
                found.append(self._shown_stream(group, name, made, first, last, last))
            return found
        self.own(db, group)
        rows = db.execute("SELECT * FROM log_streams WHERE log_group=?", (group,)).fetchall()
        return [
            self._shown_stream(group, r["name"], r["created"], r["first_at"], r["last_at"], r["ingested"]) for r in rows
        ]

    def _shown_stream(
        self, group: str, name: str, created: int, first: int | None, last: int | None, ingested: int | None
    ) -> dict[str, Any]:
        row = {
            "logStreamName": name,
            "creationTime": created,
            "firstEventTimestamp": first,
            "lastEventTimestamp": last,
            "lastIngestionTime": ingested,
            "uploadSequenceToken": "0" if last is not None else None,
            "arn": f"{self.arn(group)}:log-stream:{name}",
            "storedBytes": 0,
        }
        return {key: value for key, value in row.items() if value is not None}


def named(identifier: str) -> str:
    """The name in a group's ARN, or the name itself."""
    return identifier.partition(":log-group:")[2].removesuffix(":*") or identifier
