"""The tables of the index, and who owns each column.

`scan` writes what the files say, `journal` what the user did, and tally.py counts both. It is all a
cache, which can be rebuilt from files and journals; that happens if there is no migration from an
older version.
"""

APPLICATION = 0x72656164  # "read"
VERSION = 7

SHOWN = (
    "key", "id", "folder", "name", "title", "published", "inferred", "categories", "site",
    "authors", "tags", "url", "problems", "read", "starred", "progress", "own_tags", "mtime_ns",
    "duplicates", "draft", "category_paths", "feed", "versions", "muted", "score", "category",
    "day",
)  # fmt: skip
"""The columns of `entry` that entry_rows.py reads, in its order, and the two that place the row."""

VIEW = f"CREATE VIEW shown AS SELECT {', '.join(SHOWN)} FROM entry"

_LINKS = """
-- scan: what an article's text leads to in the library: the last part of the path or the name, as
-- names are compared, and all of it (see links.py).
CREATE TABLE link (
  name TEXT NOT NULL, path TEXT NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (name, path, key)
) WITHOUT ROWID;
CREATE INDEX link_by_key ON link (key);
-- For names in links, in any folder.
CREATE INDEX entry_by_name ON entry (LOWER(CAST(name AS TEXT)));
CREATE INDEX entry_by_permalink ON entry (permalink) WHERE permalink IS NOT NULL;
"""

_ARRIVALS = "CREATE INDEX entry_arrived ON entry (arrived) WHERE arrived > 0;\n"
_NODES = """
-- scan: the nodes of the list's trees, see nodes.py: what each is called, and its rows in order.
CREATE TABLE node (
  key INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  path TEXT NOT NULL,             -- names in the form for comparing, '' for rows without any
  name TEXT NOT NULL,             -- the same as they are spelled
  UNIQUE (kind, path)
);
CREATE TABLE placed (
  node INTEGER NOT NULL, day TEXT NOT NULL, published INTEGER NOT NULL, key INTEGER NOT NULL,
  PRIMARY KEY (node, day, published, key)
) WITHOUT ROWID;
"""

_TEXTS = """
-- scan: the visible text of an entry, a line for each block; if it is long, through zlib.
CREATE TABLE text (key INTEGER PRIMARY KEY, body NOT NULL);  -- text or bytes: `tokens.packed`

-- scan: the full-text index, of texts as tokens.py splits them. Words are taken out by giving
-- them once more, which is what `text` is kept for, besides snippets. There are no prefix indexes:
-- they cost a third more, and a prefix is found about as fast without.
CREATE VIRTUAL TABLE words USING fts5 (
  title, body, author, site, content = '', tokenize = 'unicode61'
);
INSERT INTO words (words, rank) VALUES ('hashsize', 67108864);
INSERT INTO words (words, rank) VALUES ('automerge', 16);
INSERT INTO words (words, rank) VALUES ('crisismerge', 64);
"""

_PENDING = """
-- scan: what is still to do for an entry after its row, by the name of the phase (see pending.py).
CREATE TABLE pending (
  phase TEXT NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (phase, key)
) WITHOUT ROWID;
"""

_STORIES = """
-- scan: the articles that were compared with others (see stories/): the key of the first article of
-- their story, and the bands of their texts.
CREATE TABLE compared (key INTEGER PRIMARY KEY, story INTEGER NOT NULL, bands BLOB NOT NULL);
CREATE INDEX compared_by_story ON compared (story);
CREATE INDEX compared_by_bands ON compared (SUBSTR(bands, 1, 8)) WHERE bands <> x'';
-- For a folded list of starred articles.
CREATE INDEX entry_starred_version ON entry (key) WHERE starred = 1 AND versions > 0;
"""

_WINDOWS = """
-- The last columns let a filtered window step over rows without fetching them.
CREATE INDEX entry_by_category
  ON entry (category, day, published, key, read, starred, muted, folded);
CREATE INDEX entry_by_day ON entry (day, published, key, read, starred, muted, folded);

-- For the few rows that filters tell apart.
CREATE INDEX entry_muted ON entry (key) WHERE muted = 1;
CREATE INDEX entry_scored ON entry (key) WHERE score <> 0;
"""

_TALLY = """
-- tally.py: counts by (node, day), (category, day), site, day, and of everything.
CREATE TABLE tally (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  day TEXT NOT NULL,
  total INTEGER NOT NULL,
  unread INTEGER NOT NULL,
  starred INTEGER NOT NULL,
  starred_unread INTEGER NOT NULL,
  told INTEGER NOT NULL,          -- rows of a folded list, and the unread articles there
  told_unread INTEGER NOT NULL,
  fresh INTEGER NOT NULL,         -- the same of a folded list of unread articles
  fresh_unread INTEGER NOT NULL,
  PRIMARY KEY (kind, name, day)
) WITHOUT ROWID;
"""

