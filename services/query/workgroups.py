"""Workgroups: where results go, what is enforced, what a query may scan.

docs.aws.amazon.com/athena/latest/ug/workgroups-settings.html
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aws.account import ACCOUNT
from aws.pages import token_of
from services.query import managed
from services.query.engines import check_tag
from services.query.refusals import invalid, place_of
from services.query.state import State

PRIMARY = "primary"
ENGINE = "Athena engine version 3"
RESULTS_BUCKET = f"aws-athena-query-results-{ACCOUNT}"  # with the region behind it: as Athena's console names its own

_KIND = "workgroup"
_UNSERVED = {
    "ExecutionRole": "there is no Spark in a workgroup",
    "CustomerContentEncryptionConfiguration": "nothing is encrypted here",
    "EnableMinimumEncryptionConfiguration": "nothing is encrypted here",
    "IdentityCenterConfiguration": "there is no Identity Center",
    "QueryResultsS3AccessGrantsConfiguration": "there are no access grants",
    "MonitoringConfiguration": "there is no Spark in a workgroup",
    "EngineConfiguration": "there is no Spark in a workgroup",
}


class WorkGroups:
    """The operations on workgroups. `clock` gives seconds since 1970."""

    def __init__(self, state: State, region: str, clock: Callable[[], float]) -> None:
        self._state = state
        self._clock = clock
        self.region = region
        self.results_bucket = f"{RESULTS_BUCKET}-{region}"
        location = f"s3://{self.results_bucket}/"
        settings = {
            "EnforceWorkGroupConfiguration": False,
            "PublishCloudWatchMetricsEnabled": True,
            "ResultConfiguration": {"OutputLocation": location},
        }
        state.add(_KIND, PRIMARY, self._document(PRIMARY, "", settings))

    def arn(self, name: str) -> str:
        """Its ARN."""
        return f"arn:aws:athena:{self.region}:{ACCOUNT}:workgroup/{name}"

    def find(self, name: str) -> dict[str, Any]:
        """A workgroup's document. Raises Refused."""
        found = self._state.get(_KIND, name)
        if found is None:
            raise invalid(f"WorkGroup {name} is not found.")
        return found

    def publishes(self, execution: dict[str, Any]) -> bool:
        """Whether an execution's figures are metrics of CloudWatch's."""
        found = self._state.get(_KIND, execution["WorkGroup"]) or {}
        return bool(found.get("Configuration", {}).get("PublishCloudWatchMetricsEnabled"))

    def create(self, asked: dict[str, Any]) -> dict[str, Any]:
        """CreateWorkGroup."""
        name = asked["Name"]
        tags = {tag["Key"]: tag.get("Value", "") for tag in asked.get("Tags", [])}
        check_tag(tags)
        document = self._document(name, asked.get("Description", ""), asked.get("Configuration", {}))
        if not self._state.add(_KIND, name, document):
            raise invalid(f"WorkGroup {name} already exists")
        if tags:
            self._state.put("tags", self.arn(name), tags)
        return {}

    def get(self, asked: dict[str, Any]) -> dict[str, Any]:
        """GetWorkGroup."""
        return {"WorkGroup": _times(self.find(asked["WorkGroup"]))}

    def list(self, asked: dict[str, Any]) -> dict[str, Any]:
        """ListWorkGroups."""
        most = asked.get("MaxResults", 50)
        found = self._state.page(_KIND, "", place_of(asked.get("NextToken")), most + 1)
        summaries = [
            {
                "Name": name,
                "State": document["State"],
                "Description": document["Description"],
                "CreationTime": _time(document["CreationTime"]),
                "EngineVersion": document["Configuration"]["EngineVersion"],
            }
            for name, document in found[:most]
        ]
        return {"WorkGroups": summaries, "NextToken": token_of(found[most - 1][0]) if len(found) > most else None}

    def update(self, asked: dict[str, Any]) -> dict[str, Any]:
        """UpdateWorkGroup."""
        changes = asked.get("ConfigurationUpdates", {})
        _check_served(changes)

        def changed(document: dict[str, Any]) -> dict[str, Any]:
            settings = dict(document["Configuration"])
            result = dict(settings.get("ResultConfiguration", {}))
            for name, value in changes.items():
                if name == "ResultConfigurationUpdates":
                    _update_result(result, value)
                elif name == "ManagedQueryResultsConfigurationUpdates":
                    settings[managed.MEMBER] = {"Enabled": bool(value.get("Enabled"))}
                elif name == "RemoveBytesScannedCutoffPerQuery":
                    settings = {k: v for k, v in settings.items() if k != "BytesScannedCutoffPerQuery" or not value}
                elif not name.startswith("Remove"):
                    settings[name] = value
            settings["ResultConfiguration"] = result
            managed.check(settings)
            settings["EngineVersion"] = _engine(settings)
            more = {name: asked[name] for name in ("Description", "State") if name in asked}
            return document | {"Configuration": settings} | more

        if not self._state.change(_KIND, asked["WorkGroup"], changed):
            raise invalid(f"WorkGroup {asked['WorkGroup']} is not found.")
        return {}

    def delete(self, asked: dict[str, Any]) -> dict[str, Any]:
        """DeleteWorkGroup."""
        name = asked["WorkGroup"]
        if name == PRIMARY:
            raise invalid("WorkGroup primary cannot be deleted")
        self.find(name)
        used = any(self._state.page(kind, f"{name}/", "", 1) for kind in ("named", "prepared"))
        if not asked.get("RecursiveDeleteOption") and (used or self._state.executions(name, None, 1)):
            raise invalid(f"WorkGroup {name} is not empty")
        for kind in ("named", "prepared"):
            while found := self._state.page(kind, f"{name}/", "", 100):
                for key, _ in found:
                    self._state.remove(kind, key)
        self._state.forget_workgroup(name)
        self._state.remove("tags", self.arn(name))
        self._state.remove(_KIND, name)
        return {}

    def _document(self, name: str, description: str, settings: dict[str, Any]) -> dict[str, Any]:
        _check_served(settings)
        given = {"EnforceWorkGroupConfiguration": True, "PublishCloudWatchMetricsEnabled": False} | settings
        plain = {"RequesterPaysEnabled": False, "EnableMinimumEncryptionConfiguration": False}
        given = plain | given | {"EngineVersion": _engine(settings)}
        return {
            "Name": name,
            "State": "ENABLED",
            "Description": description,
            "Configuration": {"ResultConfiguration": {}} | given,
            "CreationTime": self._clock(),
        }


