#!/usr/bin/env python3
"""draw_graph.py GRAPH PAGE: draws the golden graph as Mermaid between the page's markers <!-- graph --> and
<!-- /graph -->. A page without markers is left alone."""

import pathlib
import re
import sys


def edges_of(graph: str) -> dict[str, list[str]]:
    """`catalog: kernel/core kernel/db` per line."""
    rows = (line.partition(":") for line in graph.splitlines() if line.strip())
    return {node.strip(): targets.split() for node, _, targets in rows}


def reachable(edges: dict[str, list[str]], start: str) -> set[str]:
    found: set[str] = set()
    todo = list(edges.get(start, []))
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo += edges.get(node, [])
    return found


def direct(edges: dict[str, list[str]], node: str) -> list[str]:
    """Without the edges that another edge implies: everything uses core, and a picture that says so is a hairball."""
    targets = edges[node]
    return [t for t in targets if not any(t in reachable(edges, other) for other in targets if other != t)]


def mermaid(edges: dict[str, list[str]]) -> str:
    lines = ["```mermaid", "flowchart BT"]
    kernel = [node for node in edges if node.startswith("kernel/")]
    modules = [node for node in edges if not node.startswith("kernel/")]
    for title, nodes in (("kernel", kernel), ("modules", modules)):
        if nodes:
            lines.append(f"  subgraph {title}")
            lines += [f"    {name(node)}[{node.removeprefix('kernel/')}]" for node in nodes]
            lines.append("  end")
    for node in edges:
        lines += [f"  {name(node)} --> {name(target)}" for target in direct(edges, node)]
    return "\n".join([*lines, "```"])


def name(node: str) -> str:
    return node.replace("/", "_")


def main(graph_file: str, page_file: str) -> None:
    page = pathlib.Path(page_file)
    if not page.exists():
        return
    drawing = mermaid(edges_of(pathlib.Path(graph_file).read_text()))
    old = page.read_text()
    new = re.sub(r"(<!-- graph -->\n).*?(<!-- /graph -->)", lambda m: f"{m[1]}{drawing}\n{m[2]}", old, flags=re.S)
    if new != old:
        page.write_text(new)


if __name__ == "__main__":
    main(*sys.argv[1:])
