"""Accounts: signing in and out, passwords, sessions, one-time links.

Passwords are kept as argon2id hashes; sessions and links as SHA-256 hashes of random tokens. Signing in fails with
the same sentence whatever was wrong, and takes longer the more often it failed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, select, update

from ..base.database import table_of
from ..base.errors import Invalid, NotFound, Refused
from ..base.i18n import N_
from ..base.text import email_key
from ..models import OneTimeLink, User, UserSession
from .access import SYSTEM, Actor, Role, require
from .unit_of_work import Office, Work, actor_of

SESSION_LASTS = dt.timedelta(days=30)
SESSION_IDLE = dt.timedelta(days=7)
SEEN_STEP = dt.timedelta(minutes=5)
LINK_LASTS = dt.timedelta(days=3)
FREE_ATTEMPTS = 3
LONGEST_WAIT_S = 900
PASSWORD_LEAST, PASSWORD_MOST = 10, 200

_hasher = PasswordHasher()


@dataclass(frozen=True)
class SignedIn:
    """A new session: the token for the cookie (nowhere else kept) and whose it is."""

    token: str
    user_id: int


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _nobody() -> str:
    """A hash to check against when there is no such user, so that both cases take the same time."""
    return _hasher.hash(secrets.token_urlsafe(16))


def check_password_strength(password: str) -> None:
    """Raise Invalid, in words, for a password that is too short, too long, or one letter over and over."""
    if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST:
        raise Invalid(
            N_("Choose a password of {least} to {most} characters."),
            field="password",
            least=PASSWORD_LEAST,
            most=PASSWORD_MOST,
        )
    if len(set(password)) < 4:
        raise Invalid(N_("Choose a password with at least four different characters."), field="password")


def hash_password(password: str) -> str:
    """The argon2id hash of a password that is strong enough; Invalid otherwise."""
    check_password_strength(password)
    return _hasher.hash(password)


def _verified(stored: str | None, password: str) -> bool:
    try:
        _hasher.verify(stored or _nobody(), password)
        return stored is not None
    except (VerificationError, InvalidHashError):
        return False


# Signing in and out


def sign_in(office: Office, email: str, password: str, address: str = "", agent: str = "") -> SignedIn:
    """Open a session for the person of this e-mail and password. Raises Refused, in words."""
    with office.read(SYSTEM) as w:
        now = w.clock.now()
        user = w.scalar(select(User).where(User.email_key == (email_key(email) or "")))
    if user is not None and user.locked_until is not None and user.locked_until > now:
        seconds = int((user.locked_until - now).total_seconds()) + 1
        raise Refused(N_("Too many failed attempts. Try again in {seconds} seconds."), seconds=seconds)
    known = _verified(user.password_hash if user else None, password[:PASSWORD_MOST])
    if user is None or not known or not user.active:
        if user is not None:
            _note_failure(office, user.id)
        raise Refused(N_("E-mail or password is wrong."))
    with office.work(SYSTEM) as w:
        values: dict[str, Any] = {"failed_attempts": 0, "locked_until": None}
        if user.password_hash and _hasher.check_needs_rehash(user.password_hash):
            values["password_hash"] = _hasher.hash(password)
        _set_user(w, user.id, values)
        return open_session(w, user.id, address, agent)


def _set_user(w: Work, user_id: int, values: dict[str, Any]) -> None:
    """Set columns that are not part of the user's history."""
    table = table_of(User)
    w.session.connection().execute(update(table).where(table.c.id == user_id).values(values))
    w.session.expire_all()


def _note_failure(office: Office, user_id: int) -> None:
    table = table_of(User)
    with office.work(SYSTEM) as w:
        w.session.connection().execute(
            update(table).where(table.c.id == user_id).values(failed_attempts=table.c.failed_attempts + 1)
        )
        failed = w.scalar(select(User.failed_attempts).where(User.id == user_id))
        if failed >= FREE_ATTEMPTS:
            wait = min(2 ** (failed - FREE_ATTEMPTS + 1), LONGEST_WAIT_S)
            _set_user(w, user_id, {"locked_until": w.clock.now() + dt.timedelta(seconds=wait)})


