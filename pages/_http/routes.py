"""The addresses that are answered before Streamlit, in the order in which they are tried."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from _http import assets, documents, downloads, filling, frame, health, passwords, preferences, set_up, sign_in
from _nav import SCREENS

ROUTES: list[BaseRoute] = [
    Route("/sign-in", sign_in.show, methods=["GET"]),
    Route("/sign-in", sign_in.submit, methods=["POST"]),
    Route("/sign-out", sign_in.sign_out, methods=["POST"]),
    Route("/set-up", set_up.show, methods=["GET"]),
    Route("/set-up", set_up.submit, methods=["POST"]),
    Route("/filling", filling.show, methods=["GET"]),
    Route("/password", passwords.show, methods=["GET"]),
    Route("/password", passwords.submit, methods=["POST"]),
    Route("/link/{token}", passwords.show_link, methods=["GET"]),
    Route("/link/{token}", passwords.use_link, methods=["POST"]),
    Route("/download/{token}", downloads.give, methods=["GET"]),
    Route("/document/{number:int}", documents.give, methods=["GET"]),
    Route("/document/{number:int}/view", documents.show, methods=["GET"]),
    Route("/preferences", preferences.submit, methods=["POST"]),
    Route("/health", health.show, methods=["GET"]),
    Route("/favicon.png", assets.favicon, methods=["GET"]),
    Route("/assets/fonts/{name}", assets.font, methods=["GET"]),
    Route("/assets/{name}", assets.asset, methods=["GET"]),
    Route("/", frame.show, methods=["GET"]),
    Route(f"/{SCREENS[0].slug}", frame.home, methods=["GET"]),
    *(Route(f"/{screen.slug}", frame.show, methods=["GET"]) for screen in SCREENS[1:]),
    Route("/{path}", frame.unknown, methods=["GET"]),
]