MIGRATIONS = {
    2: """
ALTER TABLE entry DROP COLUMN lead;
UPDATE meta SET name = 'manner' WHERE name = 'zone';
""",
    3: """
ALTER TABLE entry ADD COLUMN own_tags TEXT NOT NULL DEFAULT '[]';
CREATE INDEX entry_tagged ON entry (key) WHERE own_tags <> '[]';
CREATE INDEX state_tagged ON state (field) WHERE value AND field >= 'tag:' AND field < 'tag;';
""",
    4: """
ALTER TABLE entry ADD COLUMN duplicates INTEGER NOT NULL DEFAULT 1;
UPDATE meta SET value = '' WHERE name = 'manner';
""",
    5: """
DROP TRIGGER IF EXISTS entry_came;
DROP TRIGGER IF EXISTS entry_went;
DROP TRIGGER IF EXISTS entry_shown;
DROP TRIGGER IF EXISTS entry_hidden;
DROP TRIGGER IF EXISTS entry_regrouped;
DROP TRIGGER IF EXISTS entry_marked;
ALTER TABLE entry ADD COLUMN draft INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN permalink TEXT;
INSERT OR IGNORE INTO label SELECT 'site', compared(site), key FROM entry WHERE site <> '';
INSERT OR IGNORE INTO label SELECT 'category', path.value, entry.key
FROM entry, json_each(category_paths(categories)) AS path WHERE categories <> '[]';
UPDATE meta SET value = '' WHERE name = 'manner';
"""
    + _LINKS,
    6: f"""
ALTER TABLE entry ADD COLUMN arrived INTEGER NOT NULL DEFAULT 0;
{_ARRIVALS}
ALTER TABLE running ADD COLUMN phase TEXT NOT NULL DEFAULT 'rows';
DROP TABLE words;
DROP TABLE text;
ALTER TABLE entry ADD COLUMN versions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN folded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN unread_below INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN muted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN score INTEGER NOT NULL DEFAULT 0;
DROP INDEX entry_by_category;
DROP INDEX entry_by_day;
{_WINDOWS}
DROP TABLE tally;
{_TALLY}
{_TEXTS}
{_PENDING}
{_STORIES}
INSERT INTO pending SELECT 'texts', key FROM entry;
ALTER TABLE entry ADD COLUMN category_paths TEXT NOT NULL DEFAULT '[]';
ALTER TABLE entry ADD COLUMN feed TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN nodes TEXT NOT NULL DEFAULT '[]';
{_NODES}
ALTER TABLE entry ADD COLUMN ctime_ns INTEGER NOT NULL DEFAULT 0;
DROP INDEX entry_by_place;
DROP INDEX entry_by_site;
CREATE UNIQUE INDEX entry_by_place ON entry (folder, name, mtime_ns, size, ctime_ns);
ALTER TABLE skipped ADD COLUMN ctime_ns INTEGER NOT NULL DEFAULT 0;
UPDATE meta SET value = '' WHERE name = 'manner';
""",
}
"""By version, the SQL that migrates its tables to the next version. It runs in one transaction;
then the view is created and everything counted.

There is none for version 1, which had no texts: all files have to be read again.
"""

BANDS, BANDS_VERSION = "bands", 2
"""What `meta` says of the bands in `compared`: their version (see stories/shingles.py). Those of
another one are forgotten, and the articles are compared again.
"""

LATER = "later"
"""The user tag of articles to read later."""

HIDDEN = "~"
"""The `day` of a hidden row, see hide_duplicates.py. It sorts after all days."""

UNDATED = -(2**62)
"""`published` of an article whose time is unknown: an integer, so that it sorts in an index."""

