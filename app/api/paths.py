"""From a path to its route in one look per segment, however many routes there are.

It also mends what a list of routes gets wrong: 405 names every method of the path, HEAD is answered wherever GET is,
and a slash too many is another address.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from starlette.convertors import StringConvertor
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(slots=True)
class _Node:
    fixed: dict[str, "_Node"] = field(default_factory=dict)
    parameter: "_Node | None" = None
    routes: dict[str, Route] = field(default_factory=dict)

    def child(self, segment: str) -> "_Node":
        if not segment.startswith("{"):
            return self.fixed.setdefault(segment, _Node())
        self.parameter = self.parameter or _Node()
        return self.parameter


class PathTable:
    """The application's routes, by path and method. A fixed segment goes before a parameter in the same place."""

    def __init__(self, routes: Iterable[BaseRoute], otherwise: ASGIApp) -> None:
        self._otherwise = otherwise
        self._root = _Node()
        for route in routes:
            self._add(route)

    def _add(self, route: BaseRoute) -> None:
        if not isinstance(route, Route) or any(
            not isinstance(convertor, StringConvertor) for convertor in route.param_convertors.values()
        ):
            raise TypeError(f"{route!r}: only plain routes, whose parameters are whole segments")
        node = self._root
        for segment in route.path_format.split("/"):
            node = node.child(segment)
        for method in route.methods or ():
            if method != "HEAD" and node.routes.setdefault(method, route) is not route:
                raise ValueError(f"two routes for {method} {route.path_format}")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to its route; what is not HTTP goes to Starlette's own router."""
        if scope["type"] != "http":
            await self._otherwise(scope, receive, send)
            return
        node, values = self._find(scope["path"])
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        route = node.routes.get(method)
        if route is None:
            raise HTTPException(405, headers={"Allow": _allowed(node)})
        scope["route"] = route
        scope["endpoint"] = route.endpoint
        scope["path_params"] = dict(zip(route.param_convertors, values, strict=True))
        await route.app(scope, receive, send)

    def _find(self, path: str) -> tuple[_Node, list[str]]:
        """The node of ``path`` and its parameters' values. Raises HTTPException 404."""
        node, values = self._root, []
        for segment in path.split("/"):
            child = node.fixed.get(segment)
            if child is None:
                child = node.parameter
                if child is None or not segment or "\x00" in segment:
                    raise HTTPException(404)
                values.append(segment)
            node = child
        if not node.routes:
            raise HTTPException(404)
        return node, values


def _allowed(node: _Node) -> str:
    methods = set(node.routes)
    return ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods))
