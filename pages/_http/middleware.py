"""What every request passes, outermost first."""

from __future__ import annotations

from starlette.middleware import Middleware

from _http.gate import Gate
from _http.security import SecurityHeaders

MIDDLEWARE = [Middleware(SecurityHeaders), Middleware(Gate)]
