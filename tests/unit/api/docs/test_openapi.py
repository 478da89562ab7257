"""The names of the OpenAPI document are for people: no modules of ours, and none twice."""

from fastapi import FastAPI


def test_components_are_named_without_modules_and_have_titles_of_their_own(app: FastAPI) -> None:
    schemas = app.openapi()["components"]["schemas"]
    assert [name for name in schemas if "__" in name] == []
    titles = [schema["title"] for schema in schemas.values() if "title" in schema]
    assert sorted(titles) == sorted(set(titles))
