"""Settings: defaults, then ``homematch.toml``, then environment variables ``HOMEMATCH_…``."""

import os
import sys
from datetime import date
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from matcher.errors import InputError

_REPOSITORY = Path(__file__).parent.parent
_SHARED = _REPOSITORY if (_REPOSITORY / "models").is_dir() else Path(sys.prefix) / "share" / "homematch"
"""Where ``models/`` and ``data/`` are: beside the package in the repository, or else where they were installed."""
MODELS = _SHARED / "models"
"""The models of the release."""

_CONFIG = "HOMEMATCH_CONFIG"


class Settings(BaseSettings):
    """What an operator can choose; every field has a default that works on a laptop without a network."""

    model_config = SettingsConfigDict(env_prefix="HOMEMATCH_", extra="forbid", frozen=True)

    folder: Path = Field(
        Path("data/var"), description="where the store, index files, reports and trained rankers are kept"
    )
    store: str = Field("", description="URL of the store; empty: SQLite in the folder; `memory`: nothing is kept")
    store_id: str = Field(
        "", description="identity of the store, as `homematch doctor` shows it: another one, or none, is an error"
    )
    embedder: str = Field(
        "sentence-transformers", description="kind of embedder; `hashing` needs no model and finds shared words only"
    )
    model: str = Field(
        "",
        description="folder of a sentence-transformers model, or the name of one in the model hub's cache on this "
        "machine; empty: the installed all-MiniLM-L6-v2",
    )
    multilingual: bool = Field(
        False,
        description="whether the model reads Chinese; a file `homematch-model.toml` in its folder overrides this",
    )
    second_model: str = Field(
        "",
        description="folder of a multilingual sentence-transformers model that reads, beside the model, what may meet "
        "Chinese; empty: the one that `homematch models unpack multilingual` has put into the folder, if it has; "
        "`none`: no second model",
    )
    readers: Path = Field(
        _SHARED / "models" / "readers", description="folder of what is shipped about models that can be unpacked"
    )
    bridge: str = Field(
        str(_SHARED / "models" / "bridge"),
        description="folder of the dictionary that translates Chinese for the model; `none`: no bridge",
    )
    glossary: Path | None = Field(
        None, description="file of your own terms, one a line: Chinese, a tab, English; they override the dictionary"
    )
    precision: Literal["auto", "float32", "bfloat16"] = Field(
        "auto", description="`auto`: bfloat16 where the processor computes in it, else float32"
    )
    index: str = Field("faiss", description="kind of vector index: `faiss` or `exact`")
    rankers: Path = Field(_SHARED / "models" / "rankers", description="folder of the rankers that are shipped")
    ranker: str = Field(
        "default", description="which ranker scores; if not set, the champion of `homematch models`, if there is one"
    )
    claims: Path = Field(
        _SHARED / "models" / "claims" / "default.json",
        description="the model that decides whether a profile bears a requirement out",
    )
    vocabulary: Path = Field(_SHARED / "models" / "skills" / "skills.tsv", description="the skill vocabulary")
    skills: Path | None = Field(None, description="file of your own skills, read after the vocabulary")
    show_weak: bool = Field(
        False, description="whether lists include matches whose texts bear out nothing that is asked"
    )
    pool: int = Field(400, ge=1, le=1_000_000, description="how many candidates each retrieval leg proposes")
    sample: Path = Field(_SHARED / "data" / "demo", description="folder of the synthetic demo sample")
    today: date | None = Field(None, description="the day to calculate from; empty: today")
    host: str = Field("127.0.0.1", description="address that the service listens on")
    port: int = Field(8000, ge=1, le=65535, description="port that the service listens on")
    address: str = Field(
        "",
        pattern=r"^(https?://[^/\s]+)?$",
        description="where readers reach the service, such as `https://match.example.org`: links and cookies are made "
        "for it; empty: http, at host and port",
    )
    hosts: str = Field(
        "", description="other hosts that the service may be reached under, with commas between; this machine always is"
    )
    proxies: str = Field(
        "127.0.0.1", description="addresses of proxies, with commas between, whose word on who asks is believed"
    )
    connections: int = Field(512, ge=10, le=65_536, description="most connections at a time; more are refused")
    header_seconds: int = Field(10, ge=1, le=600, description="seconds in which the headers of a request must be there")
    body_seconds: int = Field(60, ge=1, le=3600, description="seconds in which the body of a request must be there")
    log: Literal["text", "json"] = Field(
        "text", description="form of the service's log; `json`: one object a line, without anything of people"
    )
    job_worker: bool = Field(
        True, description="whether the service itself runs imports and other jobs; else `homematch jobs run` does"
    )
    session_idle: int = Field(
        60, ge=5, le=1440, description="minutes without a request after which somebody who is signed in is asked again"
    )
    session_hours: int = Field(12, ge=1, le=168, description="hours after which everybody is asked to sign in again")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, _file())

    @property
    def reached_at(self) -> str:
        """The service's address with the default filled in."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.address or f"http://{host}:{self.port}"

    @property
    def is_secure(self) -> bool:
        """Whether readers reach the service over https."""
        return self.address.startswith("https://")

    @property
    def store_url(self) -> str:
        """The store's URL with the default filled in."""
        return self.store or f"sqlite:///{self.folder / 'homematch.db'}"


def load_settings(**chosen: Any) -> Settings:
    """Settings overridden by the given fields; raises InputError that names the setting and what is allowed."""
    _refuse_unknown_variables()
    try:
        return Settings(**chosen)
    except TOMLDecodeError as error:
        raise InputError(f"{_file()} is not TOML ({error}); fix or delete it") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(map(str, first["loc"]))
        if first["type"] == "extra_forbidden":
            problem = f"is not a setting; settings are: {', '.join(Settings.model_fields)}"
        else:
            problem = f"is {first['input']!r}; {first['msg'][:1].lower()}{first['msg'][1:]}"
        raise InputError(f"setting {name!r} {problem}; look at HOMEMATCH_{name.upper()} and homematch.toml") from error


def _file() -> Path:
    """The settings file; one named by HOMEMATCH_CONFIG must exist."""
    named = os.environ.get(_CONFIG)
    if named and not Path(named).is_file():
        raise InputError(f"{_CONFIG} names {named}, which is not a file; give the path of a TOML file")
    return Path(named or "homematch.toml")


def _refuse_unknown_variables() -> None:
    """A misspelt variable is an error, since otherwise a default would apply unnoticed."""
    known = {f"HOMEMATCH_{name.upper()}" for name in Settings.model_fields} | {_CONFIG}
    unknown = sorted(name for name in os.environ if name.startswith("HOMEMATCH_") and name not in known)
    if unknown:
        raise InputError(f"{unknown[0]} is not a setting; settings are: {', '.join(sorted(known))}")