def open_session(w: Work, user_id: int, address: str = "", agent: str = "") -> SignedIn:
    """A new session row for a person who has proved who they are."""
    token, now = secrets.token_urlsafe(32), w.clock.now()
    w.session.add(
        UserSession(
            token_hash=_hash(token),
            user_id=user_id,
            created_at=now,
            seen_at=now,
            expires_at=now + SESSION_LASTS,
            address=address[:64],
            agent=agent[:300],
        )
    )
    return SignedIn(token, user_id)


def session_actor(office: Office, token: str) -> Actor | None:
    """Who this session's token belongs to, if it is alive and the person active; notes that it was seen."""
    if not token:
        return None
    with office.read(SYSTEM) as w:
        now = w.clock.now()
        found = w.session.execute(
            select(UserSession, User)
            .join(User, User.id == UserSession.user_id)
            .where(UserSession.token_hash == _hash(token), UserSession.ended_at.is_(None), User.active.is_(True))
        ).first()
        if found is None:
            return None
        session, user = found[0], found[1]
        if session.expires_at <= now or session.seen_at + SESSION_IDLE <= now:
            return None
        actor = actor_of(w, user)
    if now - session.seen_at > SEEN_STEP:
        _note_seen(office, session.id)
    return actor


def _note_seen(office: Office, session_id: int) -> None:
    with office.work(SYSTEM) as w:
        session = w.session.get(UserSession, session_id)
        if session is not None:
            session.seen_at = w.clock.now()


def sign_out(office: Office, token: str) -> None:
    """End this session."""
    with office.work(SYSTEM) as w:
        session = w.scalar(select(UserSession).where(UserSession.token_hash == _hash(token)))
        if session is not None and session.ended_at is None:
            session.ended_at = w.clock.now()


def demo_sign_in(office: Office, role: str, address: str = "", agent: str = "") -> SignedIn:
    """One click as somebody of this role; only on the demo database."""
    with office.work(SYSTEM) as w:
        if not w.company.demo:
            raise Refused(N_("This works in the demo company only."))
        statement = select(User.id).where(User.role == role, User.active.is_(True), User.password_hash.is_not(None))
        user_id = w.scalar(statement.order_by(User.id).limit(1))
        if user_id is None:
            raise NotFound(N_("The demo company has nobody in this role."))
        return open_session(w, user_id, address, agent)


# Sessions


@dataclass(frozen=True)
class OpenSession:
    """A living session in the list of a person's or everybody's sessions."""

    id: int
    user_id: int
    user: str
    created_at: dt.datetime
    seen_at: dt.datetime
    address: str
    agent: str
    token_hash: str


def is_session(one: OpenSession, token: str) -> bool:
    """Whether this token is the session's."""
    return secrets.compare_digest(one.token_hash, _hash(token))


def open_sessions(w: Work, user_id: int | None = None) -> list[OpenSession]:
    """The living sessions that the actor may see: everybody's for an admin, else their own."""
    now = w.clock.now()
    statement = (
        select(UserSession, User.name)
        .join(User, User.id == UserSession.user_id)
        .where(
            UserSession.ended_at.is_(None),
            UserSession.expires_at > now,
            UserSession.seen_at > now - SESSION_IDLE,
        )
        .order_by(UserSession.seen_at.desc())
    )
    if user_id is not None:
        statement = statement.where(UserSession.user_id == user_id)
    return [
        OpenSession(one.id, one.user_id, name, one.created_at, one.seen_at, one.address, one.agent, one.token_hash)
        for one, name in w.rows(statement)
    ]


def end_session(w: Work, session_id: int) -> None:
    """End a session that the actor may see: their own, or any for an admin."""
    session = w.scalar(select(UserSession).where(UserSession.id == session_id))
    if session is None:
        raise NotFound(N_("This session does not exist, or you may not see it."))
    session.ended_at = session.ended_at or w.clock.now()


