"""Alarms: rules, evaluation, states, history, actions."""
