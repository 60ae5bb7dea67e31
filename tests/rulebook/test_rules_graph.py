"""The cause graph of a rulebook, in every format."""

import json
import re
from io import BytesIO
from pathlib import Path

import networkx as nx
import pytest
from rules_command import run

from cxaudit.errors import UsageError
from cxaudit.render.cause_graph import GRAPH_FORMATS, GraphArrow, GraphNode, RulebookGraph, render_graph_as

SOUND = str(Path(__file__).parent / "sound.yaml")
ARROWS = {("too-few-people", "no-owner"), ("too-few-people", "slow-reply"), ("no-owner", "slow-reply")}


def drawn(name: str, *arguments: str) -> str:
    code, shown, _ = run("graph", "--format", name, *arguments, SOUND)
    assert code == 0
    return shown


def test_json_has_the_nodes_before_what_they_produce_and_the_arrows() -> None:
    content = json.loads(drawn("json"))
    assert [(node["id"], node["what"]) for node in content["nodes"]] == [
        ("too-few-people", "root"),
        ("no-owner", "cause"),
        ("slow-reply", "symptom"),
    ]
    assert {(arrow["cause"], arrow["effect"]) for arrow in content["arrows"]} == ARROWS
    assert content["arrows"][0] == {
        "cause": "too-few-people",
        "effect": "no-owner",
        "word": "rarely",
        "strength": 0.12,
    }


def test_graphml_is_read_by_a_graph_library() -> None:
    graph = nx.read_graphml(BytesIO(drawn("graphml").encode()))
    assert set(graph.edges) == ARROWS
    assert graph.nodes["slow-reply"] == {"what": "symptom", "title": "The reply took too long"}
    assert graph.edges["no-owner", "slow-reply"] == {"word": "0.4", "strength": 0.4}


def test_dot_has_every_box_and_arrow() -> None:
    shown = drawn("dot")
    assert set(re.findall(r'"([\w-]+)" -> "([\w-]+)"', shown)) == ARROWS
    assert '"slow-reply" [label="The reply took too long", shape=ellipse];' in shown


def test_mermaid_has_every_box_and_arrow() -> None:
    shown = drawn("mermaid")
    assert shown.startswith("flowchart LR\n")
    assert '  n2(["The reply took too long"])\n' in shown
    assert '  n0 -->|"often"| n2\n' in shown
    assert shown.count("-->") == 3


def test_only_what_hangs_together_with_a_name_is_drawn() -> None:
    content = json.loads(drawn("json", "--of", "no-owner"))
    assert len(content["nodes"]) == 3
    content = json.loads(run("graph", "--format", "json", "--of", "discourteous-staff")[1])
    names = {node["id"] for node in content["nodes"]}
    assert "discourteous-conduct" in names
    assert not names & {"refund-delay", "slow-reply"}
    assert all({arrow["cause"], arrow["effect"]} <= names for arrow in content["arrows"])


def test_what_is_not_there_cannot_be_drawn() -> None:
    with pytest.raises(UsageError, match="no cause and no symptom 'no-ownr'; did you mean 'no-owner'"):
        drawn("json", "--of", "no-ownr")
    with pytest.raises(UsageError, match="none of mermaid, dot, graphml, json"):
        drawn("png")


def test_a_graph_goes_to_a_file(tmp_path: Path) -> None:
    run("graph", "--output", str(tmp_path / "graph.mmd"), SOUND)
    assert (tmp_path / "graph.mmd").read_text() == drawn("mermaid")


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_a_title_may_hold_anything(name: str) -> None:
    nodes = (GraphNode("end", "root", 'a "b" <c> & \\ #d'), GraphNode("s", "symptom", "t"))
    shown = render_graph_as(name, RulebookGraph(nodes, (GraphArrow("end", "s", "often", 0.65),)))
    if name == "graphml":
        graph = nx.read_graphml(BytesIO(shown.encode()))
        assert graph.nodes["end"]["title"] == 'a "b" <c> & \\ #d'
    if name == "json":
        assert json.loads(shown)["nodes"][0]["title"] == 'a "b" <c> & \\ #d'
    if name == "dot":
        assert 'label="a \\"b\\" <c> & \\\\ #d"' in shown
    if name == "mermaid":
        assert 'n0[["a #quot;b#quot; #lt;c#gt; & \\ #35;d"]]' in shown
