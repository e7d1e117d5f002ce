"""The catalogue's tables.

Change `SCHEMA_VERSION` with every change of these tables or of what the codec
writes into them: a store of another version is refused with a remedy, never
half understood.  `reports.path` and `reports.given` must stay what they are: a
rebuild of any version reads them to find the files again and whose they are.
"""

from __future__ import annotations

SCHEMA_VERSION = 3

CARD = (
    "id, file_name, path, title, format, content_hash, agency, region, region_path, "
    "fiscal_year, kind, money_unit, sources, account"
)
PAGE = "number, text, width, height, boxes, ocr, locator"
SECTION = "level, path, spans"
TABLE = "id, caption, unit, n_rows, n_cols, pages, section, joined, cells"
FIGURE = (
    "id, measure, concept, role, subject, period, value, high, unit, kind, "
    "page, start_char, end_char, table_id, cell_row, cell_col, locator, rest"
)
PASSAGE = "id, text, embedded, spans, section, table_id, table_row, locator"

# `stamp` names one storing of a report and its vectors carry it, so
# that what an interrupted write left behind is never taken for the report.
DDL = """
CREATE TABLE manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE reports (
  id TEXT PRIMARY KEY, file_name TEXT NOT NULL, path TEXT NOT NULL, title TEXT NOT NULL,
  format TEXT NOT NULL, content_hash TEXT NOT NULL, agency TEXT NOT NULL,
  region TEXT NOT NULL, region_path TEXT NOT NULL, fiscal_year INTEGER, kind TEXT NOT NULL,
  money_unit TEXT NOT NULL, sources TEXT NOT NULL, account TEXT NOT NULL,
  stamp TEXT NOT NULL UNIQUE, part TEXT NOT NULL, reading TEXT NOT NULL,
  passages INTEGER NOT NULL, segment BLOB NOT NULL, given TEXT NOT NULL,
  vectors INTEGER NOT NULL);

CREATE TABLE litter (
  stamp TEXT PRIMARY KEY, part TEXT NOT NULL, passages INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE pages (
  report_id TEXT NOT NULL REFERENCES reports(id) ON DELETE CASCADE, seq INTEGER NOT NULL,
  number INTEGER NOT NULL, text TEXT NOT NULL, width REAL NOT NULL, height REAL NOT NULL,
  boxes BLOB NOT NULL, ocr INTEGER NOT NULL, locator TEXT NOT NULL,
  PRIMARY KEY (report_id, seq));

CREATE TABLE sections (
  report_id TEXT NOT NULL REFERENCES reports(id) ON DELETE CASCADE, seq INTEGER NOT NULL,
  level INTEGER NOT NULL, path TEXT NOT NULL, spans TEXT NOT NULL,
  PRIMARY KEY (report_id, seq));

CREATE TABLE tables (
  report_id TEXT NOT NULL REFERENCES reports(id) ON DELETE CASCADE, seq INTEGER NOT NULL,
  id TEXT NOT NULL, caption TEXT NOT NULL, unit TEXT NOT NULL, n_rows INTEGER NOT NULL,
  n_cols INTEGER NOT NULL, pages TEXT NOT NULL, section TEXT NOT NULL, joined INTEGER NOT NULL,
  cells BLOB NOT NULL,
  PRIMARY KEY (report_id, seq));

CREATE TABLE figures (
  report_id TEXT NOT NULL REFERENCES reports(id) ON DELETE CASCADE, seq INTEGER NOT NULL,
  id TEXT NOT NULL, measure TEXT NOT NULL, concept TEXT NOT NULL, role TEXT NOT NULL,
  subject TEXT NOT NULL, period TEXT NOT NULL, value TEXT NOT NULL, high TEXT,
  unit TEXT NOT NULL, kind TEXT NOT NULL, page INTEGER NOT NULL, start_char INTEGER NOT NULL,
  end_char INTEGER NOT NULL, table_id TEXT NOT NULL, cell_row INTEGER NOT NULL,
  cell_col INTEGER NOT NULL, locator TEXT NOT NULL, rest TEXT NOT NULL,
  PRIMARY KEY (report_id, seq));
CREATE INDEX figures_concept ON figures (concept, role, report_id);

CREATE TABLE passages (
  report_id TEXT NOT NULL REFERENCES reports(id) ON DELETE CASCADE, seq INTEGER NOT NULL,
  id TEXT NOT NULL, text TEXT NOT NULL, embedded TEXT NOT NULL, spans TEXT NOT NULL,
  section TEXT NOT NULL, table_id TEXT NOT NULL, table_row INTEGER NOT NULL,
  locator TEXT NOT NULL,
  PRIMARY KEY (report_id, seq));
"""

# Indexes say nothing new, so that a store without them is of the same version.
INDEXES = (
    "CREATE INDEX IF NOT EXISTS reports_path ON reports (path)",
    "CREATE INDEX IF NOT EXISTS reports_content ON reports (content_hash)",
    "CREATE INDEX IF NOT EXISTS reports_order ON reports "
    "(fiscal_year, region, agency, file_name, id, stamp, path)",
)
