"""A month of the press, played: papers on one local server, an update an hour, faults throughout, illnesses by plan.

    python -m tests.month [SITES] [DAYS] [SEED]

`plan` says what happens when, by the seed; `illnesses` what breaks and how it must show; `clock` plays the time, in the
crawling processes, too; `spiders` are those of the papers; `crawling` runs the updates with the processes of
`scrapy update`; `truth` is what the papers printed; `judging` holds health against the plan; `ledger` counts what each
update cost; `playing` puts it all together.
"""
