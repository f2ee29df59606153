-- file: person.csv
SELECT pseudonym AS local_id, birth_month AS birth_date, age, sex, ethnicity,
  ethnicity_group, lsoa21 AS small_area, practice_code, registered_on, deregistered_on,
  died_on, care_home, housebound, lives_alone, carer, main_language, interpreter_needed,
  smoking, housing_tenure, fuel_poverty, digital_exclusion_decile, employment, veteran,
  asylum_seeker_or_refugee, no_fixed_abode, social_isolation
FROM person ORDER BY person_id
-- file: registration.csv
SELECT pseudonym AS local_id, r.practice_code, r.start, r."end"
FROM registration r JOIN person USING (person_id) ORDER BY person_id, start
-- file: condition.csv
SELECT pseudonym AS local_id, condition_id, code, code_system, date, kind, source
FROM condition JOIN person USING (person_id) ORDER BY ALL
-- file: measurement.csv
SELECT pseudonym AS local_id, measure_id, date, value, unit, source
FROM measurement JOIN person USING (person_id) ORDER BY ALL
-- file: medication.csv
SELECT pseudonym AS local_id, medicine_id AS code, 'catalogue' AS code_system, date,
  quantity_days
FROM medication JOIN person USING (person_id) ORDER BY ALL
-- file: process.csv
SELECT pseudonym AS local_id, process_id, date, outcome
FROM process JOIN person USING (person_id) ORDER BY ALL
-- file: score.csv
SELECT pseudonym AS local_id, score_id, date, value, source
FROM score JOIN person USING (person_id) ORDER BY ALL
-- file: activity.csv
SELECT pseudonym AS local_id, setting, start, "end", provider_code, icd10, icd10_all,
  arrival_mode, discharge_destination, acsc, cost_gbp
FROM activity JOIN person USING (person_id) ORDER BY ALL
-- file: procedure.csv
SELECT pseudonym AS local_id, date, opcs4, setting
FROM procedure JOIN person USING (person_id) ORDER BY ALL
-- file: emergency_care.csv
SELECT pseudonym AS local_id, start, acuity, chief_complaint, investigations, treatments,
  diagnosis, department_type, arrival_mode, attendance_source, attendance_category,
  arrival_hour, disposition
FROM emergency_care JOIN person USING (person_id) ORDER BY ALL
-- file: waiting.csv
SELECT pseudonym AS local_id, specialty, referred_on, treated_on
FROM waiting JOIN person USING (person_id) ORDER BY ALL
-- file: cancer_pathway.csv
SELECT pseudonym AS local_id, site, route, stage, referred_on, informed_on, treated_on
FROM cancer_pathway JOIN person USING (person_id) ORDER BY ALL
-- file: maternity.csv
SELECT pseudonym AS local_id, booked_on, delivered_on, continuity_of_carer,
  smoking_at_delivery
FROM maternity JOIN person USING (person_id) ORDER BY ALL
-- file: opt_out.csv
SELECT pseudonym AS local_id, kind, recorded_on, withdrawn_on
FROM opt_out JOIN person USING (person_id) ORDER BY ALL
-- file: sharing_flag.csv
SELECT pseudonym AS local_id, kind
FROM sharing_flag JOIN person USING (person_id) ORDER BY ALL
