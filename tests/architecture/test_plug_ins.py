from __future__ import annotations

import grimp
import pytest

from tests.architecture.plug_ins import PlugInsContract

FOLDER = "desk.formats"


@pytest.fixture
def graph() -> grimp.ImportGraph:
    made = grimp.ImportGraph()
    for name in ("desk", FOLDER, f"{FOLDER}.arf", f"{FOLDER}.xarf", f"{FOLDER}._fields"):
        made.add_module(name)
    made.add_import(importer=FOLDER, imported=f"{FOLDER}.arf")
    made.add_import(importer=f"{FOLDER}.arf", imported=f"{FOLDER}._fields")
    return made


def kept(graph: grimp.ImportGraph) -> bool:
    options = {"folders": [FOLDER, "desk.not_there"]}
    contract = PlugInsContract("plug-ins", session_options={}, contract_options=options)
    return bool(contract.check(graph, verbose=False).kept)


def test_plug_ins_may_share_a_module_named_with_an_underscore(graph: grimp.ImportGraph) -> None:
    assert kept(graph)


def test_a_plug_in_that_imports_another_breaks_the_contract(graph: grimp.ImportGraph) -> None:
    graph.add_import(importer=f"{FOLDER}.arf", imported=f"{FOLDER}.xarf")
    assert not kept(graph)


def test_a_shared_module_that_imports_a_plug_in_breaks_the_contract(graph: grimp.ImportGraph) -> None:
    graph.add_import(importer=f"{FOLDER}._fields", imported=f"{FOLDER}.xarf")
    assert not kept(graph)


def test_a_plug_in_that_is_a_folder_is_looked_into(graph: grimp.ImportGraph) -> None:
    graph.add_module(f"{FOLDER}.xarf.schema")
    graph.add_import(importer=f"{FOLDER}.arf", imported=f"{FOLDER}.xarf.schema")
    assert not kept(graph)
