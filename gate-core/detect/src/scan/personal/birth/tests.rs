use crate::EntityKind;
use crate::scan::personal::tests::{check, check_places};

#[test]
fn dates_behind_a_word() {
    check(
        EntityKind::DateOfBirth,
        &[
            ("DOB: 03/12/1990", "03/12/1990"),
            ("born on 12 March 1990 in Leeds", "12 March 1990"),
            ("Born March 12th, 1990", "March 12th, 1990"),
            ("my birthday is 12-Mar-1990", "12-Mar-1990"),
            ("date of birth 1990-03-12T00:00", "1990-03-12"),
            ("{\"birthDate\":\"1990-03-12\"}", "1990-03-12"),
            ("\"date_of_birth\": \"19900312\"", "19900312"),
            ("dob=12.03.90", "12.03.90"),
            ("geb. 12. März 1990", "12. März 1990"),
            ("Geburtsdatum: 12.3.1990", "12.3.1990"),
            ("née le 1er janvier 1985", "1er janvier 1985"),
            ("nacido el 3 de marzo de 1990", "3 de marzo de 1990"),
            ("Data di nascita: 12/03/1990", "12/03/1990"),
            ("data de nascimento: 12 de março de 1990", "12 de março de 1990"),
            ("ur. 3 maja 1990", "3 maja 1990"),
            ("дата рождения: 12 марта 1990", "12 марта 1990"),
            ("född 1990-03-12", "1990-03-12"),
            ("doğum tarihi: 12 Mayıs 1990", "12 Mayıs 1990"),
            ("生年月日：1990年3月12日", "1990年3月12日"),
            ("生年月日 昭和60年3月12日", "昭和60年3月12日"),
            ("생년월일: 1990년 3월 12일", "1990년 3월 12일"),
            ("出生于1990年3月12日，", "1990年3月12日"),
            ("born in Leeds on 12 March 1990", "12 March 1990"),
        ],
    );
}

#[test]
fn other_dates_and_impossible_ones() {
    check(
        EntityKind::DateOfBirth,
        &[
            ("on 12 March 1990", ""),
            ("due 1990-03-12", ""),
            ("born to run. 12 March 1990 it was", ""),
            ("born 31.02.1990", ""),
            ("born 12/13/1899", ""),
            ("born 1850-03-12", ""),
            ("born 2090-03-12", ""),
            ("born 12.03.19901", ""),
            ("born 12-03/1990", ""),
            ("stubborn 1990-03-12", ""),
            ("behaviour. 1990-03-12", ""),
            ("born with a very long story behind it 1990-03-12", ""),
            ("born in 1990", ""),
            ("birth rate 3.12", ""),
        ],
    );
}

#[test]
fn the_place_counts_as_a_word() {
    check_places(
        EntityKind::DateOfBirth,
        &[
            ("user.dateOfBirth", "1990-03-12", "1990-03-12"),
            ("patient.dob", "12 March 1990", "12 March 1990"),
            ("geburtsdatum", "12.03.1990", "12.03.1990"),
            ("user.created", "1990-03-12", ""),
            ("user.dob", "unknown", ""),
        ],
    );
}
