"""What stands between the network and the pages: compression, headers, the first document, geometry and fonts."""
