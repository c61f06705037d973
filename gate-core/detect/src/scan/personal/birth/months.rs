//! Months: their names and usual abbreviations in the languages of Europe.

use std::ops::Range;

use crate::scan::window::Window;

/// Per month, in small letters. Portuguese, Spanish and other names that are written alike stand once.
#[rustfmt::skip]
const NAMES: [&[&str]; 12] = [
    &[
        "january", "jan", "januar", "jänner", "janvier", "janv", "enero", "ene", "gennaio", "gen", "janeiro", "januari",
        "stycznia", "styczeń", "ledna", "leden", "tammikuuta", "ocak", "января", "январь", "ianuarie", "január", "січня",
    ],
    &[
        "february", "feb", "februar", "febr", "février", "fevrier", "févr", "fév", "febrero", "febbraio", "fevereiro",
        "fev", "februari", "lutego", "luty", "února", "únor", "helmikuuta", "şubat", "февраля", "февраль", "februarie",
        "február", "лютого",
    ],
    &[
        "march", "mar", "märz", "mrz", "mars", "marzo", "março", "marco", "maart", "mrt", "marca", "marzec", "března",
        "březen", "maaliskuuta", "mart", "марта", "март", "martie", "március", "березня",
    ],
    &[
        "april", "apr", "avril", "avr", "abril", "abr", "aprile", "kwietnia", "kwiecień", "dubna", "duben",
        "huhtikuuta", "nisan", "апреля", "апрель", "aprilie", "április", "квітня",
    ],
    &[
        "may", "mai", "mayo", "maggio", "mag", "maio", "mei", "maj", "maja", "května", "květen", "toukokuuta", "mayıs",
        "мая", "май", "május", "травня",
    ],
    &[
        "june", "jun", "juni", "juin", "junio", "giugno", "giu", "junho", "czerwca", "czerwiec", "června", "červen",
        "kesäkuuta", "haziran", "июня", "июнь", "iunie", "június", "червня",
    ],
    &[
        "july", "jul", "juli", "juillet", "juil", "julio", "luglio", "lug", "julho", "lipca", "lipiec", "července",
        "červenec", "heinäkuuta", "temmuz", "июля", "июль", "iulie", "július", "липня",
    ],
    &[
        "august", "aug", "août", "aout", "agosto", "ago", "augustus", "augusti", "sierpnia", "sierpień", "srpna", "srpen",
        "elokuuta", "ağustos", "августа", "август", "augusztus", "серпня",
    ],
    &[
        "september", "sep", "sept", "septembre", "septiembre", "setiembre", "settembre", "set", "setembro", "września",
        "wrzesień", "září", "syyskuuta", "eylül", "сентября", "сентябрь", "septembrie", "szeptember", "вересня",
    ],
    &[
        "october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre", "ott", "outubro", "out", "października",
        "październik", "října", "říjen", "lokakuuta", "ekim", "октября", "октябрь", "octombrie", "október", "жовтня",
    ],
    &[
        "november", "nov", "novembre", "noviembre", "novembro", "listopada", "listopad", "marraskuuta", "kasım",
        "ноября", "ноябрь", "noiembrie",
    ],
    &[
        "december", "dec", "dezember", "dez", "décembre", "decembre", "déc", "diciembre", "dic", "dicembre", "dezembro",
        "grudnia", "grudzień", "prosince", "prosinec", "joulukuuta", "aralık", "декабря", "декабрь", "decembrie",
        "грудня",
    ],
];

/// The longest name, in bytes.
const NAME_BYTES: usize = 24;

/// The month, 1 to 12, whose name the bytes of `range` are.
pub(super) fn month(window: &Window<'_>, range: Range<usize>) -> Option<u32> {
    if range.len() > NAME_BYTES {
        return None;
    }
    let name = std::str::from_utf8(window.slice(range)).ok()?.to_lowercase();
    let index = NAMES.iter().position(|names| names.contains(&name.as_str()))?;
    u32::try_from(index + 1).ok()
}