SCHEMA = (
    """
-- Facts about the index itself: roots, manner (what rows depend on besides
-- their files), generation, indexed (1 after a whole scan), clock, bands.
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

-- scan: folders that were walked. `root` counts the roots, `path` is relative, in bytes.
CREATE TABLE folder (
  key INTEGER PRIMARY KEY,
  root INTEGER NOT NULL,
  path BLOB NOT NULL,
  mtime_ns INTEGER NOT NULL,      -- 0 until all of the folder's files are in the index
  UNIQUE (root, path)
);

-- The key is made of the time of publishing, see entry_keys.py: its order is that of the list.
CREATE TABLE entry (
  key INTEGER PRIMARY KEY,
  folder INTEGER NOT NULL,        -- scan, like everything down to `ctime_ns`
  name BLOB NOT NULL,             -- bytes: a file name need not be text
  mtime_ns INTEGER NOT NULL,
  size INTEGER NOT NULL,
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  published INTEGER NOT NULL,     -- seconds since 1970 UTC, or UNDATED
  inferred INTEGER NOT NULL,
  day TEXT NOT NULL,              -- ISO date in the configured zone, '' undated, '~' hidden
  category TEXT NOT NULL,         -- the first category, '' when there is none
  categories TEXT NOT NULL,       -- JSON lists: categories, authors, tags, problems
  site TEXT NOT NULL,
  authors TEXT NOT NULL,
  tags TEXT NOT NULL,
  url TEXT,
  problems TEXT NOT NULL,
  has INTEGER NOT NULL DEFAULT 0, -- bits: see visible_text.py
  draft INTEGER NOT NULL DEFAULT 0,    -- scan: 1 where it is not published; it counts as read
  permalink TEXT,                      -- scan: its path on its own site, where it names one
  category_paths TEXT NOT NULL DEFAULT '[]', -- scan: if categories are not one path: their paths
  feed TEXT NOT NULL DEFAULT '',       -- scan: the name of the feed that it came from
  ctime_ns INTEGER NOT NULL DEFAULT 0, -- scan: see walk.py
  nodes TEXT NOT NULL DEFAULT '[]',    -- scan, journal: keys of nodes that it is placed below
  arrived INTEGER NOT NULL DEFAULT 0,  -- scan: when its file was first found, see arrivals.py
  duplicates INTEGER NOT NULL DEFAULT 1, -- scan: files that the row stands for, 0 if it hides
  versions INTEGER NOT NULL DEFAULT 0,   -- scan: the other listed articles of its story
  folded INTEGER NOT NULL DEFAULT 0,     -- scan, journal: bits: see story_figures.py
  unread_below INTEGER NOT NULL DEFAULT 0, -- scan, journal: see story_figures.py
  muted INTEGER NOT NULL DEFAULT 0,      -- scan: 1 where a filter mutes it: it is not among unread
  score INTEGER NOT NULL DEFAULT 0,      -- scan: the sum of the scores that filters give it
  read INTEGER NOT NULL DEFAULT 0,     -- journal, like the rest
  starred INTEGER NOT NULL DEFAULT 0,
  progress REAL NOT NULL DEFAULT 0,
  own_tags TEXT NOT NULL DEFAULT '[]'  -- a JSON list
);
-- Covers what a scan compares.
CREATE UNIQUE INDEX entry_by_place ON entry (folder, name, mtime_ns, size, ctime_ns);
CREATE INDEX entry_by_id ON entry (id);

-- For the few rows that are one or the other, newest first.
CREATE INDEX entry_starred ON entry (key) WHERE starred = 1;
CREATE INDEX entry_started ON entry (key) WHERE progress > 0;
CREATE INDEX entry_tagged ON entry (key) WHERE own_tags <> '[]';

-- scan: categories, paths of categories, tags and the site of each entry, as they are compared,
-- newest first within each. journal: its own tags too, which are tags like the others.
CREATE TABLE label (
  kind TEXT NOT NULL, name TEXT NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (kind, name, key)
) WITHOUT ROWID;

-- scan: files that cannot be opened as articles, and folders that cannot be listed (name '').
CREATE TABLE skipped (
  folder INTEGER NOT NULL,
  name BLOB NOT NULL,
  reason TEXT NOT NULL,
  mtime_ns INTEGER NOT NULL,
  size INTEGER NOT NULL,
  ctime_ns INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (folder, name)
) WITHOUT ROWID;

-- scan: hidden files, folders of programs, links to what is listed already.
CREATE TABLE passed (
  folder INTEGER NOT NULL, name BLOB NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (folder, name)
) WITHOUT ROWID;

-- scan: one row while a scan runs.
CREATE TABLE running (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  pid INTEGER NOT NULL,
  beat REAL NOT NULL,             -- wall clock of the last sign of life
  done INTEGER NOT NULL,
  total INTEGER,                  -- NULL until all folders were walked
  phase TEXT NOT NULL DEFAULT 'rows'
);

-- journal: how far each file was folded, and the bytes before that place, to know it again.
CREATE TABLE journal (
  file BLOB PRIMARY KEY, inode INTEGER NOT NULL, offset INTEGER NOT NULL, tail BLOB NOT NULL
) WITHOUT ROWID;

-- journal: the last word on each field of each article.
CREATE TABLE state (
  article TEXT NOT NULL,
  field TEXT NOT NULL,
  value REAL NOT NULL,
  t INTEGER NOT NULL,
  device TEXT NOT NULL,
  PRIMARY KEY (article, field)
) WITHOUT ROWID;
-- For the names of user tags.
CREATE INDEX state_tagged ON state (field) WHERE value AND field >= 'tag:' AND field < 'tag;';

-- journal: the article last marked under a path ("root name/relative path").
CREATE TABLE trail (
  place BLOB PRIMARY KEY, article TEXT NOT NULL, t INTEGER NOT NULL, device TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX trail_by_article ON trail (article);

"""
    + _WINDOWS
    + _TALLY
    + _TEXTS
    + _PENDING
    + _STORIES
    + _LINKS
    + _ARRIVALS
    + _NODES
)
