"""What is known of a device that waits for approval, and what may be chosen for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages.frame.reader import Reader
from api.pages.new_devices.choices import models_of, places_of
from api.pages.new_devices.sending_interval import USUAL_S, likely_interval
from api.pages.new_devices.sent_values import sent_values
from api.registry.names import names_now
from api.web.problems import not_found
from api.web.services import Services
from domain.device import Kind
from storage.state.ingest import proposals, quarantine
from storage.state.ingest.proposals import Proposal

LOOKED_AT = 50  # messages from which the interval is judged
USUALLY_S: Mapping[Kind, int] = {"air": 600, "bin": 3600}


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
        return self.interval_s or USUALLY_S[self.proposal.kind]

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
        heard = quarantine.page(connection, devices=senders(proposal), limit=LOOKED_AT)
        return Approval(
            now=services.clock(),
            proposal=proposal,
            values=next(filter(None, (sent_values(row.payload) for row in heard)), []),
            interval_s=likely_interval(row.received_at for row in heard),
            models=models_of(services, proposal.kind),
            places=places_of(services, names, proposal.kind),
        )


def senders(proposal: Proposal) -> list[str]:
    """Return what the messages of a proposed device may stand under."""
    return [proposal.id] if proposal.dev_eui is None else [proposal.id, proposal.dev_eui]
