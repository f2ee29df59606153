-- file: MHS001MPI.csv
SELECT pseudonym AS Person_ID, birth_month AS PersonBirthDate,
  CASE sex WHEN 'male' THEN '1' WHEN 'female' THEN '2' ELSE '9' END AS Gender,
  coalesce(e.letter, 'Z') AS NHSDEthnicity, lsoa21 AS LSOA2021, died_on AS PersDeathDate
FROM person LEFT JOIN ethnic_letter e USING (ethnicity) ORDER BY ALL
-- file: MHS002GP.csv
SELECT pseudonym AS Person_ID, practice_code AS GMPCodeReg,
  registered_on AS StartDateGMPRegistration, deregistered_on AS EndDateGMPRegistration
FROM person WHERE practice_code IS NOT NULL ORDER BY ALL
-- file: MHS201CareContact.csv
SELECT pseudonym AS Person_ID, row_number() OVER (ORDER BY pseudonym, start) AS UniqCareContID,
  start AS CareContDate, '5' AS AttendStatus, provider_code AS OrgIDProv
FROM activity JOIN person USING (person_id)
WHERE setting = 'mental_health' AND "end" IS NULL ORDER BY ALL
-- file: MHS501HospProvSpell.csv
SELECT pseudonym AS Person_ID, row_number() OVER (ORDER BY pseudonym, start) AS UniqHospProvSpellID,
  start AS StartDateHospProvSpell, "end" AS DischDateHospProvSpell,
  provider_code AS OrgIDProv
FROM activity JOIN person USING (person_id)
WHERE setting = 'mental_health' AND "end" IS NOT NULL ORDER BY ALL
