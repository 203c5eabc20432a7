"""How people and machines report: one file a format. Each gives the whole mail as our server took it."""
