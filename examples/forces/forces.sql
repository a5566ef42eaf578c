-- How far each force has come with each report, from several forces' exports in one query.
--
--   forces/northshire/recommendations.csv, reports.csv ...     each folder made by `rectrack export`
--   forces/southshire/recommendations.csv, reports.csv ...
--
--   cd forces && duckdb < forces.sql
--
-- Causes of concern and what is not for the force are kept in registers and not counted in papers: nor here.
WITH recommendations AS (
    SELECT regexp_extract(filename, '([^/\\]+)[/\\]recommendations\.csv$', 1) AS force, *
    FROM read_csv('*/recommendations.csv', all_varchar = true, filename = true, union_by_name = true)
    WHERE Kind IS DISTINCT FROM 'cause of concern' AND "For the force" IS DISTINCT FROM 'no'
),
titles AS (
    SELECT Report, min(Title) AS title, min(Published) AS published
    FROM read_csv('*/reports.csv', all_varchar = true, union_by_name = true)
    GROUP BY Report
)
SELECT
    title,
    force,
    count(*) AS for_the_force,
    count(*) FILTER (Stage IS DISTINCT FROM 'closed') AS outstanding,
    count(*) FILTER (Stage IS DISTINCT FROM 'closed' AND Rating = 'Red') AS red,
    count(*) FILTER (Stage IS DISTINCT FROM 'closed' AND Rating = 'Amber') AS amber,
    count(*) FILTER (Stage IN ('pending sign-off', 'for force sign-off')) AS waiting_for_sign_off,
    count(*) FILTER (Stage = 'closed') AS closed
FROM recommendations JOIN titles USING (Report)
GROUP BY title, published, force
ORDER BY published DESC, title, force;
