"""The faces: one folder a platform, each read, render and run."""
