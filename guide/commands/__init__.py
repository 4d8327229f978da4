"""The commands of `guide`, a module each; each adds its own switches and imports what it needs when it runs."""

from guide.commands import (
    advise,
    bundle,
    check,
    diff,
    dossier,
    export,
    guard,
    ics,
    import_,
    mutate,
    receipt,
    route_map,
    sample,
    scenario,
    serve,
    store,
    track,
)

COMMANDS = (
    serve, check, diff, scenario, mutate, advise, ics, guard, track, route_map, bundle, dossier, receipt, sample,
    export, import_, store,
)  # fmt: skip
