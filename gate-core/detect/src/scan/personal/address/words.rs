//! Words of addresses.

use crate::scan::context::Words;

/// The longest house number, in digits.
pub(super) const MOST_NUMBER_DIGITS: usize = 6;

/// Kinds of streets at the end of their names, in languages that make one word of both.
#[rustfmt::skip]
pub(super) const STREET_TAILS: &[&str] = &[
    "straße", "strasse", "str.", "gasse", "allee", "weg", "platz", "damm", "ufer", "chaussee", "straat", "gracht",
    "laan", "plein", "kade", "singel", "gatan", "vägen", "gata", "gade", "vej", "veien", "katu", "utca", "utcája",
];

/// Those of them that may stand apart from the name, behind an adjective: `Lange Straße`.
pub(super) const SEPARATE_TAILS: &[&str] = &["straße", "strasse", "str.", "straat", "gatan", "gracht"];

/// Words before a street that are no part of its name when they begin a sentence.
#[rustfmt::skip]
pub(super) const NO_ADJECTIVES: &[&str] = &[
    "der", "die", "das", "den", "dem", "des", "ein", "eine", "einer", "einem", "eines", "diese", "dieser", "jede", "jeder",
    "meine", "meiner", "ihre", "ihrer", "unsere", "unserer", "seine", "seiner", "keine", "welche", "welcher", "und", "oder",
    "auf", "von", "zur", "aus", "bei", "nach", "adresse", "anschrift", "het", "deze", "een", "mijn", "adres", "nummer",
];

/// Kinds of streets in English that mean hardly anything else behind a number and a name.
#[rustfmt::skip]
pub(super) const SURE_KINDS: &[&str] = &[
    "street", "avenue", "ave", "road", "rd", "lane", "ln", "drive", "boulevard", "blvd", "parkway", "pkwy", "highway",
    "hwy", "terrace", "crescent", "turnpike", "expressway", "freeway", "mews", "esplanade", "cul-de-sac",
];

/// Kinds that are also other words.
#[rustfmt::skip]
pub(super) const DOUBTFUL_KINDS: &[&str] = &[
    "st", "dr", "way", "court", "ct", "place", "pl", "square", "sq", "circle", "cir", "trail", "trl", "loop", "row",
    "walk", "close", "hill", "grove", "gardens", "green", "park", "plaza", "alley", "ter", "cres", "parade", "pde",
    "quay", "wharf", "rise", "view", "bypass", "route", "plz", "point", "path", "heights", "crossing", "bend", "cove",
    "ridge", "run", "pass", "gate", "gdns", "broadway", "av",
];

/// Directions that may stand before a street's name and behind its kind.
#[rustfmt::skip]
pub(super) const DIRECTIONS: &[&str] = &[
    "n", "s", "e", "w", "ne", "nw", "se", "sw", "north", "south", "east", "west", "northeast", "northwest", "southeast",
    "southwest",
];

/// Small words inside the names of streets.
#[rustfmt::skip]
pub(super) const CONNECTORS: &[&str] = &[
    "of", "the", "de", "la", "las", "los", "el", "del", "den", "der", "des", "du", "da", "do", "dos", "das", "di", "della",
    "dei", "delle", "degli", "dell", "le", "les", "van", "von", "und", "e", "y", "i", "et", "à", "aux", "au", "en", "sur",
    "św", "upon", "and", "l", "d",
];

/// Parts of a building: a number or letter follows.
#[rustfmt::skip]
pub(super) const UNITS: &[&str] = &[
    "apt", "apartment", "suite", "ste", "unit", "floor", "fl", "flat", "room", "rm", "building", "bldg", "level", "lot",
    "penthouse", "office", "dept", "trlr", "space", "piso", "apto", "depto", "bat", "bât", "interno", "int", "bloco", "sala",
];

/// French kinds of streets, which stand between number and name.
#[rustfmt::skip]
pub(super) const FRENCH_KINDS: &[&str] = &[
    "rue", "avenue", "av", "boulevard", "bd", "bld", "place", "pl", "allée", "allee", "allées", "impasse", "chemin",
    "quai", "cours", "route", "square", "passage", "sentier", "ruelle", "esplanade", "faubourg", "chaussée", "villa", "cité",
];

/// Repetitions of a house number.
pub(super) const REPETITIONS: &[&str] = &["bis", "ter", "quater"];

/// States, districts and territories of the United States, provinces of Canada, states of Australia.
#[rustfmt::skip]
pub(super) const STATES: &[&str] = &[
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA", "ME", "MD",
    "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC",
    "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "DC", "PR", "GU", "VI", "AS", "AE", "AP", "AA",
    "ON", "QC", "BC", "AB", "MB", "SK", "NS", "NB", "NL", "PE", "YT", "NT", "NU",
    "NSW", "VIC", "QLD", "SA", "TAS", "ACT",
];

/// Words that say that an address follows.
#[rustfmt::skip]
pub(super) const CONTEXT: &Words = &[
    "address", "addresses", "live", "lives", "lived", "living", "located", "reside", "resides", "residing", "residence",
    "ship", "shipping", "shipped", "deliver", "delivery", "delivered", "mail", "mailing", "send", "billing", "home", "moved", "visit",
    "office", "headquarters", "postcode", "post code", "postal code", "zip", "zip code", "zipcode", "plz", "postleitzahl",
    "adresse", "anschrift", "wohne", "wohnt", "wohnhaft", "wohnort", "habite", "domicile", "dirección", "direccion",
    "vivo", "vive", "domicilio", "indirizzo", "abito", "residente", "endereço", "endereco", "moro", "cep", "adres", "adresu",
    "mieszkam", "zamieszkały", "woon", "woont", "адрес", "адресу", "живу", "code postal", "cap", "código postal",
    "codigo postal", "postnummer", "postcodes", "deliver to", "meet", "street",
];

/// Before `address` when it is no postal one.
#[rustfmt::skip]
pub(super) const OTHER_ADDRESSES: &Words = &[
    "ip", "mac", "email", "e-mail", "mail", "memory", "wallet", "contract", "base", "bind", "listen", "server", "host", "web",
    "url", "network", "remote", "local", "peer", "start", "end", "virtual", "physical", "return", "target", "source",
    "destination", "load", "entry", "bus", "device", "register", "btc", "eth", "token", "crypto", "ipv4", "ipv6",
];

/// What the place of an address is called.
#[rustfmt::skip]
pub(super) const PLACES: &Words = &[
    "address", "street", "street address", "streetaddress", "address line", "addressline1", "address1", "line1", "address2",
    "anschrift", "adresse", "strasse", "straße", "dirección", "direccion", "domicilio", "indirizzo", "endereço", "endereco",
    "адрес", "住所", "地址", "주소",
];
