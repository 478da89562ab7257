"""A town's own model that is wrong costs its own devices' messages alone, and a mended one is used at once."""

import json
from pathlib import Path

from config.catalogue import CatalogueFiles
from domain.reading import Reason
from ingest.decode.arrival import Decoded, DecodeResult, Run
from ingest.decode.decode import Decoder
from ingest.log.entry import Entry
from tests.unit.ingest.columns import entries
from tests.unit.ingest.registered import NOW, device, registry

REGISTRY = registry(device("ours", model="acme/box-1"), device("other", model="generic"))


def entry(device_id: str, **values: object) -> Entry:
    return Entry(1, 2, NOW, f"bysans/v1/air/{device_id}", json.dumps({"time": NOW // 1000, **values}).encode(), dup=False)


def one(decoder: Decoder, message: Entry) -> DecodeResult | Run:
    (result,) = decoder.decode_batch(entries([message]), REGISTRY)
    return result.result if isinstance(result, Decoded) else result


def test_a_wrong_model_is_decode_failed_of_its_own_device_alone(tmp_path: Path) -> None:
    (tmp_path / "acme.toml").write_text('[box-1]\nsource = "the maker V"\ndecoder = "none-such"\n')
    decoder = Decoder(CatalogueFiles(own=tmp_path).read(), retention_ms=None)
    refused = one(decoder, entry("ours", pm25=8))
    assert isinstance(refused, DecodeResult)
    assert refused.rejections[0].reason is Reason.DECODE_FAILED
    assert "the model acme/box-1 cannot be used" in refused.rejections[0].detail
    assert "acme.toml, line 3: box-1.decoder = 'none-such'" in refused.rejections[0].detail
    assert isinstance(one(decoder, entry("other", pm25=8)), Run)


def test_units_of_a_model_that_changes_while_we_run_are_those_of_the_next_message(tmp_path: Path) -> None:
    files = CatalogueFiles(own=tmp_path)
    catalogue = files.read()
    decoder = Decoder(catalogue, retention_ms=None)
    assert isinstance(one(decoder, entry("ours", no2=10)), Run)
    (tmp_path / "acme.toml").write_text('[box-1]\nsource = "the maker V"\nunits.no2 = "ppb"\n')
    files.refresh(catalogue)
    converted = one(decoder, entry("ours", no2=10))
    assert isinstance(converted, DecodeResult)
    assert converted.readings[0].values == {"no2": 19.125}
