"""What is known of a device that waits for approval, and what may be chosen for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages.frame.reader import Reader
from api.pages.frame.registry_now import RegistryNow, registry_now
from api.pages.new_devices.sending_interval import USUAL_S, likely_interval
from api.pages.new_devices.sent_values import sent_values
from api.registry.names import names_now
from api.text.name_order import name_order
from api.web.problems import not_found
from api.web.services import Services
from config.names import Names
from storage.state.ingest import proposals, quarantine
from storage.state.ingest.proposals import Proposal

_LOOKED_AT = 50  # messages from which the interval is judged
_USUALLY_S: Mapping[str, int] = {"air": 600, "bin": 3600}


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A proposed device at `now` (ms UTC): what it sent last, how often it seems to send, and what may be chosen.

    `interval_s`: suggested, None where it was heard too rarely to tell. `places`: sites of an air device, bins of a bin's, by the name
    that tells them apart.
    """

    now: int
    proposal: Proposal
    values: Sequence[tuple[str, float]]
    interval_s: int | None
    models: Sequence[str]
    places: Mapping[str, str]

    @property
    def chosen_interval_s(self) -> int:
        """The interval that is chosen unless another is."""
        return self.interval_s or _USUALLY_S[self.proposal.kind]

    @property
    def intervals(self) -> Sequence[int]:
        """The intervals that may be chosen (s)."""
        return USUAL_S

    @property
    def model(self) -> str:
        """The model that is chosen unless another is."""
        model = self.proposal.model
        return model if model is not None and model in self.models else "generic"


def approval(services: Services, reader: Reader, proposal_id: str) -> Approval:
    """Read what is known of a proposed device. Raises a 404, and StateAwayError."""
    with services.state.read() as connection:
        proposal = proposals.get(connection, proposal_id)
        if proposal is None:
            raise not_found("proposed device", proposal_id)
        names = names_now(services, connection, reader.language)
        heard = quarantine.page(connection, devices=_senders(proposal), limit=_LOOKED_AT)
        return Approval(
            now=services.clock(),
            proposal=proposal,
            values=next(filter(None, (sent_values(row.payload) for row in heard)), []),
            interval_s=likely_interval(row.received_at for row in heard),
            models=_models(services, proposal.kind),
            places=_places(connection, services, proposal.kind, names),
        )


def _senders(proposal: Proposal) -> list[str]:
    return [proposal.id] if proposal.dev_eui is None else [proposal.id, proposal.dev_eui]


def _models(services: Services, kind: str) -> list[str]:
    return sorted(name for name, model in services.catalogue.models.items() if model.kind in (None, kind))


def _places(connection: Connection, services: Services, kind: str, names: Names) -> dict[str, str]:
    present: RegistryNow = registry_now(services.registry(connection), services.clock())
    called = {names.site(name): name for name in present.sites} if kind == "air" else {names.bin(name): name for name in present.bins}
    return dict(sorted(called.items(), key=lambda item: name_order(item[0])))
