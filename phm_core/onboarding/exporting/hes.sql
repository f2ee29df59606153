-- file: hes_apc.csv
SELECT pseudonym AS PSEUDO_HESID, strftime(birth_month, '%m%Y') AS MYDOB,
  CASE sex WHEN 'male' THEN '1' WHEN 'female' THEN '2' ELSE '9' END AS SEX,
  coalesce(e.letter, 'Z') AS ETHNOS, lsoa21 AS LSOA21, practice_code AS GPPRAC,
  start AS ADMIDATE, start AS EPISTART, '1' AS EPIORDER,
  CASE a.setting WHEN 'emergency_admission' THEN '21' ELSE '11' END AS ADMIMETH,
  "end" AS DISDATE, provider_code AS PROCODE3,
  coalesce(d.code, '98') AS DISDEST,
  string_split(icd10_all, ';')[1] AS DIAG_4_01, string_split(icd10_all, ';')[2] AS DIAG_4_02,
  string_split(icd10_all, ';')[3] AS DIAG_4_03, string_split(icd10_all, ';')[4] AS DIAG_4_04,
  string_split(icd10_all, ';')[5] AS DIAG_4_05, string_split(icd10_all, ';')[6] AS DIAG_4_06,
  string_split(icd10_all, ';')[7] AS DIAG_4_07, string_split(icd10_all, ';')[8] AS DIAG_4_08,
  p.opcs4 AS OPERTN_4_01
FROM activity a JOIN person USING (person_id)
LEFT JOIN ethnic_letter e USING (ethnicity)
LEFT JOIN destination d USING (discharge_destination)
LEFT JOIN (
  SELECT person_id, date, setting, min(opcs4) AS opcs4 FROM procedure GROUP BY ALL
) p ON p.person_id = a.person_id AND p.date = a.start AND p.setting = a.setting
WHERE a.setting IN ('emergency_admission', 'elective_admission') ORDER BY ALL
-- file: hes_op.csv
SELECT pseudonym AS PSEUDO_HESID, age AS APPTAGE,
  CASE sex WHEN 'male' THEN '1' WHEN 'female' THEN '2' ELSE '9' END AS SEX,
  coalesce(e.letter, 'Z') AS ETHNOS, lsoa21 AS LSOA21, practice_code AS GPPRAC,
  start AS APPTDATE, '5' AS ATTENDED, '1' AS FIRSTATT, provider_code AS PROCODE3,
  NULL AS DIAG_4_01, NULL AS OPERTN_4_01
FROM activity JOIN person USING (person_id) LEFT JOIN ethnic_letter e USING (ethnicity)
WHERE setting = 'outpatient' ORDER BY ALL
-- file: hes_ae.csv
SELECT pseudonym AS PSEUDO_HESID, age AS ARRIVALAGE,
  CASE sex WHEN 'male' THEN '1' WHEN 'female' THEN '2' ELSE '9' END AS SEX,
  coalesce(l.letter, 'Z') AS ETHNOS, lsoa21 AS LSOA21, practice_code AS GPPRAC,
  a.start AS ARRIVALDATE, lpad(arrival_hour::VARCHAR, 2, '0') || '00' AS ARRIVALTIME,
  coalesce('0' || department_type, '99') AS AEDEPTTYPE, provider_code AS PROCODE3,
  CASE a.arrival_mode WHEN 'ambulance' THEN '1' ELSE '2' END AS AEARRIVALMODE,
  CASE attendance_source WHEN 'gp' THEN '00' WHEN 'self' THEN '01'
    WHEN 'social_care' THEN '02' WHEN 'emergency_services' THEN '03'
    WHEN 'police' THEN '06' WHEN 'other_hospital' THEN '07' WHEN 'community' THEN '93'
    ELSE '08' END AS AEREFSOURCE,
  CASE attendance_category WHEN 'first' THEN '1' WHEN 'planned_follow_up' THEN '2'
    WHEN 'unplanned_follow_up' THEN '3' ELSE '9' END AS AEATTENDCAT,
  CASE disposition WHEN 'admitted' THEN '01' WHEN 'gp_follow_up' THEN '02'
    WHEN 'discharged' THEN '03' WHEN 'referred' THEN '04' WHEN 'transferred' THEN '07'
    WHEN 'died' THEN '10' WHEN 'left_before_treatment' THEN '12' ELSE '14'
    END AS AEATTENDDISP,
  string_split(investigations, ';')[1] AS INVEST2_01,
  string_split(investigations, ';')[2] AS INVEST2_02,
  string_split(investigations, ';')[3] AS INVEST2_03,
  string_split(treatments, ';')[1] AS TREAT2_01,
  string_split(treatments, ';')[2] AS TREAT2_02
FROM activity a JOIN person USING (person_id)
LEFT JOIN emergency_care e ON e.person_id = a.person_id AND e.start = a.start
LEFT JOIN ethnic_letter l USING (ethnicity)
WHERE a.setting = 'ae' ORDER BY ALL
