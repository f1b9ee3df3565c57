"""Puts the star schema where everyone starts jobs: its script and declaration into S3, the job into the catalog.

The two objects are tarn's own and are written at each start of the service. A job that is there already stays as it is.
"""

from __future__ import annotations

from pathlib import Path

from lake.edges.catalog import STAR_JOB, Catalog
from lake.edges.objects import ObjectStore
from lake.layout import PROCESSED_BUCKET

SCRIPT, DECLARATION = "jobs/star/script.py", "jobs/star/star.toml"


def install(store: ObjectStore, catalog: Catalog) -> None:
    """Raises Transient, CatalogAway."""
    here = Path(__file__).parent
    for key in (SCRIPT, DECLARATION):
        store.put(PROCESSED_BUCKET, key, (here / Path(key).name).read_bytes(), "text/plain")
    at = f"s3://{PROCESSED_BUCKET}"
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
