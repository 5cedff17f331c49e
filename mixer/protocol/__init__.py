"""The language the studio and the mixer share: show files, commands and the wire."""
