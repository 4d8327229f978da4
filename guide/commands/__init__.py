"""The commands of `guide`, a module each; each adds its own switches and imports what it needs when it runs."""

from guide.commands import advise, check, export, import_, mutate, route_map, sample, scenario, serve, track

COMMANDS = (serve, check, scenario, mutate, advise, track, route_map, sample, export, import_)
