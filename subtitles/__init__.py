"""Speech to timed, translated, laid-out text. Knows the mixer only by its protocol, and nothing of the studio."""
