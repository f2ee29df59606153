-- file: concept.parquet
WITH entry AS (
  SELECT 'condition ' || condition_id AS key, condition_id AS code, 'Condition' AS domain
  FROM condition GROUP BY ALL
  UNION ALL SELECT 'measurement ' || measure_id, measure_id, 'Measurement'
  FROM measurement GROUP BY ALL
  UNION ALL SELECT 'drug ' || medicine_id, medicine_id, 'Drug' FROM medication GROUP BY ALL
  UNION ALL SELECT 'observation ' || process_id || '/' || outcome,
    process_id || '/' || outcome, 'Observation' FROM process GROUP BY ALL
)
SELECT local_concept(key) AS concept_id, key AS concept_name, domain AS domain_id,
  'PHM Explorer' AS vocabulary_id, code AS concept_code FROM entry
UNION ALL SELECT local_concept('opcs4 ' || opcs4), opcs4, 'Procedure', 'OPCS4', opcs4
FROM procedure GROUP BY ALL
ORDER BY ALL
-- file: person.parquet
SELECT person_id, pseudonym AS person_source_value,
  CASE sex WHEN 'male' THEN 8507 WHEN 'female' THEN 8532 ELSE 0 END AS gender_concept_id,
  year(birth_month) AS year_of_birth, month(birth_month) AS month_of_birth,
  1 AS day_of_birth,
  CASE ethnicity WHEN 'asian_indian' THEN 38003574 WHEN 'asian_bangladeshi' THEN 38003575
    WHEN 'asian_chinese' THEN 38003579 WHEN 'asian_pakistani' THEN 38003589
    WHEN 'black_african' THEN 38003600 WHEN 'other_arab' THEN 38003616
    ELSE CASE ethnicity_group WHEN 'white' THEN 8527 WHEN 'black' THEN 8516
      WHEN 'asian' THEN 8515 WHEN 'other' THEN 8557 ELSE 0 END
  END AS race_concept_id,
  person_id AS location_id, local_concept('practice ' || practice_code) AS care_site_id
FROM person ORDER BY person_id
-- file: location.parquet
SELECT person_id AS location_id, lsoa21 AS location_source_value
FROM person WHERE lsoa21 IS NOT NULL ORDER BY ALL
-- file: care_site.parquet
SELECT DISTINCT local_concept('practice ' || practice_code) AS care_site_id,
  practice_code AS care_site_source_value
FROM person WHERE practice_code IS NOT NULL
UNION SELECT DISTINCT local_concept('provider ' || provider_code), provider_code
FROM activity WHERE provider_code IS NOT NULL ORDER BY ALL
-- file: observation_period.parquet
SELECT person_id, start AS observation_period_start_date,
  "end" AS observation_period_end_date
FROM registration r JOIN person p USING (person_id)
WHERE r.practice_code = p.practice_code ORDER BY ALL
-- file: death.parquet
SELECT person_id, died_on AS death_date FROM person WHERE died_on IS NOT NULL ORDER BY ALL
-- file: condition_occurrence.parquet
WITH ended AS (
  SELECT person_id, condition_id, r.date AS ended_on, (
    SELECT max(d.date) FROM condition d WHERE d.kind = 'diagnosis'
    AND d.person_id = r.person_id AND d.condition_id = r.condition_id AND d.date <= r.date
  ) AS date
  FROM condition r WHERE kind = 'resolution'
)
SELECT person_id, local_concept('condition ' || condition_id) AS condition_concept_id,
  date AS condition_start_date, ended_on AS condition_end_date,
  NULL::INTEGER AS condition_source_concept_id, condition_id AS condition_source_value
FROM condition LEFT JOIN ended USING (person_id, condition_id, date)
WHERE kind = 'diagnosis' ORDER BY ALL
-- file: measurement.parquet
SELECT person_id, local_concept('measurement ' || measure_id) AS measurement_concept_id,
  date AS measurement_date, value AS value_as_number, unit AS unit_source_value,
  NULL::INTEGER AS unit_concept_id, NULL::INTEGER AS measurement_source_concept_id,
  measure_id AS measurement_source_value
FROM measurement ORDER BY ALL
-- file: drug_exposure.parquet
SELECT person_id, local_concept('drug ' || medicine_id) AS drug_concept_id,
  date AS drug_exposure_start_date, quantity_days AS days_supply,
  NULL::INTEGER AS drug_source_concept_id, medicine_id AS drug_source_value
FROM medication ORDER BY ALL
-- file: observation.parquet
SELECT person_id,
  local_concept('observation ' || process_id || '/' || outcome) AS observation_concept_id,
  date AS observation_date, NULL::INTEGER AS observation_source_concept_id,
  process_id AS observation_source_value, NULL::INTEGER AS value_as_concept_id
FROM process ORDER BY ALL
-- file: procedure_occurrence.parquet
SELECT person_id, 0 AS procedure_concept_id, date AS procedure_date,
  local_concept('opcs4 ' || opcs4) AS procedure_source_concept_id,
  opcs4 AS procedure_source_value
FROM procedure ORDER BY ALL
-- file: visit_occurrence.parquet
SELECT person_id,
  CASE setting WHEN 'elective_admission' THEN 9201 WHEN 'emergency_admission' THEN 262
    WHEN 'outpatient' THEN 9202 WHEN 'ae' THEN 9203 WHEN 'gp' THEN 581477
    WHEN 'community' THEN 581476 WHEN 'ambulance' THEN 581478 END AS visit_concept_id,
  start AS visit_start_date, "end" AS visit_end_date,
  local_concept('provider ' || provider_code) AS care_site_id
FROM activity
WHERE setting NOT IN ('mental_health', 'social_care', 'nhs111') ORDER BY ALL
