"""The commands of `guide`, a module each; each adds its own switches and imports what it needs when it runs."""

from guide.commands import advise, check, ics, route_map, serve, track

COMMANDS = (serve, check, advise, ics, track, route_map)
