-- file: Patient.ndjson
SELECT json_merge_patch('{}', json_object('resourceType', 'Patient', 'id', pseudonym,
  'birthDate', birth_month,
  'gender', CASE sex WHEN 'unknown' THEN 'unknown' ELSE sex END,
  'deceasedDateTime', died_on,
  'extension', CASE WHEN letter IS NOT NULL THEN json_array(json_object(
    'url', 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory',
    'valueCodeableConcept', json_object('coding', json_array(json_object('code', letter))))) END,
  'address', CASE WHEN lsoa21 IS NOT NULL THEN json_array(json_object('extension', json_array(
    json_object('url', 'http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-censusTract',
    'valueString', lsoa21)))) END,
  'managingOrganization', json_object('identifier', json_object(
    'system', 'https://fhir.nhs.uk/Id/ods-organization-code', 'value', practice_code))))
FROM person LEFT JOIN ethnic_letter USING (ethnicity) ORDER BY person_id
-- file: EpisodeOfCare.ndjson
SELECT json_merge_patch('{}', json_object('resourceType', 'EpisodeOfCare',
  'status', CASE WHEN "end" IS NULL THEN 'active' ELSE 'finished' END,
  'patient', json_object('reference', 'Patient/' || pseudonym),
  'managingOrganization', json_object('identifier', json_object(
    'system', 'https://fhir.nhs.uk/Id/ods-organization-code', 'value', r.practice_code)),
  'period', json_object('start', start, 'end', "end")))
FROM registration r JOIN person USING (person_id) ORDER BY ALL
-- file: Condition.ndjson
WITH ended AS (
  SELECT person_id, condition_id, r.date AS ended_on, (
    SELECT max(d.date) FROM condition d WHERE d.kind = 'diagnosis'
    AND d.person_id = r.person_id AND d.condition_id = r.condition_id AND d.date <= r.date
  ) AS date
  FROM condition r WHERE kind = 'resolution'
)
SELECT json_merge_patch('{}', json_object('resourceType', 'Condition',
  'clinicalStatus', json_object('coding', json_array(json_object('code',
    CASE WHEN ended_on IS NULL THEN 'active' ELSE 'resolved' END))),
  'category', json_array(json_object('coding', json_array(json_object('code', source)))),
  'code', json_object('coding', json_array(json_object(
    'system', 'urn:phm-explorer:catalogue', 'code', condition_id))),
  'subject', json_object('reference', 'Patient/' || pseudonym),
  'onsetDateTime', date, 'abatementDateTime', ended_on))
FROM condition LEFT JOIN ended USING (person_id, condition_id, date)
JOIN person USING (person_id) WHERE kind = 'diagnosis' ORDER BY ALL
-- file: Observation.ndjson
SELECT json_merge_patch('{}', json_object('resourceType', 'Observation', 'status', 'final',
  'code', json_object('coding', json_array(json_object(
    'system', 'urn:phm-explorer:catalogue', 'code', measure_id))),
  'subject', json_object('reference', 'Patient/' || pseudonym),
  'effectiveDateTime', date, 'method', json_object('text', source),
  'valueQuantity', json_object('value', value, 'unit', unit)))
FROM measurement JOIN person USING (person_id)
UNION ALL
SELECT json_object('resourceType', 'Observation', 'status', 'final',
  'code', json_object('coding', json_array(json_object(
    'system', 'http://loinc.org', 'code', '72166-2'))),
  'subject', json_object('reference', 'Patient/' || pseudonym),
  'effectiveDateTime', '2000-01-01',
  'valueCodeableConcept', json_object('text', smoking || ' smoker'))
FROM person WHERE smoking IS NOT NULL ORDER BY ALL
-- file: MedicationRequest.ndjson
SELECT json_merge_patch('{}', json_object('resourceType', 'MedicationRequest',
  'status', 'completed', 'intent', 'order',
  'medicationCodeableConcept', json_object('coding', json_array(json_object(
    'system', 'urn:phm-explorer:catalogue', 'code', medicine_id))),
  'subject', json_object('reference', 'Patient/' || pseudonym), 'authoredOn', date,
  'dispenseRequest', json_object('expectedSupplyDuration', json_object(
    'value', quantity_days, 'code', 'd'))))
FROM medication JOIN person USING (person_id) ORDER BY ALL
-- file: Procedure.ndjson
SELECT json_object('resourceType', 'Procedure', 'status', 'completed',
  'code', json_object('coding', json_array(json_object(
    'system', 'urn:phm-explorer:catalogue', 'code', process_id || '/' || outcome))),
  'subject', json_object('reference', 'Patient/' || pseudonym), 'performedDateTime', date)
FROM process JOIN person USING (person_id)
UNION ALL
SELECT json_merge_patch('{}', json_object('resourceType', 'Procedure',
  'status', 'completed', 'category', json_object('text', setting),
  'code', json_object('coding', json_array(json_object(
    'system', 'https://fhir.nhs.uk/Id/opcs-4', 'code', opcs4))),
  'subject', json_object('reference', 'Patient/' || pseudonym), 'performedDateTime', date))
FROM procedure JOIN person USING (person_id) ORDER BY ALL
-- file: Encounter.ndjson
SELECT json_merge_patch('{}', json_object('resourceType', 'Encounter', 'status', 'finished',
  'class', json_object('code', CASE setting WHEN 'ae' THEN 'EMER'
    WHEN 'emergency_admission' THEN 'IMP' WHEN 'elective_admission' THEN 'IMP'
    ELSE 'AMB' END),
  'type', json_array(json_object('coding', json_array(json_object(
    'system', 'urn:phm-explorer:setting', 'code', setting)))),
  'subject', json_object('reference', 'Patient/' || pseudonym),
  'period', json_object('start', start, 'end', "end"),
  'reasonCode', CASE WHEN icd10 IS NOT NULL THEN json_array(json_object('coding',
    json_array(json_object('system', 'http://hl7.org/fhir/sid/icd-10', 'code', icd10)))) END,
  'hospitalization', CASE WHEN discharge_destination IS NOT NULL THEN
    json_object('dischargeDisposition', json_object('coding', json_array(
      json_object('code', discharge_destination)))) END,
  'serviceProvider', json_object('identifier', json_object(
    'system', 'https://fhir.nhs.uk/Id/ods-organization-code', 'value', provider_code))))
FROM activity JOIN person USING (person_id) ORDER BY ALL
-- file: Consent.ndjson
SELECT json_merge_patch('{}', json_object('resourceType', 'Consent', 'status', 'active',
  'patient', json_object('reference', 'Patient/' || pseudonym), 'dateTime', recorded_on,
  'policyRule', json_object('coding', json_array(json_object(
    'system', 'urn:phm-explorer:opt-out', 'code', kind))),
  'provision', json_object('type', 'deny', 'period', json_object('end', withdrawn_on))))
FROM opt_out JOIN person USING (person_id) ORDER BY ALL
