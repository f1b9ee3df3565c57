"""An API as botocore's service model describes it: operations, shapes, errors.

    botocore/data/<service>/<version>/service-2.json

The model is the source of what a request may hold (`validate.py`), and of how requests and answers look on the wire.
"""

from __future__ import annotations

from functools import cache

from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel

# Where botocore's folder has another name than the signature's scope.
_FOLDERS = {"monitoring": "cloudwatch"}


@cache
def model(api: str) -> ServiceModel:
    """The model of an API, by the name that its signatures have (`athena`, `monitoring`, …)."""
    folder = _FOLDERS.get(api, api)
    return ServiceModel(Loader().load_service_model(folder, "service-2"), folder)


def operation(api: str, name: str) -> OperationModel | None:
    """One operation; None where the API has none of that name."""
    known = model(api)
    return known.operation_model(name) if name in known.operation_names else None


def error_code(api: str, shape: str) -> str:
    """What the query protocol calls an error: `ResourceNotFoundException` is `ResourceNotFound` there, say."""
    known = model(api)
    if shape in known.shape_names:
        return str(known.shape_for(shape).metadata.get("error", {}).get("code", shape))
    return shape


@cache
def error_shape(api: str, code: str) -> str:
    """What the other protocols call an error of the query protocol: `ValidationError` is `ValidationException` there.

    Recorded from AWS by LocalStack, tests/aws/services/cloudwatch/test_cloudwatch.py: `QueryErrorCode`.
    """
    known = model(api)
    if code in known.shape_names:
        return code
    named = (name for name in known.shape_names if name.endswith("Exception") and error_code(api, name) == code)
    return next(named, code)
