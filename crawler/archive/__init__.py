"""The archive room: pages as they were captured, in files of this program or of any other."""
