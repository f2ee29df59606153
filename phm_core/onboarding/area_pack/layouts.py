"""Layouts of the public files: which columns make a file what it is.

A file is recognised by these columns and never by its name. Each column lists the
spellings (regular expressions over lower-case headers) that publishers use for it.
"""

from dataclasses import dataclass, field
from typing import Literal

PRACTICE = r"(practice|gp|org)_(ods_)?code|practice"
LSOA21 = r"(lsoa|lsoa_)(20)?21_?(code|cd)"
LSOA11 = r"(lsoa|lsoa_)(20)?11_?(code|cd)|lsoa_code"
SUB_ICB = r"sub_icb_(location_)?(ods_)?code"
ICB = r"icb_(ods_)?code"
YEAR = r"(qof_|financial_)?year|reporting_period|achievement_year"
EXTRACT = r"extract_date|effective_snapshot_date"
CONDITION = r"group_code|qof_group(_code)?"
LIST_TYPE = r"(patient_)?list_type"
DOMAINS = ("income", "employment", "education", "health", "crime")


@dataclass(frozen=True, eq=False)
class Layout:
    """One kind of public file."""

    kind: str
    title: str
    without_it: str
    columns: dict[str, str]
    optional: dict[str, str] = field(default_factory=dict)
    any_of: tuple[str, ...] = ()  # of the optional columns, at least one
    absent: tuple[str, ...] = ()  # columns that would make it another kind
    several: Literal["refused", "newest", "all"] = "refused"
    licence: str = "Open Government Licence v3.0"


AREA_LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "practices",
        "list of practices with their PCN (NHS England, Patients Registered at a GP "
        "Practice, mapping file)",
        "nothing can be built",
        {
            "practice_code": PRACTICE,
            "name": r"practice_name",
            "pcn_code": r"pcn_(ods_)?code",
            "pcn_name": r"pcn_name",
            "sub_icb_code": SUB_ICB,
        },
        {
            "icb_code": ICB,
            "icb_name": r"icb_name",
            "system_supplier": r"(system_)?supplier(_name)?",
            "lat": r"lat(itude)?",
            "lon": r"lon(g|gitude)?",
            "extract_date": EXTRACT,
        },
        absent=(YEAR,),
        several="all",
    ),
    Layout(
        "structures",
        "practice structures by year (NHS England, QOF mapping files)",
        "closed practices and moves between PCNs are not known",
        {
            "practice_code": PRACTICE,
            "name": r"practice_name",
            "pcn_code": r"pcn_(ods_)?code",
            "pcn_name": r"pcn_name",
            "sub_icb_code": SUB_ICB,
            "year": YEAR,
        },
        {"icb_code": ICB, "icb_name": r"icb_name"},
        several="all",
    ),
    Layout(
        "places",
        "practices by Place",
        "there is no Place level",
        {
            "practice_code": PRACTICE,
            "place_code": r"place_code",
            "place_name": r"place_name",
        },
    ),
    Layout(
        "neighbourhoods",
        "members of the neighbourhoods (practices or small areas)",
        "there is no neighbourhood level",
        {
            "neighbourhood_code": r"neighbourhood_(code|id)",
            "neighbourhood_name": r"neighbourhood_name",
        },
        {
            "practice_code": PRACTICE,
            "lsoa21": LSOA21,
            "valid_from": r"valid_from|start_date",
            "valid_to": r"valid_to|end_date",
        },
        any_of=("practice_code", "lsoa21"),
    ),
    Layout(
        "list_size",
        "patients by practice, age band and sex (NHS England, Patients Registered at "
        "a GP Practice)",
        "there are no list sizes and nothing can be adjusted for age",
        {
            "practice_code": PRACTICE,
            "sex": r"sex",
            "age_band": r"age_(group|band)(_5)?",
            "patients": r"n|patients|number_of_patients",
        },
        {"extract_date": EXTRACT, "org_type": r"org_type"},
        several="newest",
    ),
    Layout(
        "registrations",
        "patients by practice and small area (NHS England, Patients Registered at a "
        "GP Practice)",
        "there are no PCN or Place shapes and no deprivation of a practice",
        {
            "practice_code": PRACTICE,
            "patients": r"n|patients|number_of_patients",
        },
        {
            "lsoa11": LSOA11,
            "lsoa21": LSOA21,
            "sex": r"sex",
            "extract_date": EXTRACT,
        },
        any_of=("lsoa11", "lsoa21"),
        several="newest",
    ),
    Layout(
        "lsoa_change",
        "changes of small areas from 2011 to 2021 (ONS)",
        "registrations by small areas of 2011 cannot be placed",
        {
            "lsoa11": LSOA11,
            "lsoa21": LSOA21,
            "change": r"change_?(code|ind|indicator)|chgind",
        },
    ),
    Layout(
        "deprivation",
        "English Indices of Deprivation by small area (MHCLG)",
        "there is no deprivation: no maps of it, no gradients",
        {
            "lsoa21": LSOA21,
            "imd_score": r"imd_score",
            "imd_rank": r"imd_rank",
            "imd_decile": r"imd_decile",
        },
        {
            **{f"{domain}_decile": rf"{domain}_decile" for domain in DOMAINS},
            "housing_and_services_decile": r"(housing.*|barriers.*)_decile",
            "environment_decile": r"(living_)?environment_decile",
        },
    ),
    Layout(
        "small_areas",
        "small areas with their ward and district (ONS)",
        "there are no wards and districts",
        {
            "lsoa21": LSOA21,
            "ward": r"(ward|wd)\d*_?(code|cd)",
            "ward_name": r"(ward|wd)\d*_?(name|nm)",
            "district": r"(ltla|lad|district)\d*_?(code|cd)",
            "district_name": r"(ltla|lad|district)\d*_?(name|nm)",
        },
        {
            "lsoa21_name": r"lsoa(20)?21_?(name|nm)",
            "msoa21": r"msoa(20)?21_?(code|cd)",
            "msoa_name": r"msoa(20)?21_?(name|nm)",
            "upper_tier": r"(utla|ctyua|upper_tier)\d*_?(code|cd)",
            "upper_tier_name": r"(utla|ctyua|upper_tier)\d*_?(name|nm)",
            "icb_name": r"icb\d*_?(name|nm)",
            "rural_urban_code": r"ruc\d*_?(code|cd)",
            "rural_urban": r"ruc\d*_?(classification|name|nm)",
        },
    ),
    Layout(
        "ethnicity",
        "Census 2021 ethnic group by small area (ONS)",
        "there is no ethnicity of small areas",
        {
            "lsoa21": LSOA21,
            "ethnicity_asian": r"asian.*",
            "ethnicity_black": r"black.*",
            "ethnicity_mixed": r"mixed.*",
            "ethnicity_other": r"other.*",
            "ethnicity_white": r"white.*",
        },
    ),
    Layout(
        "population",
        "people living in each small area (ONS)",
        "population is the Census count by ethnic group where that is given",
        {"lsoa21": LSOA21, "population": r"(total_)?population|all_people|all_usual.*"},
    ),
    Layout(
        "registers",
        "QOF disease registers by practice (NHS England)",
        "there are no published registers",
        {
            "practice_code": PRACTICE,
            "condition": CONDITION,
            "register": r"register",
            "list_type": LIST_TYPE,
            "list_size": r"(practice_)?list_size",
        },
        {"year": YEAR},
        several="all",
    ),
)
