"""Which of the real articles in ../shared tell the same story, labelled by hand after reading them.

Twenty articles are too few for two papers to tell one story: each of their 190 pairs is of two
stories, so the labels say what must not be found. The pairs that are alike most, by their shingles
and by what they are about, are listed for whoever labels again; their articles are named by id.
Recall is measured on versions that are planted of the same texts.
"""

from __future__ import annotations

SAME: frozenset[tuple[str, str]] = frozenset()
"""The pairs that tell one story."""

OTHER = frozenset(
    {
        ("c10c13e6f36d968367de50e4", "9d87a837d4fa04f053ea9619"),  # two of one site on Kubernetes
        ("57d821de1133850a8712c428", "afe81cb33bb3920181b1ebef"),  # two on Linux, in one month
        ("57d821de1133850a8712c428", "6e9c731365027b0cbe85f9a2"),
        ("afe81cb33bb3920181b1ebef", "6e9c731365027b0cbe85f9a2"),
        ("d4d43c568c39caf1100a3ea3", "157c8702de8fd4adfceb28ee"),  # two releases, one site and day
        ("eef4aa355bbf0551281acfed", "108a6a06f19dd1d335a23e05"),  # two notes on what a system adds
        ("99474f0104b8dadf0f5b3d3e", "9d87a837d4fa04f053ea9619"),
        ("99474f0104b8dadf0f5b3d3e", "eef4aa355bbf0551281acfed"),  # two holes, in one week
        ("c10c13e6f36d968367de50e4", "df6c8c766b1febfaaee05b25"),
        ("c10c13e6f36d968367de50e4", "d3750c8a82cb4515edcc48a7"),
        ("d3750c8a82cb4515edcc48a7", "9d87a837d4fa04f053ea9619"),
        ("4339b8f2b92363d62ac63deb", "df6c8c766b1febfaaee05b25"),
    }
)
"""Pairs that do not; nor does any other pair of these articles."""

READ = frozenset(article for pair in (*SAME, *OTHER) for article in pair) | {
    "e4f2f9cb22ef85ef5b6cf34d", "f6e2970def8ab0491f8fdf5c", "bbfb47b0013e66d16967429b",
    "912dc39cbb7da8702c6c2607", "e161bad6f4ce1dbd1f6ba349", "07de2455403e224651f39e00",
    "155ec24d3439c3d4e20d8d82",
}  # fmt: skip
"""The articles that were read, by id."""
