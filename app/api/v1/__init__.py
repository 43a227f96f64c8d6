"""The routers of version 1, in the order in which the documentation tells them."""

from fastapi import APIRouter

from app.api.v1 import sessions

ROUTERS: tuple[APIRouter, ...] = (sessions.router,)

SANDBOX_ROUTERS: tuple[APIRouter, ...] = ()
"""What exists in the sandbox alone: its clock and its mails."""
