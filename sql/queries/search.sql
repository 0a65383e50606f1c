-- The first word of the index from :from on.
-- name: search_word
SELECT term FROM search_word WHERE term >= :from LIMIT 1;

-- Hits of one kind in one language have numbers from :first to :last, the newest first (src/site/search/search.h).
-- How many there are, at most :limit, and which of these is the oldest.
-- name: search_count
SELECT count(*) AS n, max(rowid) AS oldest FROM (SELECT rowid FROM search_fts WHERE search_fts MATCH :match AND rowid BETWEEN :first AND :last ORDER BY rowid LIMIT :limit);

-- Ranked in the search table (ORDER BY rank), so that marks and snippets are made only for the hits that are shown.
-- name: search_ranked
SELECT search_fts.rank AS score, d.title, d.words, d.slug, highlight(search_fts, 0, char(2), char(3)) AS marked, snippet(search_fts, 2, char(2), char(3), '…', 24) AS snippet
FROM search_fts CROSS JOIN search_doc d ON d.id = search_fts.rowid
WHERE search_fts MATCH :match AND search_fts.rank MATCH 'relevance(8.0, 3.0, 1.0)' AND search_fts.rowid BETWEEN :first AND :last
ORDER BY search_fts.rank LIMIT :limit OFFSET :offset;

-- name: search_older
SELECT 0 AS score, d.title, d.words, d.slug, highlight(search_fts, 0, char(2), char(3)) AS marked, snippet(search_fts, 2, char(2), char(3), '…', 24) AS snippet
FROM search_fts CROSS JOIN search_doc d ON d.id = search_fts.rowid
WHERE search_fts MATCH :match AND search_fts.rowid BETWEEN :first AND :last ORDER BY search_fts.rowid LIMIT :limit;

-- name: search_daily_exists
SELECT count(*) FROM job WHERE kind = 'search_daily';
