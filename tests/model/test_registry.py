"""What is known by name, ours and that of installed packages."""

import sys

import pytest

from flowatlas.model.registry import METRICS, Registry, load_folder, load_plug_ins


def test_things_are_known_by_name_in_the_order_in_which_they_became_known():
    """Like a mapping that only grows."""
    registry = Registry("thing")
    registry.add("b", len)
    registry.add("a", max)

    assert list(registry) == ["b", "a"]
    assert registry.values() == [len, max]
    assert registry["a"] is max
    assert "b" in registry
    assert len(registry) == 2


def test_a_name_belongs_to_one_thing():
    """The same thing may be made known twice, as a module can be imported twice."""
    registry = Registry("thing")
    registry.add("a", len)
    registry.add("a", len)

    with pytest.raises(ValueError, match=r'thing "a" is already known, from builtins\.len'):
        registry.add("a", max)


def test_a_folder_makes_known_what_it_holds():
    """Every module of it is imported."""
    load_folder("flowatlas.metrics")

    assert "lead_time" in METRICS


def test_installed_packages_are_asked_what_they_offer(tmp_path, monkeypatch):
    """A plug-in is a package with an entry point; others are left alone."""
    for name, group in (("mine", "flowatlas"), ("other", "console_scripts")):
        folder = tmp_path / f"{name}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
        (folder / "entry_points.txt").write_text(f"[{group}]\nmaps = plugged_{name}\n", encoding="utf-8")
        (tmp_path / f"plugged_{name}.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "modules", dict(sys.modules))

    load_plug_ins()
    assert "plugged_mine" in sys.modules
    assert "plugged_other" not in sys.modules


def test_without_plug_ins_nothing_is_imported(tmp_path, monkeypatch):
    """Most machines have none."""
    (tmp_path / "plain-1.0.dist-info").mkdir()
    (tmp_path / "plain-1.0.dist-info" / "entry_points.txt").write_text("[console_scripts]\n", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), ""])
    before = set(sys.modules)

    load_plug_ins()
    assert not {name for name in set(sys.modules) - before if name.startswith("plugged")}
