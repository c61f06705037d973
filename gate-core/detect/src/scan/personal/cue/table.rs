//! The cues and the keys. ASCII letters count in either case; others stand as they are, so a word that begins a sentence with such
//! a letter stands twice.

use super::index::Role;

/// What stands before a value, and begins where a word begins.
#[rustfmt::skip]
pub(super) const CUES: &[(Role, &[&str])] = &[
    (Role::Birth, &[
        "birth", "born", "dob", "d.o.b", "bday", "b-day", "geboren", "geb.", "geburtsdatum", "geburtstag", "né le",
        "née le", "né(e) le", "nacido", "nacida", "nació", "nacimiento", "nascita", "nato il", "nata il", "nato a", "nata a",
        "naissance", "nascimento", "nascido", "nascida", "geboortedatum", "geboren op", "urodzenia", "urodzony",
        "urodzona", "ur.", "född", "født", "fødselsdato", "födelsedatum", "fødselsdag", "syntymäaika", "syntynyt",
        "narozen", "narození", "narodenia", "născut", "naşterii", "nașterii", "doğum", "dogum", "született", "születési",
        "рожд", "родился", "родилась", "народження", "народився", "γέννησης", "תאריך לידה", "تاريخ الميلاد", "مواليد",
        "जन्म", "出生", "生日", "生年月日", "誕生日", "생년월일", "출생", "생일", "วันเกิด", "ngày sinh", "sinh ngày",
        "tanggal lahir", "tgl lahir", "tarikh lahir", "kapanganakan",
    ]),
    (Role::Introduction, &[
        "my name is", "my name's", "my name ist", "my full name is", "call me", "name's", "me llamo", "mi nombre es",
        "ich heiße", "ich heisse", "mein name ist", "je m'appelle", "je m’appelle", "mon nom est", "mi chiamo",
        "il mio nome è", "me chamo", "meu nome é", "nazywam się", "mam na imię", "mijn naam is", "ik heet", "jag heter",
        "mitt namn är", "jeg heter", "jeg hedder", "mit navn er", "nimeni on", "jmenuji se", "volám sa", "mă numesc",
        "numele meu este", "benim adım", "меня зовут", "Меня зовут", "моё имя", "мое имя", "мене звати", "Мене звати",
        "με λένε", "ονομάζομαι", "nama saya", "tên tôi là", "tôi tên là", "我叫", "我的名字是", "我的名字叫", "我姓名是",
        "名前は", "私は", "제 이름은", "내 이름은", "저는", "اسمي", "שמי", "मेरा नाम",
    ]),
    (Role::Presence, &[
        "i am", "i'm", "i’m", "soy", "je suis", "ich bin", "io sono", "eu sou", "ik ben", "jestem", "jag är", "speaking with",
        "spoke with", "spoke to", "met with", "signed by", "written by", "approved by", "prepared by", "on behalf of",
    ]),
    (Role::Title, &[
        "mr", "mrs", "ms", "mx", "miss", "dr", "prof", "professor", "doctor", "sir", "dame", "lady", "rev", "herr",
        "herrn", "frau", "monsieur", "madame", "mademoiselle", "mme", "mlle", "señor", "señora", "señorita", "sr", "sra",
        "srta", "signor", "signora", "signore", "sig", "sig.ra", "dott", "dott.ssa", "senhor", "senhora", "pan", "pani",
        "meneer", "mevrouw", "dhr", "mevr", "fru", "hr", "bay", "bayan", "г-н", "г-жа", "господин", "госпожа",
    ]),
    (Role::Greeting, &[
        "dear", "liebe", "lieber", "sehr geehrter herr", "sehr geehrte frau", "cher", "chère", "estimado", "estimada",
        "querido", "querida", "gentile", "caro", "cara", "prezado", "prezada", "beste", "geachte", "kära", "kære", "szanowny pan",
        "szanowna pani", "drogi", "droga", "дорогой", "дорогая", "Дорогой", "Дорогая", "уважаемый", "Уважаемый",
        "уважаемая", "Уважаемая",
    ]),
    (Role::Salute, &["hi", "hello", "hey", "hallo", "hola", "ciao", "bonjour", "salut", "olá", "oi", "hej", "cześć", "привет"]),
    (Role::Closing, &[
        "regards,", "sincerely,", "faithfully,", "yours truly,", "cheers,", "signed,", "signed:", "cordially,",
        "best wishes,", "all the best,", "grüßen", "grüße", "cordialement,", "bien à vous,", "saludos,", "atentamente,",
        "cordiali saluti,", "distinti saluti,", "atenciosamente,", "abraços,", "groet,", "groeten,", "pozdrawiam,",
        "с уважением,", "С уважением,",
    ]),
    (Role::StreetLead, &[
        "calle", "c/", "avda.", "avda", "avenida", "plaza", "paseo", "carrer", "camino", "carretera", "ronda", "via",
        "viale", "piazza", "corso", "vicolo", "largo", "rua", "travessa", "praça", "alameda", "estrada", "rodovia", "rue",
        "avenue", "boulevard", "chaussée", "place", "ul.", "al.", "os.", "pl.", "ulica", "ulice", "aleja", "ул.",
        "улица", "проспект", "пр.", "пр-т", "переулок", "вул.", "str.", "strada", "bulevardul", "jalan", "jl.",
    ]),
    // What follows these is looked at by the recogniser: an address begins with its cue, which may be no longer than a word.
    (Role::PostBox, &["po", "p.o.", "p.o", "post", "postfach", "postbus", "boîte", "apartado", "casella", "caixa"]),
    (Role::PostMark, &["〒"]),
];

/// What stands before a colon or an equals sign.
#[rustfmt::skip]
pub(super) const KEYS: &[(Role, &[&str])] = &[
    (Role::NameKey, &["name", "nombre", "nome", "nom", "имя", "Имя", "naam", "namn", "navn"]),
    (Role::PersonKey, &[
        "patient", "cardholder", "card holder", "account holder", "accountholder", "attn", "attention", "passenger",
        "beneficiary", "payee", "applicant", "employee", "contact", "contact person", "emergency contact", "next of kin",
        "signatory", "claimant", "policyholder", "insured", "titular", "paciente", "patientin", "karteninhaber",
        "kontoinhaber", "ansprechpartner", "titulaire", "intestatario", "paziente", "apellido", "apellidos", "sobrenome",
        "vorname", "nachname", "familienname", "prénom", "prenom", "cognome", "imię", "nazwisko", "imię i nazwisko",
        "voornaam", "achternaam", "förnamn", "efternamn", "fornavn", "etternavn", "efternavn", "příjmení", "jméno",
        "фамилия", "Фамилия", "фио", "ФИО", "soyadı", "姓名", "氏名", "お名前", "이름", "성명", "성함",
    ]),
    (Role::AddressKey, &[
        "address", "street", "addr", "anschrift", "adresse", "dirección", "direccion", "indirizzo", "endereço", "endereco",
        "domicilio", "адрес", "Адрес", "住所", "地址", "주소",
    ]),
];
