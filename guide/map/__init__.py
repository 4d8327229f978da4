"""The route map: its chart, the way of a case over it, the traffic of many, and how both are drawn."""
