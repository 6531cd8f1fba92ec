"""The processes and what locks them in: fork server, sandbox layers, scratch folders."""
