"""Readers of texts by people and couriers: tracking logs, screenshots, files, and messages before they are sent."""
