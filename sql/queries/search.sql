-- Names and titles first: most people look for those; then everything, ranked among the newest of many hits (docs/performance.md).

-- name: search_titles
SELECT d.table_name, d.record_id, d.lang, d.title, d.words, d.slug, d.date, highlight(search_fts, 0, char(2), char(3)) AS marked, snippet(search_fts, 2, char(2), char(3), '…', 24) AS snippet, bm25(search_fts, 8, 3, 1) AS score
FROM search_fts JOIN search_doc d ON d.id = search_fts.rowid
WHERE search_fts MATCH :match AND d.lang = :lang AND (:table_name = '' OR d.table_name = :table_name) ORDER BY score LIMIT :limit;

-- name: search_recent
SELECT d.table_name, d.record_id, d.lang, d.title, d.words, d.slug, d.date, highlight(search_fts, 0, char(2), char(3)) AS marked, snippet(search_fts, 2, char(2), char(3), '…', 24) AS snippet, bm25(search_fts, 8, 3, 1) AS score
FROM search_fts JOIN search_doc d ON d.id = search_fts.rowid
WHERE search_fts MATCH :match AND search_fts.rowid >= :from AND d.lang = :lang AND (:table_name = '' OR d.table_name = :table_name) ORDER BY score LIMIT :limit;

-- name: search_hits
SELECT count(*) FROM (SELECT rowid FROM search_fts WHERE search_fts MATCH :match LIMIT 2001);

-- name: search_from
SELECT min(rowid) FROM (SELECT rowid FROM search_fts WHERE search_fts MATCH :match ORDER BY rowid DESC LIMIT 1000);
