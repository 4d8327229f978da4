"""The commands of `guide`, a module each; each adds its own switches and imports what it needs when it runs."""

from guide.commands import advise, check, diff, export, import_, route_map, sample, scenario, serve, track

COMMANDS = (serve, check, diff, scenario, advise, track, route_map, sample, export, import_)
