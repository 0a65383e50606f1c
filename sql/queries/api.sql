-- The API: tokens, and what its lists ask besides the records.

-- name: api_token
SELECT k.id, k.name AS token, k.may_write, k.used_at, a.id AS account, a.name, a.email, a.role
FROM api_token k JOIN account a ON a.id = k.account_id
WHERE k.token_hash = :token_hash AND k.expires_at > :now AND a.state = 'active' AND a.role IN ('editor', 'administrator');

-- name: api_token_used
UPDATE api_token SET used_at = :now WHERE id = :id;

-- name: api_tokens
SELECT id, name, nullif(may_write, 0) AS may_write, created_at, date(expires_at - 1, 'unixepoch') AS last_day, used_at, nullif(expires_at <= :now, 0) AS ended FROM api_token WHERE account_id = :account ORDER BY id;

-- name: api_token_count
SELECT count(*) FROM api_token WHERE account_id = :account;

-- name: api_token_add
INSERT INTO api_token (account_id, token_hash, name, may_write, created_at, expires_at)
VALUES (:account, :token_hash, :name, :may_write, :now, :expires_at);

-- name: api_token_remove
DELETE FROM api_token WHERE id = :id AND account_id = :account;

-- name: api_moved
SELECT record_id FROM slug_alias WHERE table_name = :table_name AND slug = :slug;

-- name: api_personal
SELECT EXISTS (SELECT 1 FROM personal WHERE table_name = :table_name AND subject = 'member');

-- The newest records whose public words are found, in either language (src/site/search/search.h).
-- name: api_hits
SELECT json_group_array(record_id) FROM (
    SELECT record_id FROM search_doc WHERE id IN (SELECT rowid FROM search_fts WHERE search_fts MATCH :match AND rowid BETWEEN :first_en AND :last_en ORDER BY rowid LIMIT :limit)
    UNION SELECT record_id FROM search_doc WHERE id IN (SELECT rowid FROM search_fts WHERE search_fts MATCH :match AND rowid BETWEEN :first_es AND :last_es ORDER BY rowid LIMIT :limit));