def _check_served(settings: dict[str, Any]) -> None:
    for name, why in _UNSERVED.items():
        if settings.get(name) and settings[name] not in ({"Enabled": False}, {"EnableS3AccessGrants": False}):
            raise invalid(f"tarn does not serve {name}: {why}")
    managed.check(settings)
    managed.check({managed.MEMBER: settings.get("ManagedQueryResultsConfigurationUpdates", {})})
    check_result(settings.get("ResultConfiguration", {}))
    check_result(settings.get("ResultConfigurationUpdates", {}))


def check_result(result: dict[str, Any]) -> None:
    """Whether results can be written as asked. Raises Refused."""
    location = result.get("OutputLocation")
    if location is not None and (not location.startswith("s3://") or not location[5:].partition("/")[0]):
        raise invalid(f"outputLocation is not a valid S3 path: {location}")
    encryption = result.get("EncryptionConfiguration", {}).get("EncryptionOption")
    if encryption in ("SSE_KMS", "CSE_KMS"):
        raise invalid(f"tarn does not serve {encryption}: there are no keys")


def _update_result(result: dict[str, Any], changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        if not name.startswith("Remove"):
            result[name] = value
        elif value:
            result.pop(name.removeprefix("Remove"), None)


def _engine(settings: dict[str, Any]) -> dict[str, str]:
    selected = settings.get("EngineVersion", {}).get("SelectedEngineVersion", "AUTO")
    if selected not in ("AUTO", ENGINE):
        raise invalid(f"tarn does not serve engine version {selected!r}: it serves {ENGINE!r}")
    return {"SelectedEngineVersion": selected, "EffectiveEngineVersion": ENGINE}


def _times(document: dict[str, Any]) -> dict[str, Any]:
    return document | {"CreationTime": _time(document["CreationTime"])}


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
