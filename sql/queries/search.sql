-- Ranked in the search table (ORDER BY rank), so that marks and snippets are made only for the hits that are shown.

-- name: search_ranked
SELECT d.table_name, d.record_id, d.lang, d.title, d.words, d.slug, d.date, highlight(search_fts, 0, char(2), char(3)) AS marked, snippet(search_fts, 2, char(2), char(3), '…', 24) AS snippet
FROM search_fts CROSS JOIN search_doc d ON d.id = search_fts.rowid
WHERE search_fts MATCH :match AND search_fts.rank MATCH 'bm25(8.0, 3.0, 1.0)' AND d.lang = :lang AND (:table_name = '' OR d.table_name = :table_name)
ORDER BY search_fts.rank LIMIT :limit;

-- Of many hits the newest are ranked, each by itself (docs/performance.md).
-- name: search_recent
SELECT d.table_name, d.record_id, d.lang, d.title, d.words, d.slug, d.date, highlight(search_fts, 0, char(2), char(3)) AS marked, snippet(search_fts, 2, char(2), char(3), '…', 24) AS snippet
FROM search_fts CROSS JOIN search_doc d ON d.id = search_fts.rowid
WHERE search_fts MATCH :match AND search_fts.rank MATCH 'relevance(8.0, 3.0, 1.0)' AND search_fts.rowid >= :from AND d.lang = :lang AND (:table_name = '' OR d.table_name = :table_name)
ORDER BY search_fts.rank LIMIT :limit;

-- The newest hits, at most :many: how many they are, and where they begin.
-- name: search_newest
SELECT count(*) AS n, min(rowid) AS first FROM (SELECT rowid FROM search_fts WHERE search_fts MATCH :match ORDER BY rowid DESC LIMIT :many);
