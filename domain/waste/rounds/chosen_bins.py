"""Somebody takes bins off a round, or says which may go along: what is taken off is kept, so that it can be put back."""

from collections.abc import Collection
from dataclasses import replace

from domain.waste.rounds.round_problem import RequestedBin, RoundRequest


def choose_bins(
    request: RoundRequest, *, without: Collection[str], along: Collection[str] | None = None, seen: Collection[str] = ()
) -> RoundRequest:
    """Return the request without the bins (ids) of `without`, and without optional ones that are not `along` (None: all may go).

    An optional bin that is left out this way is forgotten, unless a plan had it: nobody has `seen` it on the round.
    """
    bins = (*request.bins, *request.taken_off)
    off = {bin_.bin_id for bin_ in bins if bin_.bin_id in without or not (bin_.required or along is None or bin_.bin_id in along)}
    kept_off = (bin_ for bin_ in bins if bin_.bin_id in off and (bin_.required or bin_.bin_id in without or bin_.bin_id in seen))
    return replace(request, bins=tuple(bin_ for bin_ in bins if bin_.bin_id not in off), taken_off=tuple(kept_off))


def bin_ids(bins: Collection[RequestedBin]) -> frozenset[str]:
    """Return the ids of bins."""
    return frozenset(bin_.bin_id for bin_ in bins)
