"""A contract for import-linter: no plug-in of a folder imports another of the same folder.

What several of them need lies beside them in modules whose names start with an underscore; such a module imports no
plug-in either, so that none reaches another through it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from importlinter import Contract, ContractCheck, fields, output

if TYPE_CHECKING:
    from grimp import ImportGraph


class PlugInsContract(Contract):
    """Keeps the plug-ins of every folder in `folders` apart."""

    folders = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001 - import-linter's
        """Look at every folder that exists."""
        forbidden = [pair for folder in self._folders() if folder in graph.modules for pair in _meetings(graph, folder)]
        return ContractCheck(kept=not forbidden, metadata={"forbidden": forbidden})

    def _folders(self) -> list[str]:
        """Give what import-linter put in the place of the field."""
        folders: object = self.folders
        return [str(folder) for folder in folders] if isinstance(folders, list) else []

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say who imports whom."""
        for importer, imported in check.metadata["forbidden"]:
            output.print_error(f"{importer} imports {imported}; move what both need to a module named with _.")


def _meetings(graph: ImportGraph, folder: str) -> list[tuple[str, str]]:
    """List the pairs of importer and imported plug-in inside one folder."""
    members = graph.find_children(folder)
    plug_ins = {name for name in members if not name.rpartition(".")[2].startswith("_")}
    return [
        (importer, imported)
        for importer in sorted(members)
        for imported in sorted(plug_ins - {importer})
        if graph.direct_import_exists(importer=importer, imported=imported, as_packages=True)
    ]
