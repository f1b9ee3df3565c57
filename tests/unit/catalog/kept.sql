BEGIN TRANSACTION;
CREATE TABLE bookmarks (
	database_name VARCHAR(255) NOT NULL, 
	table_name VARCHAR(255) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	value JSON NOT NULL, 
	PRIMARY KEY (database_name, table_name, name)
);
INSERT INTO "bookmarks" VALUES('tarn','events','announcements','{"at": 2}');
CREATE TABLE commits (
	id VARCHAR(64) NOT NULL, 
	run_id VARCHAR(64) NOT NULL, 
	committed_at FLOAT NOT NULL, 
	summary JSON NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "commits" VALUES('commit-0','jr_c0c0ae7c00d84a27a8ba378f49ff14db',1790000060.0,'{"objects": 1, "damaged_objects": 0, "lines": 3, "rows": 3, "rejected": 0, "superseded": 0, "files_added": 1, "files_removed": 0}');
INSERT INTO "commits" VALUES('commit-1','jr_7f8cde483b904582b365fbe7caa109ea',1790000120.0,'{"objects": 2, "damaged_objects": 1, "lines": 6, "rows": 2, "rejected": 4, "superseded": 0, "files_added": 1, "files_removed": 1}');
CREATE TABLE consumed (
	"key" VARCHAR(1024) NOT NULL, 
	database_name VARCHAR(255) NOT NULL, 
	table_name VARCHAR(255) NOT NULL, 
	byte_count BIGINT NOT NULL, 
	etag VARCHAR(128) NOT NULL, 
	source_id INTEGER, 
	line_count BIGINT NOT NULL, 
	rejected_count BIGINT NOT NULL, 
	superseded_count BIGINT NOT NULL, 
	damage TEXT, 
	commit_id VARCHAR(64) NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "consumed" VALUES('one','tarn','events',1,'e',1,3,0,0,NULL,'commit-0');
INSERT INTO "consumed" VALUES('two','tarn','events',1,'e',1,4,2,0,NULL,'commit-1');
INSERT INTO "consumed" VALUES('bad','tarn','events',1,'e',1,2,2,0,'truncated','commit-1');
CREATE TABLE databases (
	name VARCHAR(255) NOT NULL, 
	definition JSON NOT NULL, 
	created_at FLOAT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "databases" VALUES('tarn','{"Name": "tarn"}',1790000000.0);
CREATE TABLE files (
	"key" VARCHAR(1024) NOT NULL, 
	database_name VARCHAR(255) NOT NULL, 
	table_name VARCHAR(255) NOT NULL, 
	folder VARCHAR(1024) NOT NULL, 
	byte_count BIGINT NOT NULL, 
	row_count BIGINT NOT NULL, 
	added_by VARCHAR(64) NOT NULL, 
	superseded_by VARCHAR(64), 
	superseded_at FLOAT, 
	PRIMARY KEY ("key")
);
INSERT INTO "files" VALUES('events/event_type=click/event_subtype=page/year=2026/month=11/day=21/a.parquet','tarn','events','event_type=click/event_subtype=page/year=2026/month=11/day=21',30,3,'commit-0','commit-1',1790000120.0);
INSERT INTO "files" VALUES('events/event_type=click/event_subtype=page/year=2026/month=11/day=21/b.parquet','tarn','events','event_type=click/event_subtype=page/year=2026/month=11/day=21',50,5,'commit-1',NULL,NULL);
CREATE TABLE job_runs (
	id VARCHAR(64) NOT NULL, 
	job_name VARCHAR(255) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	arguments JSON NOT NULL, 
	created_at FLOAT NOT NULL, 
	started_at FLOAT, 
	beat_at FLOAT, 
	completed_at FLOAT, 
	worker VARCHAR(255), 
	error TEXT, 
	result JSON, 
	PRIMARY KEY (id)
);
INSERT INTO "job_runs" VALUES('jr_c0c0ae7c00d84a27a8ba378f49ff14db','etl','SUCCEEDED','{}',1790000060.0,1790000060.0,1790000060.0,1790000060.0,'w',NULL,'{"rows": 1}');
INSERT INTO "job_runs" VALUES('jr_7f8cde483b904582b365fbe7caa109ea','etl','SUCCEEDED','{}',1790000120.0,1790000120.0,1790000120.0,1790000120.0,'w',NULL,'{"rows": 1}');
CREATE TABLE jobs (
	name VARCHAR(255) NOT NULL, 
	definition JSON NOT NULL, 
	created_at FLOAT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "jobs" VALUES('etl','{"Name": "etl", "Role": "tarn", "Command": {"Name": "glueetl"}}',1790000000.0);
CREATE TABLE partitions (
	database_name VARCHAR(255) NOT NULL, 
	table_name VARCHAR(255) NOT NULL, 
	folder VARCHAR(1024) NOT NULL, 
	partition_values JSON NOT NULL, 
	row_count BIGINT NOT NULL, 
	file_count INTEGER NOT NULL, 
	byte_count BIGINT NOT NULL, 
	created_at FLOAT NOT NULL, 
	updated_at FLOAT NOT NULL, 
	PRIMARY KEY (database_name, table_name, folder)
);
INSERT INTO "partitions" VALUES('tarn','events','event_type=click/event_subtype=page/year=2026/month=11/day=21','["click", "page", "2026", "11", "21"]',5,1,50,1790000060.0,1790000120.0);
CREATE TABLE redriven (
	source VARCHAR(255) NOT NULL, 
	partition INTEGER NOT NULL, 
	redriven_at FLOAT NOT NULL, 
	PRIMARY KEY (source)
);
INSERT INTO "redriven" VALUES('t:0:7',0,1790000120.0);
CREATE TABLE sources (
	id INTEGER NOT NULL, 
	database_name VARCHAR(255) NOT NULL, 
	table_name VARCHAR(255) NOT NULL, 
	topic VARCHAR(255) NOT NULL, 
	partition INTEGER NOT NULL, 
	partition_values TEXT NOT NULL, 
	object_count BIGINT NOT NULL, 
	line_count BIGINT NOT NULL, 
	rejected_count BIGINT NOT NULL, 
	superseded_count BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "sources" VALUES(1,'tarn','events','events.unique',0,'["click", "page", "2026", "11", "21"]',3,9,4,0);
CREATE TABLE tables (
	database_name VARCHAR(255) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	definition JSON NOT NULL, 
	created_at FLOAT NOT NULL, 
	updated_at FLOAT NOT NULL, 
	PRIMARY KEY (database_name, name)
);
INSERT INTO "tables" VALUES('tarn','events','{"Name": "events", "PartitionKeys": [{"Name": "event_type", "Type": "string"}, {"Name": "event_subtype", "Type": "string"}, {"Name": "year", "Type": "string"}, {"Name": "month", "Type": "string"}, {"Name": "day", "Type": "string"}], "StorageDescriptor": {"Location": "s3://processed/events/", "Columns": [{"Name": "event_uuid", "Type": "string"}]}}',1790000000.0,1790000000.0);
CREATE INDEX files_superseded ON files (superseded_at);
CREATE INDEX files_of_partition ON files (database_name, table_name, folder);
CREATE INDEX job_runs_of_job ON job_runs (job_name, created_at);
CREATE INDEX consumed_damaged ON consumed (database_name) WHERE damage IS NOT NULL;
CREATE UNIQUE INDEX sources_once ON sources (database_name, table_name, topic, partition, partition_values);
COMMIT;
