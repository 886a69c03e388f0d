"""The API answers as it is described, whatever it is asked: tried with requests drawn from the description itself."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.service.conftest import World, key_header

CHECKS: list[Any] = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip


def test_no_request_is_answered_with_what_is_not_described(world: World) -> None:
    api = schemathesis.openapi.from_asgi("/openapi.json", world.app)
    header = key_header(world.engine) | {"host": "testserver"}
    tried = []
    for described in api.get_all_operations():
        assert isinstance(described, Ok)
        operation = described.ok()
        tried.append(operation.label)

        @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
        @given(case=operation.as_strategy())
        def answered(case: Any) -> None:
            case.call_and_validate(headers=header, checks=CHECKS)

        answered()
    assert len(tried) > 15
