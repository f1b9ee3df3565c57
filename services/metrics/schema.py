"""The tables of the metrics service's database, as SQL. `VERSION` is that of the last of `STEPS`."""

from __future__ import annotations

_FIGURES = """
CREATE TABLE series (
    id INTEGER PRIMARY KEY, namespace TEXT NOT NULL, name TEXT NOT NULL, dimensions TEXT NOT NULL, unit TEXT NOT NULL,
    first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, UNIQUE (namespace, name, dimensions, unit));
CREATE TABLE points (
    series INTEGER NOT NULL, step INTEGER NOT NULL, at INTEGER NOT NULL,
    total REAL NOT NULL, count REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL, held TEXT,
    PRIMARY KEY (series, step, at)) WITHOUT ROWID;
CREATE TABLE scraped (
    target TEXT NOT NULL, sample TEXT NOT NULL, value REAL NOT NULL, started REAL NOT NULL,
    PRIMARY KEY (target, sample)) WITHOUT ROWID;
"""
_RECORDS = """
CREATE TABLE alarms (
    name TEXT PRIMARY KEY, kind TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
    reason_data TEXT, configured_at REAL NOT NULL, updated_at REAL NOT NULL, moved_at REAL NOT NULL);
CREATE TABLE alarm_history (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, at REAL NOT NULL, item TEXT NOT NULL,
    summary TEXT NOT NULL, data TEXT NOT NULL);
CREATE INDEX alarm_history_at ON alarm_history (at);
CREATE INDEX alarm_history_name ON alarm_history (name, at);
CREATE TABLE dashboards (name TEXT PRIMARY KEY, body TEXT NOT NULL, modified REAL NOT NULL);
CREATE TABLE tags (arn TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (arn, key)) WITHOUT ROWID;
"""
_LOGS = """
CREATE TABLE log_groups (
    name TEXT PRIMARY KEY, created INTEGER NOT NULL, retention INTEGER, class TEXT NOT NULL, bytes INTEGER NOT NULL);
CREATE TABLE log_streams (
    id INTEGER PRIMARY KEY, log_group TEXT NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL,
    first_at INTEGER, last_at INTEGER, ingested INTEGER, UNIQUE (log_group, name));
CREATE TABLE log_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, stream INTEGER NOT NULL, at INTEGER NOT NULL, ingested INTEGER NOT NULL,
    message TEXT NOT NULL);
CREATE INDEX log_events_at ON log_events (stream, at, id);
CREATE TABLE metric_filters (
    log_group TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, created INTEGER NOT NULL,
    PRIMARY KEY (log_group, name));
"""

STEPS = (_FIGURES + _RECORDS + _LOGS,)
VERSION = len(STEPS)
