"""The commands of `guide`, a module each; each adds its own switches and imports what it needs when it runs."""

from guide.commands import advise, check, guard, ics, route_map, serve, track

COMMANDS = (serve, check, advise, ics, guard, track, route_map)
