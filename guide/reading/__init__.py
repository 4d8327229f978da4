"""What people and couriers wrote: tracking logs, screenshots, and messages before they are sent."""
