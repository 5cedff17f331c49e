"""Between the engine and one source worker: shared rings, the worker's port, the engine's feed, the forkserver."""
