"""The commands of `guide`, a module each; each adds its own switches and imports what it needs when it runs."""

from guide.commands import advise, check, route_map, serve, store, track

COMMANDS = (serve, check, advise, track, route_map, store)
