-- file: patients.csv
SELECT pseudonym AS Id, birth_month AS BIRTHDATE, died_on AS DEATHDATE,
  CASE sex WHEN 'male' THEN 'M' WHEN 'female' THEN 'F' END AS GENDER,
  CASE WHEN ethnicity_group IN ('white', 'black', 'asian') THEN ethnicity_group
    WHEN ethnicity_group = 'unknown' THEN NULL ELSE 'other' END AS RACE
FROM person ORDER BY person_id
-- file: conditions.csv
WITH ended AS (
  SELECT person_id, condition_id, r.date AS ended_on, (
    SELECT max(d.date) FROM condition d WHERE d.kind = 'diagnosis'
    AND d.person_id = r.person_id AND d.condition_id = r.condition_id AND d.date <= r.date
  ) AS date
  FROM condition r WHERE kind = 'resolution'
)
SELECT date AS START, ended_on AS STOP, pseudonym AS PATIENT, 'catalogue' AS SYSTEM,
  condition_id AS CODE, condition_id AS DESCRIPTION
FROM condition LEFT JOIN ended USING (person_id, condition_id, date)
JOIN person USING (person_id) WHERE kind = 'diagnosis' ORDER BY ALL
-- file: medications.csv
SELECT date AS START, pseudonym AS PATIENT, 'catalogue' AS SYSTEM, medicine_id AS CODE,
  medicine_id AS DESCRIPTION
FROM medication JOIN person USING (person_id) ORDER BY ALL
-- file: observations.csv
SELECT date AS DATE, pseudonym AS PATIENT, 'catalogue' AS SYSTEM, measure_id AS CODE,
  measure_id AS DESCRIPTION, value AS VALUE, unit AS UNITS, 'numeric' AS TYPE
FROM measurement JOIN person USING (person_id)
UNION ALL
SELECT '2000-01-01', pseudonym, 'loinc', '72166-2', 'Tobacco smoking status', smoking || ' smoker', NULL, 'text'
FROM person WHERE smoking IS NOT NULL
ORDER BY ALL
-- file: procedures.csv
SELECT date AS START, pseudonym AS PATIENT, 'catalogue' AS SYSTEM,
  process_id || '/' || outcome AS CODE, process_id AS DESCRIPTION
FROM process JOIN person USING (person_id) ORDER BY ALL
-- file: encounters.csv
SELECT start AS START, "end" AS STOP, pseudonym AS PATIENT, provider_code AS ORGANIZATION,
  CASE setting WHEN 'gp' THEN 'wellness' WHEN 'ae' THEN 'emergency'
    WHEN 'elective_admission' THEN 'inpatient' WHEN 'community' THEN 'home'
    ELSE setting END AS ENCOUNTERCLASS
FROM activity JOIN person USING (person_id)
WHERE setting IN ('gp', 'ae', 'elective_admission', 'outpatient', 'community')
ORDER BY ALL
