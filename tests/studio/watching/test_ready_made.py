"""The dashboard and the alert rules that come with Tally: all they ask for exists, and all that exists is described."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser as promql
import pytest
import yaml

from studio.library.models import Job
from studio.models import Show
from studio.watching import tasks_seen, views
from tests.studio.makers import a_show
from tests.studio.watching.running import TOLD, scraped

ROOT = Path(__file__).resolve().parents[3]
KIT = ROOT / "docker" / "watching"
DASHBOARD = KIT / "grafana" / "dashboards" / "tally.json"
OURS = re.compile(r"\btally_[a-z0-9_]+|\bprocess_[a-z0-9_]+")
OF_PROMETHEUS = {"up"}
HISTOGRAM = re.compile(r"(?<=_duration_seconds)_(bucket|sum|count|created)$|(?<=_requests)_created$")
DURATION = re.compile(r"\d+[smhd]")


def rules() -> list[dict[str, Any]]:
    told: dict[str, Any] = yaml.safe_load((KIT / "alerts.yml").read_text())
    return [rule for group in told["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    told: dict[str, Any] = json.loads(DASHBOARD.read_text())
    return [panel for panel in told["panels"] if panel["type"] != "row"]


def dashboard_expressions() -> list[str]:
    """As Prometheus gets them, with what Grafana puts in place of its variables."""
    asked = [target["expr"] for panel in panels() for target in panel["targets"]]
    return [one.replace("$__rate_interval", "1m").replace("$show", ".*") for one in asked]


def selectors(expression: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The series that an expression asks for: name, and the labels that have to be just so. Raises ValueError."""
    parts = [promql.parse(expression)]
    while parts:
        part = parts.pop()
        if isinstance(part, promql.VectorSelector):
            matchers = part.matchers.matchers
            yield str(part.name), {one.name: one.value for one in matchers if one.op == promql.MatchOp.Equal}
            continue
        found = (getattr(part, name, None) for name in ("lhs", "rhs", "expr", "param", "vector_selector"))
        parts += [one for one in (*found, *(getattr(part, "args", None) or ())) if isinstance(one, promql.Expr)]


@pytest.fixture
def told(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, ...], float]:
    """What a scraper reads while a show runs, a job waits, and a task has failed."""
    show = a_show()
    Show.objects.filter(pk=show.pk).update(wanted=True)
    Job.objects.create(kind="probe")
    task = {"studio.air.relaunch_wanted": 1.0, "studio.library.send_waiting": 1.0}
    kept = {name: task for name in (tasks_seen.SENT, tasks_seen.DONE, tasks_seen.RUNS, tasks_seen.FAILURES)}
    queued = {"queues": {"jobs": 1, "mixers": 0, "speech": 0, "translate": 0}, "taken": 0}
    monkeypatch.setattr(tasks_seen, "read", lambda queues: queued | kept)

    async def runs(_: str) -> dict[str, Any]:
        return TOLD

    monkeypatch.setattr(views, "snapshot", runs)
    monkeypatch.setattr("studio.watching.of_studio._sqlite_sizes", lambda: (1.0, 1.0))
    scraped()  # so that a request has been counted by the next one
    return scraped()


def families(told: dict[tuple[str, ...], float]) -> set[str]:
    return {labels[0] for labels in told}


def test_every_series_that_rules_and_dashboard_ask_for_exists(told: dict[tuple[str, ...], float]) -> None:
    known, lacking = families(told) | OF_PROMETHEUS, set()
    for expression in (*(rule["expr"] for rule in rules()), *dashboard_expressions()):
        for name, exact in selectors(expression):
            values = {value for labels in told if labels[0] == name for value in labels[1:]}
            wrong = {value for value in exact.values() if name not in OF_PROMETHEUS and value not in values}
            lacking |= {name} if name not in known else {f"{name} of {value}" for value in wrong}
    assert lacking == set()


def test_every_figure_is_in_the_documentation_and_nothing_else_is(told: dict[tuple[str, ...], float]) -> None:
    written = set(OURS.findall((ROOT / "docs" / "watching.md").read_text()))
    ours = {HISTOGRAM.sub("", name) for name in families(told) if name.startswith("tally_")}
    ours.discard("tally_http_requests")  # when it began to count
    assert ours - written == set()
    assert {name for name in written if name.startswith("tally_")} - ours == set()


def test_every_figure_of_ours_has_a_base_unit_and_counters_say_so(told: dict[tuple[str, ...], float]) -> None:
    forbidden = re.compile(r"_(ms|kbps|mb|gb|minutes|percent|kb)(_|$)")
    assert [name for name in families(told) if name.startswith("tally_") and forbidden.search(name)] == []


def test_rules_are_what_prometheus_reads() -> None:
    names = [rule["alert"] for rule in rules()]
    assert len(names) == len(set(names)) > 20
    for rule in rules():
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}, rule["alert"]
        assert rule["labels"]["severity"] in ("critical", "warning") and rule["annotations"]["summary"]
        assert DURATION.fullmatch(rule.get("for", "0s")), rule["alert"]
        used = set(re.findall(r"\$labels\.(\w+)", " ".join(rule["annotations"].values())))
        assert used <= {"show", "name", "state", "task"}, rule["alert"]


def test_what_an_issue_is_known_by_has_a_rule() -> None:
    asked = {name for rule in rules() for name, _ in selectors(rule["expr"])}
    for name in ("tally_show_on_air", "tally_show_late_frames_total", "tally_source_state", "tally_destination_state",
                 "tally_disk_free_bytes", "tally_show_captions_lag_seconds", "tally_queue_messages",
                 "tally_beat_timestamp_seconds"):  # fmt: skip
        assert name in asked


def test_panels_lie_side_by_side_and_have_names_and_queries() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        place = panel["gridPos"]
        assert panel["title"] and panel["targets"] and place["x"] + place["w"] <= 24
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                 for y in range(place["y"], place["y"] + place["h"])}  # fmt: skip
        assert not cells & taken, panel["title"]
        taken |= cells
    ids = [panel["id"] for panel in panels()]
    assert len(ids) == len(set(ids))


def test_compose_mounts_what_there_is_and_only_with_its_profile() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    for name in ("prometheus", "grafana"):
        service = compose["services"][name]
        assert service["profiles"] == ["watching"]
        places = [one.split(":")[0] for one in service["volumes"]]
        assert all((ROOT / place).exists() for place in places if place.startswith("./"))
        assert {place for place in places if not place.startswith("./")} <= set(compose["volumes"])
    prometheus = yaml.safe_load((KIT / "prometheus.yml").read_text())
    assert prometheus["rule_files"] == ["/etc/prometheus/alerts.yml"]
    job = prometheus["scrape_configs"][0]
    assert job["job_name"] == "tally" and job["authorization"]["credentials_file"] == "/run/secrets/metrics_token"
    assert compose["services"]["prometheus"]["secrets"] == ["metrics_token"]


@pytest.mark.parametrize("wrong", ["rate(tally_shows)", "sum by (", "tally_shows and"])
def test_an_expression_that_prometheus_refuses_is_found(wrong: str) -> None:
    with pytest.raises(ValueError):
        list(selectors(wrong))
