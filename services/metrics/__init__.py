"""CloudWatch and CloudWatch Logs: figures, alarms, dashboards and logs."""
