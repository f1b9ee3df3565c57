"""Tags of workgroups and data catalogs, by their ARN."""

from __future__ import annotations

import re
from typing import Any

from aws.pages import token_of
from aws.refusal import Refused
from services.query.engines import check_tag
from services.query.refusals import place_of
from services.query.state import State

_KIND = "tags"
_ARN = re.compile(r"arn:aws:athena:[a-z0-9-]+:\d{12}:(workgroup|datacatalog)/(.+)")
_KINDS = {"workgroup": "workgroup", "datacatalog": "catalog"}


class Tags:
    """TagResource, UntagResource, ListTagsForResource."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, asked: dict[str, Any]) -> dict[str, Any]:
        """TagResource."""
        arn = self._known(asked["ResourceARN"])
        given = {tag["Key"]: tag.get("Value", "") for tag in asked["Tags"]}
        check_tag(given)
        if not self._state.change(_KIND, arn, lambda kept: kept | given):
            self._state.put(_KIND, arn, given)
        return {}

    def of(self, arn: str) -> dict[str, str]:
        """The tags of a resource; none where there is no such resource."""
        return self._state.get(_KIND, arn) or {}

    def remove(self, asked: dict[str, Any]) -> dict[str, Any]:
        """UntagResource."""
        gone = set(asked["TagKeys"])
        arn = self._known(asked["ResourceARN"])
        self._state.change(_KIND, arn, lambda kept: {k: v for k, v in kept.items() if k not in gone})
        return {}

    def list(self, asked: dict[str, Any]) -> dict[str, Any]:
        """ListTagsForResource."""
        kept = sorted((self._state.get(_KIND, self._known(asked["ResourceARN"])) or {}).items())
        after, most = place_of(asked.get("NextToken")), asked.get("MaxResults", 75)
        left = [{"Key": key, "Value": value} for key, value in kept if key > after]
        return {"Tags": left[:most], "NextToken": token_of(left[most - 1]["Key"]) if len(left) > most else None}

    def _known(self, arn: str) -> str:
        found = _ARN.fullmatch(arn)
        if (
            not found
            or self._state.get(_KINDS[found[1]], found[2] if found[1] == "workgroup" else found[2].lower()) is None
        ):
            raise Refused("ResourceNotFoundException", f"The resource {arn} was not found", ResourceName=arn)
        return arn
