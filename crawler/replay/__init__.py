"""Browsing the archive on this machine: ReplayWeb.page over WACZ files, served on loopback only."""
