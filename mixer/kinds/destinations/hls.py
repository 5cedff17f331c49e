"""The programme for players, over HTTP."""

from mixer.kinds.kind import DestinationKind, Program


def program() -> Program:
    from mixer.outputs.hls import main

    return main


KIND = DestinationKind("hls", "Web player (HLS)", "Segments and playlists that any player opens", program)
