"""An Airflow DAG: an update every hour, then the health of the sites. Put it into Airflow's dags folder.

The crawler lives in an environment of its own, on the worker, so that its libraries and Airflow's do not meet.
"""

from datetime import timedelta

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

FOLDER = "/opt/moroccan-news"

with DAG(
    dag_id="moroccan_news",
    schedule="7 * * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="Africa/Casablanca"),
    catchup=False,  # an update finds what the missed ones would have found
    max_active_runs=1,
    default_args={"retries": 0},
) as dag:
    update = BashOperator(
        task_id="update",
        bash_command=f"cd {FOLDER} && .venv/bin/scrapy update --for 50m --json || [ $? -eq 1 ]",
        env={"NEWS_CONTACT": "you@example.org"},
        append_env=True,
        execution_timeout=timedelta(minutes=58),
    )
    health = BashOperator(
        task_id="health", bash_command=f"cd {FOLDER} && .venv/bin/scrapy health", trigger_rule="all_done"
    )
    update >> health
