use crate::EntityKind;
use crate::scan::personal::tests::{check, check_places};

#[test]
fn streets_behind_a_number() {
    check(
        EntityKind::Address,
        &[
            ("at 221B Baker Street, London NW1 6XE.", "221B Baker Street, London NW1 6XE"),
            (
                "1600 Pennsylvania Avenue NW, Washington, DC 20500",
                "1600 Pennsylvania Avenue NW, Washington, DC 20500",
            ),
            ("350 5th Ave, New York, NY 10118-0110", "350 5th Ave, New York, NY 10118-0110"),
            ("12 Long Lane", "12 Long Lane"),
            (
                "742 Evergreen Terrace Apt 4B, Springfield, IL 62704",
                "742 Evergreen Terrace Apt 4B, Springfield, IL 62704",
            ),
            ("{\"street\":\"12 Long Lane\"}", "12 Long Lane"),
            ("3/12 George Street, Sydney NSW 2000", "3/12 George Street, Sydney NSW 2000"),
            ("I live at 10 downing street", "10 downing street"),
            ("ship to 5 Oak Court", "5 Oak Court"),
            ("12 rue de la Paix, 75002 Paris", "12 rue de la Paix, 75002 Paris"),
            ("12 bis, avenue Foch", "12 bis, avenue Foch"),
            ("a 5 minute drive", ""),
            ("in 2008 Wall Street fell", ""),
            ("5 Oak Court", ""),
            ("3 New Features", ""),
            ("12 Angry Men", ""),
            ("rue 12", ""),
            ("version 1.12 Long Lane", ""),
            ("I have 10 street signs", ""),
        ],
    );
}

#[test]
fn streets_before_a_number() {
    check(
        EntityKind::Address,
        &[
            ("Lindenstraße 12a, 10969 Berlin", "Lindenstraße 12a, 10969 Berlin"),
            ("wohnt Karl-Marx-Str. 5", "Karl-Marx-Str. 5"),
            ("Straße 12", "Straße 12"),
            ("wohnt Lange Straße 5, 10115 Berlin", "Lange Straße 5, 10115 Berlin"),
            ("Bonner Str. 12a", "Bonner Str. 12a"),
            ("Korte Straat 7", "Korte Straat 7"),
            ("in Alt-Wiener Straße 5", "Alt-Wiener Straße 5"),
            ("Die Straße 12", "Straße 12"),
            ("wohnt: Straße 12", "Straße 12"),
            ("2Bonner Straße 12", "Straße 12"),
            ("lange straße 5", ""),
            ("Lindenstraße 12345", ""),
            ("{\"street\":\"Am Linden-Ufer 3\"}", "Am Linden-Ufer 3"),
            ("Mariahilfer Gasse 5", ""),
            ("Annagasse 5, 1010 Wien", "Annagasse 5, 1010 Wien"),
            ("Kerkstraat 12, 1012 AB Amsterdam", "Kerkstraat 12, 1012 AB Amsterdam"),
            ("Anschrift: Birkenweg 3", "Birkenweg 3"),
            ("Drottninggatan 5", "Drottninggatan 5"),
            ("Calle de Alcalá, 12, 28014 Madrid", "Calle de Alcalá, 12, 28014 Madrid"),
            ("vivo en la calle Mayor nº 5", "calle Mayor nº 5"),
            ("Via Roma 12", "Via Roma 12"),
            ("Rua Augusta, 1200", "Rua Augusta, 1200"),
            ("ul. Nowa 3/4, 00-950 Warszawa", "ul. Nowa 3/4, 00-950 Warszawa"),
            ("ул. Ленина, д. 5", "ул. Ленина, д. 5"),
            ("via Port 8080", ""),
            ("Arbeitsplatz 3", ""),
            ("Platz 5", ""),
            ("Birkenweg 3", ""),
            ("straße ohne Nummer", ""),
            ("Lindenstraße 12.5", ""),
            ("calle sin nombre 5", ""),
        ],
    );
}

#[test]
fn postcodes_and_boxes() {
    check(
        EntityKind::Address,
        &[
            ("it is SW1A 1AA.", "SW1A 1AA"),
            ("postcode M1 1AE", "M1 1AE"),
            ("postcode EC1A1BB", "EC1A1BB"),
            ("M1 1AE", ""),
            ("M2 8GB", ""),
            ("postcode QX1 1AA", ""),
            ("SW1A 1CA", ""),
            ("XSW1A 1AA", ""),
            ("SW1A 1AAB", ""),
            ("to K1A 0B1 please", "K1A 0B1"),
            ("code postal K1A0B1", "K1A0B1"),
            ("D1A 0B1", ""),
            ("K1A 0O1", ""),
            ("#B1B4B6", ""),
            ("CA 94105-1234", "CA 94105-1234"),
            ("XX 94105-1234", ""),
            ("94105-1234", ""),
            ("postcode 1012 AB", "1012 AB"),
            ("1012 AB", ""),
            ("postcode 1012 SS", ""),
            ("〒123-4567", "〒123-4567"),
            ("〒1234567", "〒1234567"),
            ("PO Box 1234", "PO Box 1234"),
            ("P.O. Box 12, Leeds LS1 1AA", "P.O. Box 12, Leeds LS1 1AA"),
            ("Postfach 12", "Postfach 12"),
            ("a po box", ""),
        ],
    );
}

#[test]
fn fields_with_addresses() {
    check(
        EntityKind::Address,
        &[
            ("\"address\": \"Flat 3, Rose Cottage\"", "Flat 3, Rose Cottage"),
            ("Address: Old Mill 7, Dorf", "Old Mill 7, Dorf"),
            ("地址：北京市海淀区中关村大街27号", "北京市海淀区中关村大街27号"),
            ("ip_address: Host 1", ""),
            ("\"email_address\": \"Ada 1\"", ""),
            ("address = Address(1, Foo)", ""),
            ("address: 0x7fff", ""),
        ],
    );
    check_places(
        EntityKind::Address,
        &[
            ("user.address", "Rose Cottage 7", "Rose Cottage 7"),
            ("住所", "東京都千代田区千代田1-1", "東京都千代田区千代田1-1"),
            ("user.ip_address", "Rose Cottage 7", ""),
            ("user.title", "Rose Cottage 7", ""),
        ],
    );
}
