"""One target of a check, stage by stage, from its name to the farewell."""
