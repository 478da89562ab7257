"""Makes InfluxDB tokens that may do no more than their role needs: read one bucket, or read and write it."""

from collections.abc import Sequence

from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.domain.authorization import Authorization
from influxdb_client.domain.permission import Permission
from influxdb_client.domain.permission_resource import PermissionResource
from influxdb_client.rest import ApiException
from urllib3.exceptions import HTTPError

from storage.readings.influxdb_answer import meaning
from storage.readings.protocol import StoreAwayError, StoreRefusesError

READ, WRITE = "read", "write"
_TIMEOUT_MS = 30_000


def token_for(url: str, *, operator_token: str, org: str, bucket: str, name: str, actions: Sequence[str]) -> str:
    """Return the token called `name` that may do `actions` (`READ`, `WRITE`) with the bucket; made where there is none yet.

    `operator_token` may make tokens. Raises StoreAwayError, StoreRefusesError.
    """
    where = f"{url} (organization {org!r}, bucket {bucket!r})"
    try:
        with InfluxDBClient(url=url, token=operator_token, org=org, timeout=_TIMEOUT_MS) as client:
            bucket_ = client.buckets_api().find_bucket_by_name(bucket)
            if bucket_ is None:
                raise StoreRefusesError(f"InfluxDB at {where} has no such bucket, or the token may not see it: see readings.bucket")
            resource = PermissionResource(type="buckets", id=bucket_.id, org_id=bucket_.org_id)
            permissions = [Permission(action=action, resource=resource) for action in actions]
            tokens = client.authorizations_api()
            for existing in tokens.find_authorizations(org_id=bucket_.org_id):
                if existing.description == name and existing.status == "active" and _same(existing.permissions, permissions):
                    return str(existing.token)
            made = Authorization(org_id=bucket_.org_id, description=name, permissions=permissions)
            return str(tokens.create_authorization(authorization=made).token)
    except ApiException as error:
        answer = meaning(error, where)
        raise answer if isinstance(answer, StoreAwayError | StoreRefusesError) else StoreRefusesError(str(answer)) from error
    except HTTPError as error:
        raise StoreAwayError(f"InfluxDB at {where} does not answer; see that it runs and can be reached ({error})") from error


def _same(permissions: Sequence[Permission], others: Sequence[Permission]) -> bool:
    """Return whether two lists allow the same."""
    first, second = ({(each.action, each.resource.type, each.resource.id) for each in listed} for listed in (permissions, others))
    return first == second
