"""Updating all sites in one go: which ones, in how many processes, within what time, and what is said of it.

`plan` chooses the sites, `division` gives them to processes, `supervisor` starts, watches and restarts these,
`worker` is what runs in each, `messages` what they tell each other, `reports` what a person or a machine is shown.
"""
