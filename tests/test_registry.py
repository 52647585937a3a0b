"""Everything that is known by name keeps the promises of its recipe."""

import subprocess
import sys

import pytest

import flowatlas
from flowatlas.exporters.exporter import exporters
from flowatlas.importers.importer import importers
from flowatlas.metrics.metric import metrics
from flowatlas.model.record import fields_of
from flowatlas.model.registry import CHECKS, MAPS, Registry
from flowatlas.store.schema import atlas_type
from flowatlas.views.view import views

atlas_type()


@pytest.mark.parametrize("metric", metrics(), ids=lambda metric: metric.name)
def test_a_metric_has_a_title_a_defining_sentence_and_an_answer_in_words(metric):
    """What the reference and the terminal say of a metric comes from its declaration."""
    first = (metric.function.__doc__ or "").partition("\n")[0]

    assert metric.title
    assert first.endswith((".", ",", ":")) or first[0].isupper()
    assert "{value}" in metric.sentence
    assert metric.sentence.endswith(".")


@pytest.mark.parametrize("map_class", MAPS.values(), ids=lambda map_class: map_class.kind)
def test_a_map_explains_itself_and_each_of_its_fields(map_class):
    """Every field has a title and one plain sentence."""
    todo, seen = [map_class], set()
    while todo:
        record = todo.pop()
        seen.add(record)
        assert (record.__doc__ or "").partition("\n")[0].endswith(".")
        for field in fields_of(record).values():
            assert field.title
            assert field.explanation.endswith(".")
            if field.record is not None and field.record not in seen:
                todo.append(field.record)


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_says_what_it_looks_at(name):
    """The first line of a check's docstring is its line in the reference."""
    _, check = CHECKS[name]

    assert (check.__doc__ or "").partition("\n")[0].endswith(".")


@pytest.mark.parametrize("exporter", exporters(), ids=lambda exporter: exporter.name)
def test_a_format_has_a_suffix_a_title_and_says_what_it_holds(exporter):
    """What the reference says of a format comes from its declaration."""
    assert exporter.suffix.startswith(".")
    assert exporter.title
    assert exporter.explanation.endswith(".")


@pytest.mark.parametrize("importer", importers(), ids=lambda importer: importer.name)
def test_an_importer_has_a_title_suffixes_and_says_what_becomes_of_its_source(importer):
    """What the reference says of a source comes from its declaration."""
    assert importer.title
    assert importer.suffixes
    assert all(suffix.startswith(".") for suffix in importer.suffixes)
    assert importer.explanation.endswith(".")


@pytest.mark.parametrize("view", views(), ids=lambda view: view.name)
def test_a_view_has_a_title_and_says_what_it_shows(view):
    """What the page and the reference say of a view comes from its declaration."""
    assert view.title
    assert view.explanation.endswith(".")


def test_a_name_is_taken_once():
    """Two things of the same name are a mistake of whoever adds the second."""
    registry: Registry[object] = Registry("thing")
    registry.add("one", int)

    with pytest.raises(ValueError, match='thing "one" is already known'):
        registry.add("one", str)


def test_the_library_offers_a_few_names_and_nothing_else():
    """The public surface is small, and stays so unless somebody decides otherwise."""
    assert sorted(flowatlas.__all__) == ["forecast", "load", "measure", "open_atlas", "sensitivity", "simulate"]
    for name in flowatlas.__all__:
        assert getattr(flowatlas, name).__doc__
    with pytest.raises(AttributeError):
        _ = flowatlas.nothing


def test_importing_the_library_loads_neither_numpy_nor_a_yaml_reader():
    """`import flowatlas` and `flowatlas --help` stay light; heavy parts come with their first use."""
    code = "import sys, flowatlas, flowatlas.cli.main; print({'numpy', 'ruamel.yaml', 'pydantic', 'pyarrow', 'httpx'} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
