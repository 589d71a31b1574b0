"""Being told: changes of sites' health go to people and programs; files say how all sites are.

`docs/notify.md` says how it is set. `telling.py` is the one way there, for updates and `scrapy health --notify`.
"""
