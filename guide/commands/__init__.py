"""The commands of `guide`, a module each; each adds its own switches and imports what it needs when it runs."""

from guide.commands import advise, bundle, check, dossier, receipt, route_map, serve, track

COMMANDS = (serve, check, advise, track, route_map, bundle, dossier, receipt)
