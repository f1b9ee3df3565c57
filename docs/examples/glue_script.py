"""A Glue job's script, as it would be on AWS: new orders in JSON become a partitioned Parquet table."""

import sys

from pyspark.context import SparkContext

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.transforms import ApplyMapping, ResolveChoice
from awsglue.utils import getResolvedOptions

args = getResolvedOptions(sys.argv, ["JOB_NAME", "source", "target", "database"])
glue = GlueContext(SparkContext.getOrCreate())
job = Job(glue)
job.init(args["JOB_NAME"], args)

orders = glue.create_dynamic_frame.from_options(
    connection_type="s3",
    connection_options={"paths": [args["source"]], "recurse": True},
    format="json",
    transformation_ctx="orders",  # the name under which the bookmark remembers what was read
)
if orders.count():
    priced = ResolveChoice.apply(frame=orders, specs=[("price", "cast:double")])  # 2 and "2.50" are one type now
    mapped = ApplyMapping.apply(
        frame=priced,
        mappings=[
            ("id", "int", "order_id", "long"),
            ("customer.name", "string", "customer", "string"),
            ("price", "double", "price", "double"),
            ("day", "string", "day", "string"),
        ],
    )
    sink = glue.getSink(connection_type="s3", path=args["target"], partitionKeys=["day"], enableUpdateCatalog=True)
    sink.setFormat("glueparquet")
    sink.setCatalogInfo(catalogDatabase=args["database"], catalogTableName="orders")
    sink.writeFrame(mapped)
job.commit()
