"""Puts the star schema where everyone starts jobs: its script and declaration into S3, the job into the catalog.

The two objects are tarn's own and are written at each start of the service. A job that is there already stays as it is.
"""

from __future__ import annotations

from pathlib import Path

from aws.account import ACCOUNT
from lake.edges.catalog import STAR_JOB, Catalog
from lake.edges.objects import ObjectStore

BUCKET = f"aws-glue-assets-{ACCOUNT}"  # with the region behind it: as Glue's console names the bucket of its scripts
SCRIPT, DECLARATION = "star/script.py", "star/star.toml"


def install(store: ObjectStore, catalog: Catalog) -> None:
    """Raises Transient, CatalogAway."""
    here, bucket = Path(__file__).parent, f"{BUCKET}-{store.settings.s3_region}"
    store.ensure_bucket(bucket)
    for key in (SCRIPT, DECLARATION):
        store.put(bucket, key, (here / Path(key).name).read_bytes(), "text/plain")
    at = f"s3://{bucket}"
    catalog.ensure(
        "CreateJob",
        Name=STAR_JOB,
        Role="tarn",
        Command={"Name": "glueetl", "ScriptLocation": f"{at}/{SCRIPT}", "PythonVersion": "3"},
        DefaultArguments={"--declaration": f"{at}/{DECLARATION}"},
        ExecutionProperty={"MaxConcurrentRuns": 1},
        GlueVersion="6.0",
        Description="fact_clicks and dim_users out of the events, by event day",
    )
