"""Signing in as at work: the OpenID Connect providers, and which of their groups have which role."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from config.sections.address import LOOPBACK, check_http_url
from config.toml_file import Table
from domain.access.role import Role
from domain.access.scope import Scope


def _check_issuer(url: str) -> str:
    parts = urlsplit(check_http_url(url))
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise ValueError("an issuer's address begins with https://")
    return url


Issuer = Annotated[str, AfterValidator(_check_issuer)]
ProviderId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
Values = Annotated[tuple[str, ...], Field(min_length=1)]


class Provider(Table):
    """An OpenID Connect provider, such as Entra ID or Ansattporten; docs/sign-in.md says which field to find where."""

    name: str = Field(min_length=1, max_length=64, description="as people know it: the button says `Sign in with NAME`")
    issuer: Issuer = Field(description="exactly as the provider's own documents write it")
    client_id: str = Field(min_length=1)
    client_secret_file: Path | None = Field(None, description="a file that holds the client's secret; none for a public client")
    scopes: tuple[str, ...] = Field(("openid", "profile"), description="what is asked for; offline_access lets groups be asked again")
    groups_claim: str = Field("groups", description="where the ID token names groups; a dot leads into an object, such as `a.b`")
    name_claim: str = Field("name", description="where the ID token names the person")
    roles: Mapping[Role, Values] = Field(default_factory=dict, description="the groups of each role; who is in none may not sign in")
    require: Mapping[str, Values] = Field(default_factory=dict, description="claims that must have one of these values, such as acr")
    parameters: Mapping[str, str] = Field(default_factory=dict, description="more parameters of the request, such as acr_values")

    @model_validator(mode="after")
    def _ask_for_an_id_token(self) -> Self:
        if "openid" not in self.scopes:
            raise ValueError("scopes must contain openid: without it the provider does not say who signed in")
        return self


class SignIn(Table):
    """Who may sign in to the pages, and for how long."""

    providers: Mapping[ProviderId, Provider] = Field(default_factory=dict)
    roles: Mapping[Role, tuple[Scope, ...]] = Field(default_factory=dict, description="a role's scopes, in place of those that ship")
    keys: bool = Field(True, description="false: people sign in at a provider only, keys are for programs")
    hours: float = Field(12, gt=0, le=24 * 30, description="the longest that a session lasts")
    confirm_minutes: float = Field(15, gt=0, description="so often the provider is asked again whether and with which groups")
    unconfirmed_hours: float = Field(4, gt=0, description="so long a session lasts that the provider, being away, cannot confirm")

    @model_validator(mode="after")
    def _leave_a_way_in(self) -> Self:
        if not self.keys and not self.providers:
            raise ValueError("keys = false needs a provider: nobody could sign in")
        return self
