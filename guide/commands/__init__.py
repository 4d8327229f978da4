"""The commands of `guide`, a module each; each adds its own switches and imports what it needs when it runs."""

from guide.commands import advise, check, export, guard, ics, import_, route_map, sample, scenario, serve, track

COMMANDS = (serve, check, scenario, advise, ics, guard, track, route_map, sample, export, import_)
