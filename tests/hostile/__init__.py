"""Pages that mean harm, or were harmed: mutations of the sample newspaper's pages, and monsters made to order.

`generated` makes small ones up; `mutations` breaks the ordinary `pages` by a seed; `monsters`, `giants` and `trees`
make the large ones; `worker` reads them in a process of its own and says how long each took and how far memory grew.
"""
