"""Figures: what is put, what is kept, what is asked, and metric math."""
