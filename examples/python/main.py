"""Notes: a small API that checks Paraph's access tokens by itself. FastAPI and PyJWT."""

import threading
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from jwt.exceptions import PyJWKClientConnectionError, PyJWKClientError, PyJWKSetError
from pydantic import BaseModel, Field

ISSUER = "http://localhost:8080"
AUDIENCE = "api"
PAGE = "http://localhost:3000"  # whose scripts may call
LEEWAY = 30  # seconds that clocks may differ

# The keys are fetched once, kept for ten minutes, and fetched again for a kid that is not among them, at most every 30 s.
KEYS = jwt.PyJWKClient(f"{ISSUER}/.well-known/jwks.json", timeout=3, lifespan=600)
# What the issuer's side may raise; RecursionError for brackets without end.
FAULTS = (PyJWKClientConnectionError, PyJWKSetError, ValueError, RecursionError)
ASKING = threading.Lock()


class Refusal(Exception):
    """The status, the code and the challenge that belongs to it (RFC 6750, section 3)."""

    def __init__(self, status: int, code: str, title: str, headers: dict[str, str] | None = None):
        self.status, self.code, self.title, self.headers = status, code, title, headers or {}


def invalid(code: str, title: str) -> Refusal:
    return Refusal(401, code, title, {"WWW-Authenticate": f'Bearer error="invalid_token", error_description="{title}"'})


def key_of(token: str) -> jwt.PyJWK:
    """The key for a token. Where the issuer cannot be asked, nothing is known about the token: 503, never 401."""
    unavailable = Refusal(503, "unavailable", "The issuer's keys cannot be had", {"Retry-After": "1"})
    kid = jwt.get_unverified_header(token).get("kid", "")
    try:
        known = KEYS.match_kid(KEYS.get_signing_keys(), kid)
    except (PyJWKClientError, *FAULTS) as error:
        raise unavailable from error
    if known:
        return known
    # One request at a time asks for a kid that is not known: while the issuer hangs, strangers must not take every thread.
    if not ASKING.acquire(blocking=False):
        raise unavailable
    try:
        return KEYS.get_signing_key(kid)
    except FAULTS as error:
        raise unavailable from error
    except PyJWKClientError as error:
        raise jwt.InvalidTokenError("no such key") from error
    finally:
        ASKING.release()


def verify(request: Request) -> dict:
    """The claims of the request's token, or why it is refused."""
    header = ", ".join(request.headers.getlist("authorization"))  # two of them are no token
    if not header:
        raise Refusal(401, "token_invalid", "An access token is needed", {"WWW-Authenticate": "Bearer"})
    scheme, _, token = header.partition(" ")
    try:
        typ = jwt.get_unverified_header(token).get("typ")
        if scheme.lower() != "bearer" or not isinstance(typ, str) or typ.lower() != "at+jwt":
            raise jwt.InvalidTokenError("no access token")
        options = {"require": ["exp", "iat", "sub"], "strict_aud": True}
        return jwt.decode(token, key_of(token), algorithms=["ES256"], audience=AUDIENCE, issuer=ISSUER, leeway=LEEWAY,
                          options=options)
    except jwt.ExpiredSignatureError:
        raise invalid("token_expired", "The access token has expired") from None
    except (jwt.InvalidTokenError, RecursionError):  # the latter for brackets without end
        raise invalid("token_invalid", "The access token is not accepted") from None


Token = Annotated[dict, Depends(verify)]


def need(scope: str):
    """A dependency: lets a request pass whose token grants the scope."""

    def check(token: Token) -> None:
        granted = token.get("scope")
        if not isinstance(granted, str) or scope not in granted.split(" "):
            challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
            raise Refusal(403, "insufficient_scope", "The access token lacks a scope", {"WWW-Authenticate": challenge})

    return Depends(check)


class Note(BaseModel):
    text: str = Field(min_length=1, max_length=8_000)


notes: dict[str, list[str]] = {}  # in memory, by the token's subject

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=[PAGE], allow_methods=["GET", "POST"],
                   allow_headers=["authorization", "content-type"], expose_headers=["retry-after", "www-authenticate"])


@app.get("/")
def read_root():
    return {"service": "notes"}


@app.get("/notes")
def read_notes(token: Token):
    return {"notes": notes.get(token["sub"], [])}


@app.post("/notes", status_code=201, dependencies=[need("notes:write")])
def add_note(note: Note, token: Token):
    notes.setdefault(token["sub"], []).append(note.text)
    return {"text": note.text}


@app.exception_handler(Refusal)
def refused(_request: Request, refusal: Refusal) -> JSONResponse:
    """Refusals as problem+json (RFC 9457)."""
    problem = {"type": f"urn:paraph:error:{refusal.code}", "title": refusal.title, "status": refusal.status}
    return JSONResponse({**problem, "code": refusal.code}, refusal.status, refusal.headers, "application/problem+json")


@app.exception_handler(RequestValidationError)
def malformed(request: Request, _error: RequestValidationError) -> JSONResponse:
    return refused(request, Refusal(400, "bad_request", 'The body must be {"text": "..."}'))