def end_sessions_of(w: Work, user_id: int) -> None:
    for one in open_sessions(w, user_id):
        end_session(w, one.id)


# Passwords and links


def change_password(office: Office, actor: Actor, old: str, new: str, keep_token: str | None = None) -> None:
    """Choose a new password; all other sessions of the person end. Raises Refused or Invalid."""
    with office.read(SYSTEM) as w:
        stored = w.scalar(select(User.password_hash).where(User.id == actor.user_id))
    if not _verified(stored, old[:PASSWORD_MOST]):
        raise Refused(N_("Your present password is not right."))
    hashed = hash_password(new)
    with office.work(SYSTEM) as w:
        assert actor.user_id is not None
        _set_user(w, actor.user_id, {"password_hash": hashed})
        _end_others(w, actor.user_id, keep_token)


def _end_others(w: Work, user_id: int, keep_token: str | None = None) -> None:
    keep = _hash(keep_token) if keep_token else ""
    statement = select(UserSession).where(
        UserSession.user_id == user_id, UserSession.ended_at.is_(None), UserSession.token_hash != keep
    )
    for session in w.scalars(statement):
        session.ended_at = w.clock.now()


def make_link(w: Work, user_id: int) -> str:
    """A one-time token with which this person chooses a password: an invitation, or for a forgotten one.

    It wakes up a seller that an import made: they need an e-mail to sign in with. Older links end.
    """
    require(w, "users")
    user = w.get(User, user_id)
    if not user.email_key:
        raise Invalid(N_("Give {name} an e-mail address first; it is what people sign in with."), name=user.name)
    now = w.clock.now()
    for old in w.scalars(select(OneTimeLink).where(OneTimeLink.user_id == user_id, OneTimeLink.used_at.is_(None))):
        old.used_at = now
    token = secrets.token_urlsafe(32)
    w.session.add(
        OneTimeLink(
            token_hash=_hash(token),
            user_id=user_id,
            made_by_id=w.actor.user_id,
            created_at=now,
            expires_at=now + LINK_LASTS,
        )
    )
    return token


def link_user(office: Office, token: str) -> str | None:
    """The name of the person a living link is for, else None."""
    with office.read(SYSTEM) as w:
        found = _living_link(w, token)
        return found[1].name if found else None


def _living_link(w: Work, token: str) -> tuple[OneTimeLink, User] | None:
    statement = (
        select(OneTimeLink, User)
        .join(User, User.id == OneTimeLink.user_id)
        .where(
            OneTimeLink.token_hash == _hash(token),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > w.clock.now(),
        )
    )
    found = w.session.execute(statement).first()
    return (found[0], found[1]) if found else None


def use_link(office: Office, token: str, password: str, address: str = "", agent: str = "") -> SignedIn:
    """Choose a password by a link; the person is active from then on and signed in. Works once."""
    hashed = hash_password(password)
    with office.work(SYSTEM) as w:
        found = _living_link(w, token)
        if found is None:
            raise Refused(N_("This link was used or is too old. Ask your admin for a new one."))
        link, user = found
        link.used_at = w.clock.now()
        _end_others(w, user.id)
        if not user.active:
            with w.changing("edit", context="link"):
                user.active = True
        _set_user(w, user.id, {"password_hash": hashed, "failed_attempts": 0, "locked_until": None})
        w.touch("user")
        return open_session(w, user.id, address, agent)


# The first admin, and what guards the last one


def needs_set_up(office: Office) -> bool:
    """Whether nobody can sign in yet."""
    with office.read(SYSTEM) as w:
        return not w.scalar(select(func.count()).select_from(User).where(User.password_hash.is_not(None)))


def require_another_admin(w: Work, user_id: int) -> None:
    """Raise Refused when this is the last active admin."""
    others = (
        select(func.count())
        .select_from(User)
        .where(
            User.id != user_id,
            User.role == Role.ADMIN,
            User.active.is_(True),
            User.password_hash.is_not(None),
        )
    )
    if not w.scalar(others):
        raise Refused(N_("This is the last admin. Make somebody else admin first."))
