"""Published mail of other projects, read and compared with what its sources say of it."""
